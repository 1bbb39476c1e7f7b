"""The corrections of the pages, through the API: the grade edited, an achievement deleted, or moved."""

from __future__ import annotations

from typing import Any

import pytest

from integration.api.client import System, assert_problem
from testamur.achievements import actions
from testamur.achievements.models import Achievement
from testamur.learners import actions as learners
from world import World, record, submit, the, ulns

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(system: System, world: World) -> dict[str, Any]:
    """An achievement of the first learner, as the API shows it."""
    submit(world, [record(world.learners[0])])
    (item,) = system.get("/achievements", uln=world.learners[0].uln).json()["items"]
    found: dict[str, Any] = item
    return found


def correct(system: System, shown: dict[str, Any], what: str, **body: Any) -> Any:
    return system.post(f"{shown['href']}/{what}", {"version": shown["version"], **body})


@pytest.mark.requirement("EDC-04")
@pytest.mark.requirement("XC-04")
def test_grade_is_checked_with_its_warning_and_edited(system: System, shown: dict[str, Any]) -> None:
    checked = correct(system, shown, "grade/check", grade="Z")
    assert [warning["code"] for warning in checked.json()["warnings"]] == ["B08"]
    assert Achievement.objects.get().grade == "A"
    edited = correct(system, shown, "grade", grade="Z", reason="re-marked").json()
    assert edited["achievement"]["grade"] == "Z"
    assert [warning["code"] for warning in edited["warnings"]] == ["B08"]
    latest = edited["achievement"]["history"][0]
    assert (latest["process"], latest["reason"], latest["through"]) == (
        "achievement.grade_edited",
        "re-marked",
        "api",
    )
    assert edited["achievement"]["version"] != shown["version"]


@pytest.mark.requirement("EDC-04")
@pytest.mark.parametrize("grade", ["x" * 21, "", " ", "A", "a\u0000b"])
def test_grade_that_is_none_is_refused_at_its_field(
    system: System, shown: dict[str, Any], grade: str
) -> None:
    problem = assert_problem(correct(system, shown, "grade", grade=grade), 422, "record-rejected")
    assert [error["pointer"] for error in problem["errors"]] == ["#/grade"]
    assert Achievement.objects.get().grade == "A"


@pytest.mark.requirement("EDC-05")
@pytest.mark.requirement("XC-04")
def test_achievement_is_deleted_and_listed_only_when_asked_for(
    system: System, world: World, shown: dict[str, Any]
) -> None:
    gone = correct(system, shown, "delete", reason="never completed").json()
    assert (gone["state"], gone["history"][0]["reason"]) == ("deleted", "never completed")
    uln = world.learners[0].uln
    assert system.get("/achievements", uln=uln).json()["items"] == []
    assert len(system.get("/achievements", uln=uln, state="deleted").json()["items"]) == 1
    problem = assert_problem(
        correct(system, {**shown, "version": gone["version"]}, "move", uln=world.learners[1].uln),
        422,
        "record-rejected",
    )
    assert problem["findings"][0]["code"] == "C02"


@pytest.mark.requirement("EDC-06")
@pytest.mark.requirement("XC-04")
def test_move_is_checked_with_the_new_learners_name_and_done(
    system: System, world: World, shown: dict[str, Any]
) -> None:
    new = world.learners[1]
    checked = correct(system, shown, "move/check", uln=new.uln).json()
    assert checked == {"uln": new.uln, "given_name": new.given_name, "family_name": new.family_name}
    assert Achievement.objects.get().learner == world.learners[0]
    moved = correct(system, shown, "move", uln=new.uln, reason="not theirs").json()
    assert (moved["uln"], moved["known_as_uln"]) == (new.uln, new.uln)
    assert the(new).action_reason == "not theirs"


@pytest.mark.requirement("EDC-06")
def test_move_is_refused_with_what_to_do(system: System, world: World, shown: dict[str, Any]) -> None:
    submit(world, [record(world.learners[1])])
    linked, master, gone = world.learners[2:5]
    learners.merge(learner=linked, master=master, reason="the same person", by=None)
    learners.delete(learner=gone, in_use="(SELECT 0 AS learner_id)", reason="issued twice", by=None)
    for uln, code in [
        ("1", "F02"),
        ("", "F01"),
        (ulns(1, start=900_000_000)[0], "L01"),
        (gone.uln, "L01"),
        (world.learners[0].uln, "C03"),
        (linked.uln, "C04"),
        (world.learners[1].uln, "C05"),
    ]:
        for what in ("move/check", "move"):
            problem = assert_problem(correct(system, shown, what, uln=uln), 422, "record-rejected")
            assert problem["findings"][0]["code"] == code
            assert problem["errors"][0]["pointer"] == "#/uln"
            if code == "C04":
                assert master.uln in problem["detail"]


@pytest.mark.requirement("EDC-07")
def test_who_was_slower_is_told_and_has_changed_nothing(
    system: System, world: World, shown: dict[str, Any]
) -> None:
    actions.edit_grade(achievement=Achievement.objects.get(), grade="B", through="page", by=world.edc_user)
    uln = world.learners[0].uln
    key = {"uln": uln, "reference": "601/0001/1", "award_date": "2019-07-03", "job_type": "final"}
    names = {"given_name": world.learners[0].given_name, "family_name": world.learners[0].family_name}
    for response in [
        correct(system, shown, "grade/check", grade="C"),
        correct(system, shown, "grade", grade="C"),
        correct(system, shown, "delete"),
        correct(system, shown, "move", uln=world.learners[1].uln),
        system.post("/achievements", {**key, **names, "action": "withdraw", "version": shown["version"]}),
    ]:
        problem = assert_problem(response, 409, "changed-since")
        assert "Edith Tester changed it on" in problem["detail"]
    held = Achievement.objects.get()
    assert (held.grade, held.state, held.learner) == ("B", "active", world.learners[0])


@pytest.mark.requirement("XC-03")
def test_corrections_need_the_version_and_are_for_the_owner(
    system: System, world: World, shown: dict[str, Any]
) -> None:
    missing = assert_problem(system.post(f"{shown['href']}/delete", {}), 422, "invalid-request")
    assert missing["errors"][0]["pointer"] == "#/version"
    foreign = System(world.other_board)
    for what in ("grade", "grade/check", "delete", "move", "move/check"):
        more = {"grade": "B"} if "grade" in what else {"uln": "1"} if "move" in what else {}
        assert_problem(correct(foreign, shown, what, **more), 404, "not-found")
    assert len(Achievement.objects.all()) == 1
