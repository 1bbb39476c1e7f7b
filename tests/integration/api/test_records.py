"""Whole learners' records over the API: providers and local authorities who name the learner (ACH-11, ACH-15)."""

from __future__ import annotations

from typing import Any

import pytest

from integration.api.client import System, assert_problem
from testamur.access.rules import Role
from testamur.learners import queries
from testamur.learners.models import Learner
from testamur.notices.models import Notice
from world import World, record, refuses, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def college(world: World) -> System:
    return System(world.provider)


@pytest.fixture
def council(world: World) -> System:
    return System(world.authority)


def named(learner: Learner, **changes: Any) -> dict[str, Any]:
    given = {
        "uln": learner.uln,
        "given_name": learner.given_name,
        "family_name": learner.family_name,
        "date_of_birth": learner.date_of_birth.isoformat(),
    }
    return {**given, **changes}


@pytest.mark.requirement("XC-04")
@pytest.mark.requirement("ACH-15")
def test_record_has_the_fields_of_the_lrs(world: World, college: System) -> None:
    learner = world.learners[1]
    submit(world, [record(learner), record(learner, reference="J/602/3521", grade="Pass")])
    answer = college.post("/records/search", named(learner))
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["shared"], found["learner"]["uln"]) == (True, learner.uln)
    by_code = {event["subject_code"]: event for event in found["events"]}
    maths, unit = by_code["601/0001/1"], by_code["J/602/3521"]
    assert (maths["source"], unit["source"]) == ("AO", "QCFU")
    assert (maths["subject"], maths["grade"], maths["status"]) == ("Mathematics", "A", "F")
    assert maths["awarding_organisation_ukprn"] == "10000001"
    assert (maths["achievement_provider_name"], maths["achievement_provider_ukprn"]) == (
        "Riverside College",
        "10000101",
    )
    assert maths["under_data_challenge"] is False
    (look,) = queries.looks_at(learner)
    assert look.organisation == "Riverside College"


@pytest.mark.requirement("ACH-11")
@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("who", ["provider", "authority"])
def test_refusal_leaves_nothing_to_read(world: World, settings: Any, who: str) -> None:
    learner = world.learners[1]
    submit(world, [record(learner)])
    refuses(world, learner, settings)
    found = System(getattr(world, who)).post("/records/search", named(learner)).json()
    assert (found["shared"], found["events"]) == (False, [])
    assert found["sharing"]["ability_to_share"] == 2
    assert queries.looks_at(learner) == []
    board = System(world.board)
    changed = board.post(
        "/achievements",
        {**named(learner), "job_type": "final", "action": "update", "reference": "601/0001/1", "grade": "B"}
        | {"award_date": "2019-07-03"},
    )
    assert changed.status_code == 200, changed.content


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize(
    "changes",
    [
        {"given_name": "Somebody"},
        {"family_name": "F"},
        {"date_of_birth": "1999-01-01"},
        {"uln": "1000000001"},
        {"gender": 1},
    ],
)
def test_who_does_not_know_the_learner_finds_nobody(
    world: World, college: System, changes: dict[str, Any]
) -> None:
    learner = world.learners[1]  # of gender 2
    submit(world, [record(learner)])
    assert_problem(college.post("/records/search", named(learner, **changes)), 404, "not-found")
    assert queries.looks_at(learner) == []


@pytest.mark.requirement("XC-03")
def test_awarding_organisations_have_no_whole_records(world: World) -> None:
    system = System(world.board, role=Role.AO_SUPER_USER)
    assert_problem(system.post("/records/search", named(world.learners[1])), 403, "not-allowed")


@pytest.mark.requirement("ACH-11")
@pytest.mark.requirement("XC-04")
def test_sharing_is_set_by_the_rules_of_the_pages(
    world: World, college: System, council: System, settings: Any
) -> None:
    learner = world.learners[1]
    asked = {"learner": named(learner), "ability_to_share": 1, "reason": "Enrolled", "notice_given": True}
    assert_problem(council.post("/records/sharing", asked), 403, "not-allowed")
    problem = assert_problem(
        college.post("/records/sharing", asked | {"notice_given": False}), 422, "invalid-request"
    )
    assert problem["errors"][0]["pointer"] == "#/notice_given"
    assert college.post("/records/sharing", asked).json()["ability_to_share"] == 1
    refused = college.post("/records/sharing", asked | {"ability_to_share": 2})
    assert "25 May 2018" in assert_problem(refused, 409, "not-possible-now")["detail"]
    (change,) = queries.sharing_history(learner)
    assert (change.through, change.reason, change.by_name) == ("api", "Enrolled", "Supplier (API)")
    nobody = asked | {"learner": named(learner, given_name="Other")}
    assert_problem(college.post("/records/sharing", nobody), 404, "not-found")


@pytest.mark.requirement("ACH-15")
@pytest.mark.requirement("XC-04")
def test_learner_is_invited(world: World, college: System, council: System) -> None:
    learner = world.learners[1]
    asked = {"learner": named(learner), "email": "Robin@people.example"}
    assert_problem(council.post("/records/invitations", asked), 403, "not-allowed")
    assert college.post("/records/invitations", asked).json() == {
        "email": "robin@people.example",
        "again": False,
    }
    assert Notice.objects.filter(
        to="robin@people.example", body__contains="/account/password/reset/key/"
    ).exists()
    assert college.post("/records/invitations", asked).json()["again"] is True
    taken = asked | {"email": "lena@people.example"}
    assert_problem(college.post("/records/invitations", taken), 422, "invalid-request")
    used = {"learner": named(world.learners[0]), "email": "other@people.example"}
    assert_problem(college.post("/records/invitations", used), 409, "not-possible-now")
