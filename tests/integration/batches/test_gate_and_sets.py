"""The gate, to the record; and the promise of sets: as many statements for four hundred records as for ten."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.notices.models import Notice
from world import World, make_learners, record, submit

pytestmark = pytest.mark.django_db


def _of_ten(world: World, bad: int) -> Batch:
    """Ten records, ``bad`` of them for a reference that is not on the register."""
    return submit(
        world,
        [
            record(learner, **({"reference": "601/0099/0"} if place < bad else {}))
            for place, learner in enumerate(world.learners[:10])
        ],
    )


def test_exactly_thirty_per_cent_rejected_passes(world: World) -> None:
    batch = _of_ten(world, 3)
    assert (batch.state, batch.accepted, batch.rejected) == ("done", 7, 3)
    assert Achievement.objects.count() == 7


def test_one_more_refuses_the_whole_batch_and_applies_nothing(world: World) -> None:
    batch = _of_ten(world, 4)
    assert batch.state == "refused"
    assert [found["key"] for found in batch.findings] == ["J02.threshold"]
    assert Achievement.objects.count() == 0
    assert set(batch.reports) == {"batch-outcome.xml", "batch-findings.csv", "job-result.json"}


def test_threshold_is_a_setting(world: World, settings: object) -> None:
    settings.ACHIEVEMENT_REJECTED_PERCENT = "40"  # type: ignore[attr-defined]
    assert _of_ten(world, 4).state == "done"


def test_a_batch_takes_as_many_statements_whatever_its_size(world: World) -> None:
    def statements(learners: list) -> int:
        batch = submit(world, [record(learner) for learner in learners], run=False)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            batches.advance(batch_id=batch.pk)
        assert Batch.objects.get(pk=batch.pk).effects == {"created": len(learners)}
        return len(captured)

    few = statements(make_learners(10, start=300_000_000))
    many = statements(make_learners(400, start=400_000_000))
    assert few == many


@pytest.mark.django_db(transaction=True)
def test_a_write_outside_a_process_is_refused_by_the_database(world: World) -> None:
    submit(world, [record(world.learners[0])])
    with pytest.raises(IntegrityError), transaction.atomic():
        Achievement.objects.update(grade="B")


def test_the_database_refuses_a_second_active_achievement_under_one_key(world: World) -> None:
    from testamur.audit import actions as audit

    submit(world, [record(world.learners[0])])
    held = Achievement.objects.get()
    held.pk, held.uuid = None, "00000000-0000-4000-8000-000000000001"  # type: ignore[assignment]
    with pytest.raises(IntegrityError), transaction.atomic(), audit.process("test", by=None):
        held.save(force_insert=True)


def test_the_e_mail_goes_to_the_address_in_the_header_and_names_no_learner(world: World) -> None:
    from world import xml

    learner = world.learners[0]
    submit(world, xml([record(learner)], email="results@board.example"))
    notice = Notice.objects.get()
    assert notice.to == "results@board.example"
    assert "Successful" in notice.subject
    for particular in (learner.uln, learner.given_name, learner.family_name):
        assert particular not in notice.subject + notice.body
