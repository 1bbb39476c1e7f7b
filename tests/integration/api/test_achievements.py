"""Achievements one by one: seen, changed, with their history; and the register."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from integration.api.client import System, a_batch, assert_problem
from testamur.achievements.models import Achievement
from testamur.learners import actions as learners
from world import World, record, register, submit, ulns, xml

pytestmark = pytest.mark.django_db


def a_record(world: World, **fields: Any) -> dict[str, Any]:
    learner = world.learners[0]
    right = {
        "job_type": "final",
        "action": "create",
        "uln": learner.uln,
        "given_name": learner.given_name,
        "family_name": learner.family_name,
        "reference": "601/0001/1",
        "award_date": "2019-07-03",
        "grade": "A",
        "provider_ukprn": "10000101",
    }
    return {**right, **fields}


def change(system: System, world: World, **fields: Any) -> Any:
    return system.post("/achievements", a_record(world, **fields))


@pytest.mark.requirement("ACH-03")
@pytest.mark.requirement("XC-04")
def test_achievement_is_created_updated_withdrawn_and_reinstated(system: System, world: World) -> None:
    created = change(system, world)
    assert created.status_code == 201
    shown = created.json()["achievement"]
    assert created.headers["Location"] == shown["href"]
    assert (shown["grade"], shown["state"], shown["source"]) == ("A", "active", None)
    for action, grade, state in [
        ("update", "B", "active"),
        ("withdraw", "B", "withdrawn"),
        ("reinstate", "C", "active"),
    ]:
        changed = change(system, world, action=action, grade=grade)
        assert changed.status_code == 200, changed.content
        assert changed.json()["achievement"]["id"] == shown["id"]
        assert changed.json()["achievement"]["grade"] == grade
        assert changed.json()["achievement"]["state"] == state


@pytest.mark.requirement("XC-01")
def test_history_says_who_when_what_and_through_which_door(system: System, world: World) -> None:
    batch = submit(world, xml([record(world.learners[0])]))
    change(system, world, action="update", grade="B")
    (held,) = system.get("/achievements", uln=world.learners[0].uln).json()["items"]
    latest, first = system.get(held["href"]).json()["history"]
    assert (latest["process"], latest["by"], latest["through"]) == (
        "achievement.updated",
        "Supplier (API)",
        "api",
    )
    assert {"field": "grade", "before": "A", "after": "B"} in latest["changes"]
    assert (first["through"], first["by"]) == ("file", "Bashir Tester")
    assert (first["source"]["batch_id"], first["source"]["record"]) == (str(batch.uuid), 1)
    assert {change["field"] for change in first["changes"]}.isdisjoint({"learner", "organisation", "id"})


@pytest.mark.requirement("ACH-03")
def test_record_is_rejected_by_the_rules_of_a_batch_field_by_field(system: System, world: World) -> None:
    response = change(system, world, uln="1000000001", award_date="1999-01-01", reference="nonsense")
    problem = assert_problem(response, 422, "record-rejected")
    assert {error["pointer"] for error in problem["errors"]} == {"#/uln", "#/award_date", "#/reference"}
    assert {finding["code"] for finding in problem["findings"]} == {"F02", "F03", "F06"}
    assert Achievement.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"action": "update"}, "B03"),
        ({"reference": "601/0003/5"}, "B01"),
        ({"family_name": "Somebodyelse"}, "L02"),
        ({"action": "withdraw"}, "B03"),
    ],
)
def test_record_is_rejected_by_set_rules_too(
    system: System, world: World, fields: dict[str, str], code: str
) -> None:
    problem = assert_problem(change(system, world, **fields), 422, "record-rejected")
    assert code in [finding["code"] for finding in problem["findings"]]
    assert problem["errors"]


def test_create_sent_twice_creates_once(system: System, world: World) -> None:
    assert change(system, world).status_code == 201
    problem = assert_problem(change(system, world), 422, "record-rejected")
    assert [finding["code"] for finding in problem["findings"]] == ["B02"]
    assert Achievement.objects.count() == 1


@pytest.mark.requirement("ACH-04")
def test_final_promotes_a_provisional_result(system: System, world: World) -> None:
    assert change(system, world, job_type="provisional").json()["achievement"]["status"] == "provisional"
    promoted = change(system, world, grade="B")
    assert promoted.status_code == 200
    assert promoted.json()["achievement"]["status"] == "final"


@pytest.mark.requirement("ACH-04")
def test_unit_of_the_qcf_is_final_whatever_is_said(system: System, world: World) -> None:
    answer = change(system, world, job_type="provisional", reference="J/602/3521", grade="Pass").json()
    assert answer["achievement"]["status"] == "final"
    assert "B05" in [warning["code"] for warning in answer["warnings"]]


@pytest.mark.requirement("ACH-09")
def test_grade_off_the_scale_is_a_warning(system: System, world: World) -> None:
    answer = change(system, world, grade="Splendid")
    assert answer.status_code == 201
    assert [warning["code"] for warning in answer.json()["warnings"]] == ["B08"]


def test_check_says_the_same_and_changes_nothing(system: System, world: World) -> None:
    good = system.post("/achievements/check", a_record(world, grade="Splendid"))
    assert [warning["code"] for warning in good.json()["warnings"]] == ["B08"]
    bad = system.post("/achievements/check", a_record(world, action="update"))
    assert_problem(bad, 422, "record-rejected")
    assert Achievement.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"nonsense": "1"}, "#/nonsense"),
        ({"action": "delete"}, "#/action"),
        ({"uln": 1000000000}, "#/uln"),
        ({"uln": None}, "#/uln"),
        ({"grade": "x" * 1001}, "#/grade"),
        ({"grade": ["A"]}, "#/grade"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
    ],
)
def test_wrong_or_unknown_member_is_refused_with_a_pointer(
    system: System, world: World, body: dict[str, Any], pointer: str
) -> None:
    problem = assert_problem(change(system, world, **body), 422, "invalid-request")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "\x00", '{"uln": NaN}', '{"uln": "\\ud800"}'])
def test_body_that_is_no_record_is_refused(system: System, body: str) -> None:
    response = system.browser.post(
        "/api/v1/achievements", body, content_type="application/json", headers=system.headers()
    )
    assert response.status_code in {400, 415, 422}
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("grade", ["\x00", "A\x07", "\u200b", "A\ufffe"])
def test_character_that_cannot_be_printed_is_no_grade(system: System, world: World, grade: str) -> None:
    response = change(system, world, grade=grade)
    assert response.status_code in {201, 422}
    assert (response.status_code == 201) == (Achievement.objects.count() == 1)


def test_body_that_is_not_json_is_not_taken(system: System) -> None:
    response = system.browser.post(
        "/api/v1/achievements",
        "a=1",
        content_type="application/x-www-form-urlencoded",
        headers=system.headers(),
    )
    assert_problem(response, 415, "unsupported-media-type")


def test_body_of_a_megabyte_is_not_taken(system: System, world: World) -> None:
    assert_problem(change(system, world, grade="x" * 1_000_000), 413, "too-large")


@pytest.mark.requirement("ACH-13")
@pytest.mark.requirement("XC-03")
def test_achievements_of_others_are_not_there(system: System, foreign_system: System, world: World) -> None:
    system.done(system.send(a_batch(world)))
    learner = world.learners[0]
    (held,) = system.get("/achievements", uln=learner.uln).json()["items"]
    assert foreign_system.get("/achievements", uln=learner.uln).json()["items"] == []
    assert foreign_system.post("/achievements/search", {"uln": learner.uln}).json()["items"] == []
    assert_problem(foreign_system.get(held["href"]), 404, "not-found")
    assert_problem(change(foreign_system, world, action="withdraw"), 422, "record-rejected")
    assert Achievement.objects.filter(state="active").count() == 3


def test_learner_that_nobody_knows_looks_like_one_without_achievements(system: System, world: World) -> None:
    unknown = system.get("/achievements", uln=ulns(1, start=900_000_000)[0])
    known = system.get("/achievements", uln=world.learners[0].uln)
    assert unknown.json() == known.json() == {"items": [], "next": None}
    assert_problem(system.get(f"/achievements/{uuid.uuid4()}"), 404, "not-found")


@pytest.mark.parametrize(
    "uln", ["", "1", "12345678901", "123456789x", "１２３４５６７８９０", "1000000000\n", "%00"]
)
def test_text_that_is_no_uln_is_refused(system: System, uln: str) -> None:
    problem = assert_problem(system.get("/achievements", uln=uln), 422, "invalid-request")
    assert [error["parameter"] for error in problem["errors"]] == ["uln"]


def test_merged_learner_shows_under_either_number(system: System, world: World) -> None:
    double, master = world.learners[:2]
    system.done(system.send(a_batch(world, 2)))
    learners.merge(learner=double, master=master, reason="The same person", by=None)
    shown = [system.get("/achievements", uln=uln).json()["items"] for uln in (double.uln, master.uln)]
    assert shown[0] == shown[1]
    assert {each["uln"] for each in shown[0]} == {double.uln, master.uln}
    assert {each["known_as_uln"] for each in shown[0]} == {master.uln}


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_walk_over_achievements_shows_each_once(system: System, world: World, limit: int) -> None:
    learner = world.learners[0]
    dates = ["2019-07-03", "2020-07-03", "2020-07-03", "2018-07-03"]
    references = ["601/0001/1", "601/0002/3", "601/0001/1", "601/0002/3"]
    records = [
        record(learner, award_date=day, reference=ref) for day, ref in zip(dates, references, strict=True)
    ]
    system.done(system.send(xml(records)))
    found: list[tuple[str, str]] = []
    asked: dict[str, Any] = {"uln": learner.uln, "limit": limit}
    while True:
        piece = system.post("/achievements/search", asked).json()
        found += [(each["award_date"], each["reference"]) for each in piece["items"]]
        if piece["next"] is None:
            break
        asked["cursor"] = piece["next"]
    assert found == [
        ("2020-07-03", "601/0001/1"),
        ("2020-07-03", "601/0002/3"),
        ("2019-07-03", "601/0001/1"),
        ("2018-07-03", "601/0002/3"),
    ]


def test_reference_number_is_looked_up_however_it_is_written(system: System, world: World) -> None:
    register("601/0001/1", "Mathematics (second pathway)")
    for written in ("601/0001/1", "60100011"):
        items = system.get("/qualifications", reference=written).json()["items"]
        assert [each["title"] for each in items] == ["Mathematics", "Mathematics (second pathway)"]
        assert items[0]["grades"][0] == "A*"
    assert system.get("/qualifications", reference="699/9999/9").json() == {"items": []}
    assert_problem(system.get("/qualifications"), 422, "invalid-request")
    assert_problem(system.get("/qualifications", reference="\x00"), 422, "invalid-request")
