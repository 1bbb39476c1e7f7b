"""A batch that nobody has to confirm is judged and written in one transaction, on what was looked up once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from testamur.achievements.kinds.achievements.kind import Achievements
from testamur.achievements.models import Achievement
from testamur.achievements.queries import history_of
from testamur.batches import actions as batches
from testamur.batches.actions import engine
from testamur.batches.models import Batch
from world import AWARDED, World, record, submit

pytestmark = pytest.mark.django_db

LOOK_UP = "CREATE TEMPORARY TABLE known"


def look_ups(batch: Batch) -> int:
    """How often the engine looks up what is known of the records, on its way to the end."""
    with CaptureQueriesContext(connection) as captured:
        batches.advance(batch_id=batch.pk)
    return sum(LOOK_UP in query["sql"] for query in captured)


def waiting(world: World, **more: Any) -> Batch:
    return submit(world, [record(learner) for learner in world.learners[:6]], run=False, **more)


def test_records_are_looked_up_once(world: World) -> None:
    assert look_ups(waiting(world)) == 1
    assert Achievement.objects.count() == 6


def test_batch_of_several_slices_is_looked_up_for_each(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Achievements, "slice_size", 2)
    assert look_ups(waiting(world)) == 1 + 3
    assert Achievement.objects.count() == 6


def test_what_a_person_confirms_is_looked_up_again_when_it_is_written(world: World) -> None:
    batch = waiting(world, confirm_first=True, by=world.super_user)
    assert look_ups(batch) == 1
    assert Achievement.objects.count() == 0
    batches.confirm(batch=batch, by=world.super_user)
    assert look_ups(batch) == 1
    assert Achievement.objects.count() == 6


def test_versions_belong_to_the_writing_and_not_to_the_judging(world: World) -> None:
    batches.advance(batch_id=waiting(world).pk)
    assert {history_of(held)[0].process for held in Achievement.objects.all()} == {"batch.applied"}


def test_record_rejected_by_a_set_rule_is_not_written_although_it_is_known(world: World) -> None:
    wrong = record(world.learners[1], date_of_birth="1999-09-09")
    batch = submit(world, [*(record(learner) for learner in world.learners[2:9]), wrong])
    assert (batch.accepted, batch.rejected, batch.effects) == (7, 1, {"created": 7})
    assert not Achievement.objects.filter(learner=world.learners[1]).exists()


def test_record_that_another_wrote_in_between_is_rejected_and_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look-up and the write there is no lock, so the write itself has the last word."""
    batch, contested = waiting(world), world.learners[0]
    works = engine.write

    def after_another(given: Batch, judged: engine.Judged, *, last: int) -> None:
        from testamur.audit import actions as audit

        with audit.process("achievement.created", by=None):
            Achievement.objects.create(
                organisation=world.board,
                learner=contested,
                uln=contested.uln,
                reference="601/0001/1",
                award_date=AWARDED,
                status="final",
            )
        works(given, judged, last=last)

    monkeypatch.setattr(engine, "write", after_another)
    batches.advance(batch_id=batch.pk)
    held = Batch.objects.get(pk=batch.pk)
    assert (held.accepted, held.rejected, held.effects) == (5, 1, {"created": 5})
    assert [found["key"] for found in held.rows.get(line=1).findings] == ["B09.changed_since"]


def test_nothing_is_judged_where_writing_failed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any, stage: Any, known: Any, *, batch: Batch) -> None:
        raise RuntimeError("killed")

    batch = waiting(world)
    with monkeypatch.context() as patched:
        patched.setattr(Achievements, "apply", fail)
        with pytest.raises(RuntimeError):
            batches.advance(batch_id=batch.pk)
    assert Batch.objects.get(pk=batch.pk).state == "staged"
    assert batches.advance(batch_id=batch.pk) == "done"
