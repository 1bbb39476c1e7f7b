"""The register of awarding organisations comes in by recognition number."""

from __future__ import annotations

import pytest

from integration.qualifications.files import confirmed, imported, keys, submitted, undone
from testamur.access import actions as access
from testamur.access.rules import Role
from testamur.audit.queries import timeline
from testamur.organisations import actions as organisations
from testamur.organisations.models import Organisation
from world import World

pytestmark = pytest.mark.django_db


def held(number: str) -> Organisation:
    return Organisation.objects.get(recognition_number=number)


def test_organisations_are_created_updated_and_left_as_they_are(world: World) -> None:
    rows = [
        {},
        {"recognition_number": "RN0001", "name": "Northern Board and Sons", "acronym": ""},
        {"recognition_number": "RN0002", "name": "Southern Board", "acronym": ""},
    ]
    batch = submitted(world, "organisations", rows)
    assert batch.planned == {"created": 1, "updated": 1, "unchanged": 1}
    batch = imported(world, "organisations", *rows)
    assert batch.effects == {"created": 1, "updated": 1, "unchanged": 1}
    assert (held("RN0003").kind, held("RN0003").ukprn) == ("awarding_organisation", None)
    assert held("RN0001").name == "Northern Board and Sons"
    assert held("RN0001").ukprn == "10000001"
    assert dict(batch.rows.values_list("line", "record")) == {
        1: held("RN0003").pk,
        2: held("RN0001").pk,
        3: held("RN0002").pk,
    }


def test_history_of_an_organisation_names_the_batch(world: World) -> None:
    batch = imported(world, "organisations", {"recognition_number": "RN0001", "name": "Renamed"})
    version = timeline(held("RN0001"))[0]
    assert (version.process, version.batch) == ("organisation.registered", batch.pk)
    assert version.by_name == world.operator.get_full_name()


def test_ukprn_may_be_added_but_not_taken_from_another(world: World) -> None:
    imported(world, "organisations", {"ukprn": "10000003"})
    assert held("RN0003").ukprn == "10000003"
    batch = submitted(world, "organisations", [{"recognition_number": "RN0004", "ukprn": "10000101"}])
    assert batch.state == "refused"
    assert keys(batch, 1) == ["Q24.ukprn_taken"]
    assert batch.rows.get(line=1).findings[0]["params"] == {"holder": "Riverside College"}


@pytest.mark.parametrize("changed", [{"name": "Twice"}, {"recognition_number": "RN0009"}])
def test_same_number_or_ukprn_twice_in_a_file_is_refused(world: World, changed: dict[str, str]) -> None:
    batch = submitted(world, "organisations", [{"ukprn": "10000003"}, {"ukprn": "10000003", **changed}])
    assert batch.state == "refused"
    assert set(keys(batch, 2)) == {"Q20.repeated"}


def test_recognition_number_of_a_provider_is_refused(world: World) -> None:
    organisations.register(name="Odd College", kind="provider", recognition_number="RN0777", by=None)
    batch = submitted(world, "organisations", [{"recognition_number": "RN0777"}])
    assert keys(batch, 1) == ["Q25.other_kind"]


def test_organisation_that_was_taken_meanwhile_is_not_written_and_says_so(world: World) -> None:
    batch = submitted(world, "organisations", [{"ukprn": "10000777"}])
    organisations.register(name="Quick College", kind="provider", ukprn="10000777", by=None)
    batch = confirmed(world, batch)
    assert batch.effects == {}
    assert batch.rejected == 1
    assert keys(batch, 1) == ["Q26.not_applied"]
    assert not Organisation.objects.filter(recognition_number="RN0003").exists()


def test_undo_brings_earlier_names_back_and_makes_new_ones_inactive(world: World) -> None:
    rows = [{}, {"recognition_number": "RN0001", "name": "Renamed", "acronym": "R"}]
    batch = undone(world, imported(world, "organisations", *rows))
    assert batch.undo_result == {"put_back": 2, "left": 0, "listed": []}
    assert (held("RN0001").name, held("RN0001").acronym) == ("Northern Board", "")
    assert not held("RN0003").is_active


def test_undo_leaves_an_organisation_that_people_belong_to(world: World) -> None:
    batch = imported(world, "organisations", {})
    access.grant(user=world.outsider, organisation=held("RN0003"), role=Role.AO_VIEWER, by=None)
    batch = undone(world, batch)
    assert batch.undo_result["put_back"] == 0
    assert [left["reference"] for left in batch.undo_result["listed"]] == ["RN0003"]
    assert held("RN0003").is_active


def test_undo_leaves_an_organisation_that_changed_since(world: World) -> None:
    first = imported(world, "organisations", {})
    imported(world, "organisations", {"name": "Eastern Board and Sons"})
    batch = undone(world, first)
    assert batch.undo_result["left"] == 1
    assert held("RN0003").name == "Eastern Board and Sons"
    assert held("RN0003").is_active


def test_organisation_that_an_undo_made_inactive_comes_back_with_the_next_import(world: World) -> None:
    undone(world, imported(world, "organisations", {}))
    batch = imported(world, "organisations", {})
    assert batch.effects == {"updated": 1}
    assert held("RN0003").is_active
