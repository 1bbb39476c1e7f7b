"""Event data challenges over the API: the same life, the same rules, the same refusals as on the pages (XC-04)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, get_args

import pytest

from integration.api.client import System, assert_problem
from testamur.access.rules import Role
from testamur.achievements import actions as achievements
from testamur.achievements.models import Achievement
from testamur.api.challenges import schemas
from testamur.challenges import actions, rules, states
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.plumbing import clock
from world import World, a_challenge, record, submit, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def edc(world: World) -> System:
    """A system of the board that works on challenges."""
    return System(world.board, role=Role.AO_EDC_USER)


@pytest.fixture
def college(world: World) -> System:
    return System(world.provider)


def asked(world: World, **fields: Any) -> dict[str, Any]:
    learner = world.learners[0]
    return {
        "learner": {
            "uln": learner.uln,
            "given_name": learner.given_name,
            "family_name": learner.family_name,
            "date_of_birth": learner.date_of_birth.isoformat(),
        },
        "event": {"reference": "601/0001/1", "award_date": "2019-07-03"},
        "problem": "grade",
        "wanted_grade": "B",
        "description": "The certificate says B.",
        "contact": {"name": "Exams office", "email": "exams@riverside.example"},
        **fields,
    }


def path_of(challenge: Challenge, rest: str = "") -> str:
    return f"/challenges/{challenge.uuid}{rest}"


# --- the whole life -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("EDC-01")
@pytest.mark.requirement("EDC-02")
@pytest.mark.requirement("XC-04")
def test_raised_processed_talked_over_accepted_and_corrected(
    world: World, achievement: Achievement, edc: System, college: System
) -> None:
    raised = college.post("/challenges", asked(world))
    assert raised.status_code == 201, raised.content
    href = raised.headers["Location"]
    body = raised.json()
    assert body["href"] == href
    assert (body["status"], body["raised_for"], body["can"]) == ("new", "Riverside College", ["withdraw"])
    assert (body["recorded"]["grade"], body["wanted"]["grade"]) == ("A", "B")

    (listed,) = edc.get("/challenges", status="new").json()["items"]
    assert listed["href"] == href
    assert edc.post(f"{href}/process").json()["status"] == "in_progress"
    edc.post(f"{href}/messages", {"text": "Which certificate?"})
    (message,) = college.get(href).json()["messages"]
    assert (message["text"], message["side"]) == ("Which certificate?", "awarding_organisation")

    accepted = edc.post(f"{href}/accept", {"reason": "Agreed."}).json()
    assert (accepted["state"], accepted["satisfied"], accepted["can"]) == ("accepted", False, ["correct"])
    shown = edc.get(f"{href}/correction").json()
    assert (shown["remedy"], shown["grade"], shown["possible"]) == ("edit_grade", "B", True)
    done = edc.post(f"{href}/correct", {"version": shown["version"]})
    assert done.status_code == 200, done.content
    assert (done.json()["state"], done.json()["satisfied"]) == ("corrected", True)
    achievement.refresh_from_db()
    assert achievement.grade == "B"
    processes = [version["process"] for version in college.get(href).json()["history"]]
    assert processes[0] == "challenge.corrected"
    assert processes[-1] == "challenge.raised"
    assert all(version["through"] == "api" for version in college.get(href).json()["history"])


@pytest.mark.requirement("EDC-09")
def test_rejected_only_with_a_reason(edc: System, challenge: Challenge) -> None:
    problem = assert_problem(edc.post(path_of(challenge, "/reject"), {"reason": " "}), 422, "invalid-request")
    assert [error["pointer"] for error in problem["errors"]] == ["#/reason"]
    rejected = edc.post(path_of(challenge, "/reject"), {"reason": "It is right."}).json()
    assert (rejected["state"], rejected["decision_reason"]) == ("rejected", "It is right.")


def test_withdrawn_by_who_raised_it_and_the_second_is_told(
    edc: System, college: System, challenge: Challenge
) -> None:
    withdrawn = college.post(path_of(challenge, "/withdraw"), {"reason": "Our mistake."}).json()
    assert (withdrawn["state"], withdrawn["can"]) == ("withdrawn", [])
    for rest, body in [
        ("/process", None),
        ("/accept", {}),
        ("/reject", {"reason": "x"}),
        ("/correct", {"version": "x"}),
        ("/assign", {"to": None}),
        ("/messages", {"text": "x"}),
    ]:
        problem = assert_problem(edc.post(path_of(challenge, rest), body), 409, "not-possible-now")
        assert "Withdrawn" in problem["detail"]


@pytest.mark.requirement("EDC-07")
def test_record_that_was_changed_meanwhile_is_not_overwritten(
    world: World, edc: System, achievement: Achievement, challenge: Challenge
) -> None:
    edc.post(path_of(challenge, "/accept"), {})
    seen = edc.get(path_of(challenge, "/correction")).json()["version"]
    achievements.edit_grade(achievement=achievement, grade="D", through="page", by=world.super_user)
    assert_problem(edc.post(path_of(challenge, "/correct"), {"version": seen}), 409, "changed-since")
    achievement.refresh_from_db()
    assert achievement.grade == "D"
    challenge.refresh_from_db()
    assert challenge.state == "accepted"


def test_moved_to_the_learner_who_is_named(world: World, edc: System, achievement: Achievement) -> None:
    other = world.learners[1]
    challenge = a_challenge(world, achievement, problem=Problem.LEARNER)
    edc.post(path_of(challenge, "/accept"), {"wanted_uln": other.uln})
    shown = edc.get(path_of(challenge, "/correction")).json()
    assert (shown["remedy"], shown["new_learner"]) == ("move", str(other))
    edc.post(path_of(challenge, "/correct"), {"version": shown["version"]})
    achievement.refresh_from_db()
    assert achievement.learner == other


def test_given_to_one_of_the_people_who_work_on_challenges(
    world: World, edc: System, challenge: Challenge
) -> None:
    people = {each["name"]: each["id"] for each in edc.get(path_of(challenge, "/people")).json()["items"]}
    assert set(people) == {"Edith Tester", "Susan Tester"}
    given = edc.post(path_of(challenge, "/assign"), {"to": people["Edith Tester"]}).json()
    assert given["assigned_to"]["name"] == "Edith Tester"
    for nobody in (str(uuid.uuid4()), str(world.viewer.uuid)):
        answer = edc.post(path_of(challenge, "/assign"), {"to": nobody})
        problem = assert_problem(answer, 422, "invalid-request")
        assert problem["errors"][0]["pointer"] == "#/to"
    assert edc.post(path_of(challenge, "/assign"), {"to": None}).json()["assigned_to"] is None


# --- raising ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"wanted_grade": None}, "#/wanted_grade"),
        ({"wanted_grade": "A"}, "#/wanted_grade"),
        ({"wanted_grade": "x" * 21}, "#/wanted_grade"),
        ({"problem": "award_date"}, "#/wanted_award_date"),
        ({"problem": "award_date", "wanted_award_date": "2019-07-03"}, "#/wanted_award_date"),
        ({"problem": "learner", "wanted_uln": "1000000001"}, "#/wanted_uln"),
        ({"problem": "appeal"}, "#/problem"),
        ({"description": " "}, "#/description"),
        ({"contact": {"name": " ", "email": "a@b.example"}}, "#/contact/name"),
        ({"contact": {"name": "A", "email": "nonsense"}}, "#/contact/email"),
        ({"event": {"reference": "601/0002/3", "award_date": "2019-07-03"}}, "#/event"),
        ({"event": {"reference": "nonsense", "award_date": "2019-07-03"}}, "#/event"),
        ({"event": {"reference": "601/0001/1", "award_date": "2019-07-04"}}, "#/event"),
        ({"extra": 1}, "#/extra"),
    ],
)
def test_what_does_not_fit_is_said_at_its_place(
    world: World, achievement: Achievement, college: System, fields: dict[str, Any], pointer: str
) -> None:
    problem = assert_problem(college.post("/challenges", asked(world, **fields)), 422, "invalid-request")
    assert pointer in [error["pointer"] for error in problem["errors"]]
    assert not Challenge.objects.exists()


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize(
    "wrong", [{"uln": "9999999999"}, {"given_name": "Somebody"}, {"date_of_birth": "1999-01-01"}]
)
def test_learner_is_named_rightly_or_not_at_all(
    world: World, achievement: Achievement, college: System, wrong: dict[str, str]
) -> None:
    """All wrong particulars have the same answer, so nobody finds out who there is."""
    body = asked(world)
    body["learner"] |= wrong
    problem = assert_problem(college.post("/challenges", body), 404, "not-found")
    assert problem["detail"] == "No learner has this ULN and these details."


@pytest.mark.requirement("EDC-01")
def test_centres_record_is_left_to_the_centre_and_a_provisional_one_is_taken(
    world: World, achievement: Achievement, college: System
) -> None:
    Achievement.objects.update(source="ILR")
    problem = assert_problem(college.post("/challenges", asked(world)), 409, "not-possible-now")
    assert "Ask the centre" in problem["detail"]
    Achievement.objects.update(source="AO", status="provisional")
    assert college.post("/challenges", asked(world)).json()["recorded"]["status"] == "provisional"
    problem = assert_problem(college.post("/challenges", asked(world)), 409, "not-possible-now")
    assert "You have already raised this" in problem["detail"]


def test_line_that_two_organisations_awarded_is_named_by_its_organisation(
    world: World, achievement: Achievement, college: System
) -> None:
    submit(
        world,
        [record(world.learners[0], reference="601/0003/5")],
        organisation=world.other_board,
        by=world.stranger,
    )
    event = {"reference": "601/0003/5", "award_date": "2019-07-03"}
    for ukprn, status in (("10000001", 422), ("10000002", 201)):
        named = event | {"awarding_organisation_ukprn": ukprn}
        assert college.post("/challenges", asked(world, event=named)).status_code == status


@pytest.mark.requirement("XC-03")
def test_awarding_organisations_system_raises_nothing(
    world: World, challenge: Challenge, edc: System
) -> None:
    assert_problem(edc.post("/challenges", asked(world)), 403, "not-allowed")


# --- who sees what ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("XC-03")
def test_foreign_challenge_is_not_there(
    world: World, challenge: Challenge, foreign_system: System, edc: System
) -> None:
    council = System(world.authority)
    for system in (foreign_system, council):
        assert system.get("/challenges").json()["items"] == []
        assert_problem(system.get(path_of(challenge)), 404, "not-found")
        assert_problem(system.post(path_of(challenge, "/accept"), {}), 404, "not-found")
    # Known to its own board, but each does its own part.
    assert_problem(edc.post(path_of(challenge, "/withdraw"), {}), 403, "not-allowed")
    assert_problem(edc.post(path_of(challenge, "/close"), {}), 403, "not-allowed")
    assert_problem(edc.post(path_of(challenge, "/send-back"), {"reason": "x"}), 403, "not-allowed")


def test_list_in_pieces_by_status_and_overdue(
    world: World, edc: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(world, [record(learner) for learner in world.learners[:5]])
    found = [a_challenge(world, the(learner)) for learner in world.learners[:5]]
    actions.process(challenge=found[4], through="page", by=world.edc_user)
    first = edc.get("/challenges", limit=3).json()
    second = edc.get("/challenges", limit=3, cursor=first["next"]).json()
    references = [item["reference_number"] for item in first["items"] + second["items"]]
    assert references == [challenge.reference for challenge in found]
    assert second["next"] is None
    assert len(edc.get("/challenges", status="in_progress").json()["items"]) == 1
    assert edc.get("/challenges", overdue="true").json()["items"] == []
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + dt.timedelta(days=36))
    late = edc.get("/challenges", overdue="true", state="new").json()["items"]
    assert [(item["overdue"], item["age_in_days"]) for item in late] == [(True, 36)] * 4
    assert_problem(edc.get("/challenges", status="done"), 422, "invalid-request")


def test_words_of_the_document_are_those_of_the_rules() -> None:
    for named, words in [
        (schemas.Status, states.Status),
        (schemas.State, states.State),
        (schemas.Event, states.Event),
        (schemas.Side, states.Side),
        (schemas.DataProblem, rules.Problem),
        (schemas.Remedy, rules.Remedy),
    ]:
        assert get_args(named) == tuple(word.value for word in words)
