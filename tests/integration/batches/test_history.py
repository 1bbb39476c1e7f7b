"""Every version of every record says who, when, what, why, and through which batch or page."""

from __future__ import annotations

import pytest

from testamur.achievements import actions
from testamur.achievements.models import Achievement
from testamur.achievements.queries import history_of
from testamur.achievements.states import Job
from testamur.batches import actions as batches
from testamur.plumbing import clock
from world import World, record, submit, the

pytestmark = pytest.mark.django_db


def test_versions_of_a_record_say_which_batch_line_and_person_wrote_them(world: World) -> None:
    first = submit(world, [record(learner) for learner in world.learners[:3]])
    change = record(world.learners[2], action="update", grade="C")
    second = submit(world, [record(world.learners[5]), change], by=world.super_user)
    newest, oldest = history_of(the(world.learners[2]))
    assert (oldest.process, oldest.by_name, oldest.batch, oldest.batch_line) == (
        "batch.applied",
        "Bashir Tester",
        first.pk,
        3,
    )
    assert (newest.process, newest.by_name, newest.batch, newest.batch_line) == (
        "batch.applied",
        "Susan Tester",
        second.pk,
        2,
    )
    assert {(each.field, each.before, each.after) for each in newest.changes} == {("grade", "A", "C")}
    assert {newest.through, oldest.through} == {"file"}
    assert oldest.at <= newest.at <= clock.now()


def test_version_written_by_a_confirmed_batch_names_who_confirmed_it(world: World) -> None:
    batch = submit(world, [record(world.learners[0])], confirm_first=True)
    batches.confirm(batch=batch, by=world.super_user)
    batches.advance(batch_id=batch.pk)
    (version,) = history_of(the(world.learners[0]))
    assert (version.by_name, version.batch) == ("Susan Tester", batch.pk)


def test_withdrawal_keeps_its_reason_in_history_after_a_reinstatement(world: World) -> None:
    submit(world, [record(world.learners[0])])
    submit(world, [record(world.learners[0], action="withdraw", action_reason="Issued in error")])
    submit(world, [record(world.learners[0], action="reinstate", action_reason="It was right")])
    newest, middle, _oldest = history_of(the(world.learners[0]))
    assert ("action_reason", None, "Issued in error") in {
        (c.field, c.before, c.after) for c in middle.changes
    }
    assert ("state", "withdrawn", "active") in {(c.field, c.before, c.after) for c in newest.changes}


def test_change_on_a_page_says_the_page_and_no_batch(world: World) -> None:
    achievement, _warnings = actions.change_one(
        organisation=world.board,
        job=Job.FINAL,
        item=record(world.learners[0]),
        through="page",
        by=world.super_user,
    )
    (version,) = history_of(achievement)
    assert (version.process, version.through, version.batch) == ("achievement.created", "page", None)
    assert version.by_name == "Susan Tester"


def test_rejected_records_leave_no_version(world: World, settings: object) -> None:
    settings.ACHIEVEMENT_REJECTED_PERCENT = "100"  # type: ignore[attr-defined]
    submit(world, [record(world.learners[0])])
    submit(world, [record(world.learners[0], grade="B"), record(world.learners[1], reference="601/0099/0")])
    assert Achievement.objects.count() == 1
    assert len(history_of(the(world.learners[0]))) == 1
