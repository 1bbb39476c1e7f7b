"""Business Support hears of a weekly report that has come back with decisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from integration.challenges.test_returned_report import report_of, send, workbook
from testamur.batches import actions as batches
from testamur.challenges.models import Challenge
from testamur.notices.models import Notice
from world import World, record, submit, the

pytestmark = pytest.mark.django_db


def test_business_support_is_told_of_returned_decisions(
    world: World, raise_one: Callable[..., Challenge]
) -> None:
    raise_one()
    submit(world, [record(world.learners[1], grade="B")])
    raise_one(of=the(world.learners[1]))
    report = report_of(world)
    one, other = (row["reference"] for row in report.rows[:2])
    Notice.objects.all().delete()
    undecided = send(
        world, workbook(report, {one: ("Accept", ""), other: ("Reject", "Right as it is")}), confirm=False
    )
    assert not Notice.objects.filter(to=world.support.email).exists()
    batches.confirm(batch=undecided, by=world.edc_user)
    batches.advance(batch_id=undecided.pk)
    letter = Notice.objects.get(to=world.support.email)
    assert letter.subject == "Northern Board has decided on 2 challenges"
    accepted, rejected = letter.body.split("Rejected.")
    assert one in accepted
    assert other in rejected
    assert "/challenges/" in letter.body
    assert not any(learner.uln in letter.body for learner in world.learners)
