"""Undo goes by history and by the model: nothing is said of a column anywhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pgtrigger
import pytest
from django.db import models

from integration.batches.test_undo import undo
from integration.qualifications.files import imported, undone
from testamur.achievements.kinds.achievements.kind import Achievements
from testamur.achievements.models import Achievement
from testamur.audit import actions as audit
from testamur.batches.models import Batch
from testamur.organisations.models import Organisation
from testamur.plumbing import sql
from world import World, record, submit, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def colour(world: World) -> Iterator[None]:
    """A column that nobody has heard of: in the model, its history, and both tables, until the test is over."""
    sql.run("SET CONSTRAINTS ALL IMMEDIATE")
    history = Achievement.pgh_event_model  # type: ignore[attr-defined]
    for model in (Achievement, history):
        models.CharField(max_length=20, null=True).contribute_to_class(model, "colour")
        sql.run(f"ALTER TABLE {model._meta.db_table} ADD COLUMN colour varchar(20)")
    for model, trigger in pgtrigger.registered():
        if model is Achievement:
            trigger.install(model)
    yield
    for model in (Achievement, history):
        model._meta.local_fields.remove(model._meta.get_field("colour"))
        model._meta._expire_cache()
        del model.colour


def colour_of(achievement: Achievement) -> str | None:
    ((colour,),) = sql.rows(
        "SELECT colour FROM achievements_achievement WHERE id = %(id)s", {"id": achievement.pk}
    )
    return colour


def paint(colour: str, batch: int) -> None:
    sql.run(
        "UPDATE achievements_achievement SET colour = %(colour)s, updated_at = statement_timestamp() "
        "WHERE batch_id = %(batch)s",
        {"colour": colour, "batch": batch},
    )


def test_column_that_was_added_to_the_model_is_put_back(
    world: World, colour: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = Achievements.apply

    def painting(self: Achievements, *given: Any, batch: Batch) -> None:
        works(self, *given, batch=batch)
        paint(f"colour {batch.pk}", batch.pk)

    monkeypatch.setattr(Achievements, "apply", painting)
    first = submit(world, [record(world.learners[0])])
    second = submit(world, [record(world.learners[0], action="update", grade="C")])
    held = the(world.learners[0])
    assert (held.grade, colour_of(held)) == ("C", f"colour {second.pk}")
    undo(world, second)
    held.refresh_from_db()
    assert (held.grade, colour_of(held)) == ("A", f"colour {first.pk}")


def test_column_that_the_batch_did_not_change_keeps_what_others_wrote_since(world: World) -> None:
    submit(world, [record(world.learners[0])])
    batch = submit(world, [record(world.learners[0], action="update", grade="C")])
    with audit.process("achievement.marked", by=None):
        Achievement.objects.update(participation_start=dt.date(2018, 9, 1))
    undo(world, batch)
    held = the(world.learners[0])
    assert (held.grade, held.participation_start) == ("A", dt.date(2018, 9, 1))


def test_record_whose_key_another_has_by_now_is_left_and_listed(world: World) -> None:
    submit(world, [record(world.learners[0])])
    batch = submit(world, [record(world.learners[0], action="withdraw")])
    submit(world, [record(world.learners[0], grade="B")])
    result = undo(world, batch).undo_result
    assert (result["put_back"], result["left"]) == (0, 1)
    assert [left["uln"] for left in result["listed"]] == [world.learners[0].uln]
    assert the(world.learners[0], state="active").grade == "B"


def test_number_that_another_organisation_has_by_now_is_not_taken_from_it(world: World) -> None:
    imported(world, "organisations", {"ukprn": "10000003"})
    batch = imported(world, "organisations", {"ukprn": "10000004"})
    other = {"recognition_number": "RN0004", "name": "Western Board", "ukprn": "10000003"}
    imported(world, "organisations", other)
    result = undone(world, batch).undo_result
    assert (result["put_back"], [left["reference"] for left in result["listed"]]) == (0, ["RN0003"])
    numbers = dict(Organisation.objects.values_list("recognition_number", "ukprn"))
    assert (numbers["RN0003"], numbers["RN0004"]) == ("10000004", "10000003")
