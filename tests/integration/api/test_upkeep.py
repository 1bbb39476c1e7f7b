"""Finding a learner by personal details, who has looked at a learner, a learner's details, an organisation's."""

from __future__ import annotations

from typing import Any

import pytest

from integration.api.client import System, assert_problem
from testamur.access.rules import Role
from testamur.audit import actions as audit
from testamur.audit.queries import timeline
from testamur.learners.models import Learner
from testamur.learners.states import Sharing
from world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier(world: World) -> System:
    return System(world.board, role=Role.AO_VERIFY_USER)


@pytest.fixture
def centre(world: World) -> System:
    return System(world.provider, role=Role.PROVIDER_DATA_USER)


@pytest.fixture
def one(world: World) -> Learner:
    learner = world.learners[0]
    fields = {
        "given_name": "Siobhan",
        "family_name": "Featherstone",
        "date_of_birth": "2001-02-03",
        "gender": 2,
    }
    with audit.process("learner.changed", by=None):
        Learner.objects.filter(pk=learner.pk).update(**fields, postcode="CV1 2WT")
    learner.refresh_from_db()
    return learner


def demographics(**said: Any) -> dict[str, Any]:
    right = {"given_name": "Siobhan", "family_name": "Featherstone", "date_of_birth": "2001-02-03"}
    return {**right, "gender": 2, "postcode": "CV1 2WT", **said}


def named(learner: Learner, **said: Any) -> dict[str, Any]:
    right = {"uln": learner.uln, "given_name": learner.given_name, "family_name": learner.family_name}
    return {**right, **said}


@pytest.mark.requirement("ACH-12")
def test_a_learner_is_found_by_personal_details(world: World, verifier: System, one: Learner) -> None:
    found = verifier.post("/learners/find", demographics()).json()
    assert (found["code"], [each["uln"] for each in found["learners"]]) == ("WSRC0004", [one.uln])
    possible = verifier.post("/learners/find", demographics(postcode="ZZ99 9ZZ")).json()
    assert (possible["code"], len(possible["learners"])) == ("WSRC0003", 1)
    nobody = verifier.post("/learners/find", demographics(date_of_birth="2001-02-04")).json()
    assert nobody == {"code": "WSRC0001", "learners": []}
    assert [each.through for each in timeline(one) if each.process == "learner.found"] == ["api", "api"]
    assert_problem(verifier.post("/learners/find", demographics(postcode="nowhere")), 422, "invalid-request")


@pytest.mark.requirement("ACH-15")
def test_who_has_looked_at_a_learner(world: World, centre: System, one: Learner) -> None:
    centre.post("/records/search", named(one))
    seen = centre.post("/records/audit", {"learner": named(one)}).json()
    assert (seen["total"], [each["process"] for each in seen["entries"]]) == (1, ["learner.record_viewed"])
    assert (seen["entries"][0]["organisation"], seen["entries"][0]["action"]) == (
        "Riverside College",
        "Record viewed",
    )
    again = centre.post("/records/audit", {"learner": named(one)}).json()
    assert [each["process"] for each in again["entries"]] == ["learner.audit_viewed", "learner.record_viewed"]
    assert centre.post("/records/audit", {"learner": named(one), "page": 1}).json()["entries"] == []
    assert_problem(centre.post("/records/audit", {"learner": named(one, given_name="Ada")}), 404, "not-found")
    with audit.process("learner.sharing_set", by=None):
        Learner.objects.filter(pk=one.pk).update(ability_to_share=Sharing.REFUSES)
    assert_problem(centre.post("/records/audit", {"learner": named(one)}), 404, "not-found")


@pytest.mark.requirement("ACH-15")
def test_of_two_who_change_the_same_version_the_second_is_told(
    world: World, centre: System, one: Learner
) -> None:
    version = centre.post("/records/search", named(one)).json()["learner"]["version"]
    asked = {"learner": named(one), "version": version, "email": "robin@people.example"}
    assert centre.post("/records/details", asked).json()["version"] == version + 1
    assert_problem(
        centre.post("/records/details", {**asked, "email": "x@people.example"}), 409, "not-possible-now"
    )
    problem = assert_problem(
        centre.post("/records/details", {**asked, "version": version + 1, "email": "nobody"}),
        422,
        "invalid-request",
    )
    assert problem["errors"][0]["pointer"] == "#/email"
    one.refresh_from_db()
    assert one.email == "robin@people.example"


def test_the_details_of_an_organisation(world: World, centre: System) -> None:
    for number in ("10000001", "RN0001"):
        assert centre.get(f"/organisations/by-number/{number}").json() == {
            "name": "Northern Board",
            "ukprn": "10000001",
            "recognition_number": "RN0001",
            "reference": None,
            "is_active": True,
        }
    assert_problem(centre.get("/organisations/by-number/19999999"), 404, "not-found")
