"""Batches, findings, records and files: everything of one's own, and nothing of others."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from integration.api.client import System, a_batch, assert_problem
from testamur.access.rules import Role
from testamur.batches.models import Batch
from world import World, record, submit, ulns, xml

pytestmark = pytest.mark.django_db


def a_mixed_batch(world: World, count: int = 20) -> bytes:
    """Every third record has an unknown ULN, every fifth a grade that is not on the scale."""
    unknown = ulns(count, start=900_000_000)
    records = []
    for place, learner in enumerate(world.learners[:count]):
        fields: dict[str, Any] = {"uln": unknown[place]} if place % 3 == 0 else {}
        if place % 5 == 0:
            fields["grade"] = "Splendid"
        records.append(record(learner, **fields))
    return xml(records)


def walk(system: System, path: str, **query: Any) -> list[dict[str, Any]]:
    """Every entry of a list, piece by piece."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        piece = system.get(path, **query, **cursor)
        assert piece.status_code == 200, piece.content
        found += piece.json()["items"]
        if piece.json()["next"] is None:
            return found
        assert len(piece.json()["items"]) == query["limit"]
        cursor = {"cursor": piece.json()["next"]}


@pytest.fixture
def mixed(system: System, world: World, settings: Any) -> dict[str, Any]:
    settings.ACHIEVEMENT_REJECTED_PERCENT = "90"
    return system.done(system.send(a_mixed_batch(world)))


@pytest.mark.requirement("ACH-02")
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_walk_over_batches_shows_each_once_newest_first(system: System, world: World, limit: int) -> None:
    numbers = [submit(world, a_batch(world, count), run=False).pk for count in range(1, 8)]
    assert [each["number"] for each in walk(system, "/achievement-batches", limit=limit)] == numbers[::-1]


def test_batch_that_comes_during_a_walk_shifts_nothing(system: System, world: World) -> None:
    numbers = [submit(world, a_batch(world, count), run=False).pk for count in range(1, 5)]
    first = system.get("/achievement-batches", limit=2).json()
    submit(world, a_batch(world, 9), run=False)
    second = system.get("/achievement-batches", limit=2, cursor=first["next"]).json()
    assert [each["number"] for each in [*first["items"], *second["items"]]] == numbers[::-1]


def test_batches_are_filtered_by_state_and_number(system: System, world: World) -> None:
    done = submit(world, a_batch(world, 1))
    waiting = submit(world, a_batch(world, 2), run=False)
    by_state = system.get("/achievement-batches", state="received").json()["items"]
    by_number = system.get("/achievement-batches", number=done.pk).json()["items"]
    assert [each["number"] for each in by_state] == [waiting.pk]
    assert [each["state"] for each in by_number] == ["done"]
    assert_problem(system.get("/achievement-batches", state="nonsense"), 422, "invalid-request")


@pytest.mark.parametrize("limit", [1, 4, 100])
def test_walk_over_findings_shows_every_line_once_in_order(
    system: System, mixed: dict[str, Any], limit: int
) -> None:
    shown = walk(system, mixed["findings_href"], limit=limit)
    kept = Batch.objects.get(uuid=mixed["id"]).rows.exclude(findings=[]).order_by("line")
    assert [each["record"] for each in shown] == [row.line for row in kept]
    assert [len(each["findings"]) for each in shown] == [len(row.findings) for row in kept]
    assert len(shown) == 9


def test_findings_say_what_where_and_what_to_do(system: System, mixed: dict[str, Any], world: World) -> None:
    first = system.get(mixed["findings_href"], limit=1).json()["items"][0]
    assert (first["record"], first["rejected"], first["effect"]) == (1, True, None)
    assert first["incoming"]["FamilyName"] == world.learners[0].family_name
    unknown = next(finding for finding in first["findings"] if finding["code"] == "L01")
    assert unknown["error_class"] == "LearnerData"
    assert unknown["field"] == "Uln"
    assert unknown["value"] == first["incoming"]["Uln"]
    assert unknown["what"]
    assert unknown["remedy"]


@pytest.mark.parametrize(
    ("query", "records"),
    [
        ({"code": "B08"}, [1, 6, 11, 16]),
        ({"severity": "error"}, [1, 4, 7, 10, 13, 16, 19]),
        ({"severity": "warning"}, [1, 6, 11, 16]),
        ({"rejected": "false"}, [6, 11]),
        ({"rejected": "true", "code": "B08"}, [1, 16]),
        ({"code": "nowhere"}, []),
    ],
)
def test_findings_are_filtered(
    system: System, mixed: dict[str, Any], query: dict[str, str], records: list[int]
) -> None:
    shown = walk(system, mixed["findings_href"], limit=2, **query)
    assert [each["record"] for each in shown] == records
    for each in shown:
        assert {finding["code"] for finding in each["findings"]} <= {query.get("code", "L01"), "B08", "L01"}
        if "severity" in query:
            assert {finding["severity"] for finding in each["findings"]} == {query["severity"]}


def test_findings_are_counted_by_code(system: System, mixed: dict[str, Any]) -> None:
    counted = system.get(f"{mixed['href']}/finding-codes").json()["items"]
    assert [(each["code"], each["severity"], each["records"]) for each in counted] == [
        ("L01", "error", 7),
        ("B08", "warning", 4),
    ]
    assert counted[0]["example"]["record"] == 1


