"""Undoing a register import: earlier versions come back, new entries are taken off, and nothing is destroyed."""

from __future__ import annotations

import pytest

from integration.qualifications.files import imported, submitted, undone
from testamur.audit.queries import timeline
from testamur.qualifications import queries
from testamur.qualifications.models import Entry
from testamur.qualifications.states import TAKEN_OFF
from world import World, keys_of, record
from world import submit as submit_achievements

pytestmark = pytest.mark.django_db


def entry(title: str = "Horticulture") -> Entry:
    return Entry.objects.get(reference="600/1166/X", title=title)


def test_updated_entry_gets_every_value_of_its_earlier_version_back(world: World) -> None:
    first = imported(world, "register", {"credits": "12", "ends_on": "2030-08-31"})
    before = {field.name: getattr(entry(), field.attname) for field in Entry._meta.concrete_fields}
    changed = {"grades": "Pass", "owner_number": "RN0002", "level": "Level 2", "credits": "", "ends_on": ""}
    batch = undone(world, imported(world, "register", changed))
    assert batch.state == "undone"
    assert batch.undo_result == {"put_back": 1, "left": 0, "listed": []}
    after = {field.name: getattr(entry(), field.attname) for field in Entry._meta.concrete_fields}
    assert {name for name in before if before[name] != after[name]} == {"updated_at"}
    assert entry().batch_id == first.pk
    assert [version.process for version in timeline(entry())] == [
        "batch.undone",
        "batch.applied",
        "batch.applied",
    ]


def test_created_entry_is_taken_off_and_nothing_finds_it(world: World) -> None:
    batch = undone(world, imported(world, "register", {}))
    assert batch.undo_result["put_back"] == 1
    assert entry().status == TAKEN_OFF
    assert not queries.entries("600/1166/X").exists()
    assert not queries.search("Horticulture").exists()


def test_nothing_can_be_awarded_any_more_under_an_entry_taken_off(world: World) -> None:
    undone(world, imported(world, "register", {}))
    batch = submit_achievements(world, [record(world.learners[0], reference="600/1166/X")])
    assert keys_of(batch, 1) == ["B01.unknown_reference"]


def test_achievement_awarded_meanwhile_keeps_its_title(world: World) -> None:
    batch = imported(world, "register", {})
    awarded = submit_achievements(world, [record(world.learners[0], reference="600/1166/X")])
    undone(world, batch)
    assert awarded.effects == {"created": 1}
    assert queries.described({"600/1166/X"})["600/1166/X"].title == "Horticulture"


def test_import_that_holds_it_again_puts_an_entry_back(world: World) -> None:
    undone(world, imported(world, "register", {}))
    again = submitted(world, "register", [{}])
    assert again.planned == {"updated": 1}
    imported(world, "register", {})
    assert entry().status == "Available to learners"
    assert queries.entries("600/1166/X").exists()


def test_entry_that_changed_since_is_left_and_listed(world: World) -> None:
    first = imported(world, "register", {}, {"title": "Botany"})
    imported(world, "register", {"grades": "Pass"})
    batch = undone(world, first)
    assert batch.undo_result["put_back"] == 1
    assert batch.undo_result["left"] == 1
    (left,) = batch.undo_result["listed"]
    assert (left["line"], left["reference"], left["title"]) == (1, "600/1166/X", "Horticulture")
    assert left["entry"] == str(entry().uuid)
    assert entry().grades == ["PASS"]
    assert entry("Botany").status == TAKEN_OFF


def test_entry_that_was_unchanged_is_not_touched(world: World) -> None:
    first = imported(world, "register", {})
    batch = undone(world, imported(world, "register", {}))
    assert batch.undo_result["put_back"] == 0
    assert entry().batch_id == first.pk
    assert len(timeline(entry())) == 1