def test_record_leads_to_what_it_became(system: System, mixed: dict[str, Any]) -> None:
    rejected = system.get(f"{mixed['href']}/records/1").json()
    accepted = system.get(f"{mixed['href']}/records/2").json()
    assert rejected["achievement_href"] is None
    assert (accepted["rejected"], accepted["effect"]) == (False, "created")
    achievement = system.get(accepted["achievement_href"]).json()
    assert achievement["uln"] == accepted["incoming"]["Uln"]
    assert achievement["source"] == {"batch_id": mixed["id"], "record": 2, "href": mixed["href"]}
    assert_problem(system.get(f"{mixed['href']}/records/21"), 404, "not-found")
    assert_problem(system.get(f"{mixed['href']}/records/99999999999999999999"), 404, "not-found")


def test_job_result_is_that_of_the_web_service(system: System, mixed: dict[str, Any]) -> None:
    result = mixed["job_result"]
    assert result["JobID"] == mixed["number"]
    assert result["NumberOfRecords"] == 20
    assert result["LearnerDataErrors"] == 7
    assert result["AchievementsCreated"] == 13
    assert "AchievementBatchErrorFile" not in result
    with_file = system.get(mixed["href"], error_file="true").json()["job_result"]
    assert with_file["AchievementBatchErrorFile"].startswith("Record,")
    assert list(with_file) == ["AchievementBatchErrorFile", *result]


@pytest.mark.requirement("ACH-02")
def test_every_outcome_file_can_be_downloaded(system: System, mixed: dict[str, Any]) -> None:
    assert mixed["files"]
    for file in mixed["files"]:
        response = system.get(file["href"])
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith(file["type"])
        assert response.headers["Content-Disposition"] == f'attachment; filename="{file["name"]}"'
        assert response.headers["Cache-Control"] == "no-store, private"
        assert len(b"".join(response.streaming_content)) == file["size"]


def test_submitted_file_comes_back_byte_for_byte(system: System, mixed: dict[str, Any], world: World) -> None:
    response = system.get(mixed["submitted_file_href"])
    assert b"".join(response.streaming_content) == a_mixed_batch(world)


@pytest.mark.parametrize("name", ["nothing.csv", "..%2Fsubmitted", "../submitted", "submitted"])
def test_file_that_is_not_there_is_not_found(system: System, mixed: dict[str, Any], name: str) -> None:
    assert_problem(system.get(f"{mixed['href']}/files/{name}"), 404, "not-found")


@pytest.mark.requirement("XC-03")
@pytest.mark.requirement("ACH-13")
@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/findings",
        "/finding-codes",
        "/records/1",
        "/records/2",
        "/files/job-result.json",
        "/submitted-file",
    ],
)
def test_batch_of_another_organisation_is_not_there(
    foreign_system: System, mixed: dict[str, Any], rest: str
) -> None:
    nowhere = mixed["href"].replace(mixed["id"], str(uuid.uuid4()))
    foreign = assert_problem(foreign_system.get(mixed["href"] + rest), 404, "not-found")
    missing = assert_problem(foreign_system.get(nowhere + rest), 404, "not-found")
    assert {**foreign, "instance": ""} == {**missing, "instance": ""}
    assert foreign_system.get("/achievement-batches").json() == {"items": [], "next": None}
    assert foreign_system.get("/achievement-batches", number=mixed["number"]).json()["items"] == []


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("decision", ["confirm", "cancel", "undo"])
def test_batch_of_another_organisation_cannot_be_decided_about(world: World, decision: str) -> None:
    stranger = System(world.other_board, role=Role.AO_SUPER_USER)
    batch = submit(world, a_batch(world), confirm_first=True)
    assert_problem(stranger.post(f"/achievement-batches/{batch.uuid}/{decision}"), 404, "not-found")
    assert Batch.objects.get(pk=batch.pk).state == "ready"


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!!",
        "bnVsbA",
        "W10",
        "W251bGxd",
        "WyJ4Il0",
        "WzFlOTld",
        "WyJcdTAwMDAiXQ",
        "WzEsMl0",
        "é",
        "W3siYSI6MX1d",
    ],
)
def test_cursor_that_is_none_is_refused(
    system: System, mixed: dict[str, Any], world: World, cursor: str
) -> None:
    ways: list[tuple[str, dict[str, str]]] = [
        ("/achievement-batches", {}),
        (mixed["findings_href"], {}),
        ("/achievements", {"uln": world.learners[1].uln}),
    ]
    for path, query in ways:
        response = system.get(path, cursor=cursor, **query)
        problem = assert_problem(response, 422, "invalid-request")
        assert [error["parameter"] for error in problem["errors"]] == ["cursor"]


@pytest.mark.parametrize("limit", ["0", "501", "-1", "x", ""])
def test_limit_out_of_bounds_is_refused(system: System, limit: str) -> None:
    problem = assert_problem(system.get("/achievement-batches", limit=limit), 422, "invalid-request")
    assert [error["parameter"] for error in problem["errors"]] == ["limit"]


def test_list_of_batches_takes_a_constant_number_of_queries(
    system: System, world: World, django_assert_max_num_queries: Any
) -> None:
    for count in range(1, 13):
        submit(world, a_batch(world, count), run=False)
    with django_assert_max_num_queries(9):
        assert len(system.get("/achievement-batches").json()["items"]) == 12
