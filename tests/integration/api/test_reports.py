"""Reports through the API: the sums of the pages, for the client's own organisation (ACH-14, XC-04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from integration.api.client import System, assert_problem
from testamur.access.models import Membership
from testamur.achievements import actions as achievement_actions
from testamur.audit import actions as audit
from testamur.batches.models import Batch
from testamur.plumbing import clock
from world import World, record, submit

pytestmark = [pytest.mark.requirement("ACH-14"), pytest.mark.requirement("XC-04")]

PERIOD = {"from": "2026-01-01", "to": "2026-03-31"}


@pytest.fixture
def sent(world: World) -> Batch:
    """Eight provisional achievements, and two records that were rejected for their reference number."""
    records = [record(learner) for learner in world.learners[:8]]
    records += [record(learner, reference="601/0099/0") for learner in world.learners[8:10]]
    batch = submit(world, records, job_type="provisional")
    Batch.objects.filter(pk=batch.pk).update(received_at="2026-02-14T12:00:00Z")
    return batch


def asked(system: System, report: str, **query: Any) -> dict[str, Any]:
    answer = system.get(f"/reports/{report}", **(query or PERIOD))
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def test_uploads(system: System, sent: Batch) -> None:
    found = asked(system, "uploads")
    assert (found["first_day"], found["last_day"]) == ("2026-01-01", "2026-03-31")
    assert found["months"] == [
        {
            "month": "2026-02",
            "job_type": "provisional",
            "batches": 1,
            "failed": 0,
            "undone": 0,
            "submitted": 10,
            "accepted": 8,
            "rejected": 2,
            "not_taken": 0,
            "effects": {"created": 8, "updated": 0, "promoted": 0, "withdrawn": 0, "reinstated": 0},
        }
    ]


def test_rejections(system: System, sent: Batch) -> None:
    found = asked(system, "rejections")
    assert (found["submitted"], found["rejected"]) == (10, 2)
    assert found["classes"] == [{"error_class": "BusinessRule", "records": 2}]
    (reason,) = found["reasons"]
    assert (reason["code"], reason["records"]) == ("B01", 2)
    assert reason["what"] == "The qualification register has no qualification or unit …"
    assert system.get(reason["latest_batch_href"]).json()["number"] == sent.pk


def test_timeliness(system: System, sent: Batch, world: World) -> None:
    found = asked(system, "timeliness", **{"from": "2025-01-01"})
    assert (found["counted_from"], found["working_days"]) == ("award_date", 10)
    assert found["total"] == {"records": 8, "in_time": 0, "late": 8}
    assert found["finals"] == {"records": 0, "in_time": 0, "late": 0}
    assert found["types"] == [{"type": "GCE A Level", "records": 8, "in_time": 0, "late": 8}]
    late = found["latest"][0]
    assert (late["counted_from"], late["due"]) == ("2019-07-03", "2019-07-17")
    assert system.get(late["achievement_href"]).status_code == 200


def test_a_report_says_when_it_was_counted(system: System, sent: Batch) -> None:
    before = clock.now()
    for report in ("uploads", "rejections", "timeliness", "provisional"):
        assert before <= dt.datetime.fromisoformat(asked(system, report)["as_at"]) <= clock.now()


def test_timeliness_of_many_records_is_prepared(
    system: System, sent: Batch, world: World, settings: Any
) -> None:
    settings.REPORT_LIVE_RECORDS = 5
    refused = system.get("/reports/timeliness", **PERIOD)
    assert "being prepared" in assert_problem(refused, 503, "unavailable")["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    achievement_actions.prepare_report(report="timeliness", organisation_id=world.board.pk)
    prepared_at = clock.now()
    found = asked(system, "timeliness", **{"from": "2025-01-01"})
    assert found["total"] == {"records": 8, "in_time": 0, "late": 8}
    assert dt.datetime.fromisoformat(found["as_at"]) < prepared_at
    assert len(found["latest"]) == 8


def test_provisional(system: System, sent: Batch) -> None:
    found = asked(system, "provisional", to="2030-12-31")
    assert (found["total"], found["ages"][-1]) == (
        8,
        {"from_days": 366, "to_days": None, "achievements": 8},
    )
    assert found["qualifications"][0]["achievements"] == 8
    assert asked(system, "provisional")["total"] == 0  # no award of that quarter


def test_provisional_achievements_are_listed_in_pieces(system: System, sent: Batch, world: World) -> None:
    first = asked(system, "provisional/achievements", limit=5)
    second = asked(system, "provisional/achievements", limit=5, cursor=first["next"])
    assert second["next"] is None
    listed = [*first["items"], *second["items"]]
    assert [each["uln"] for each in listed] == [learner.uln for learner in world.learners[:8]]


def test_a_report_is_of_the_clients_own_organisation(foreign_system: System, sent: Batch) -> None:
    assert asked(foreign_system, "uploads")["months"] == []
    assert asked(foreign_system, "rejections")["reasons"] == []
    assert asked(foreign_system, "timeliness", **{"from": "2025-01-01"})["total"]["records"] == 0
    assert asked(foreign_system, "provisional", to="2030-12-31")["total"] == 0
    assert asked(foreign_system, "provisional/achievements", limit=5)["items"] == []


@pytest.mark.requirement("XC-03")
def test_a_client_without_the_right_is_refused(world: World) -> None:
    system = System(world.board)
    with audit.process("test.role_changed", by=None):
        Membership.objects.filter(user=system.client.user).update(role="ao_verify_user")
    for report in ("uploads", "rejections", "timeliness", "provisional", "provisional/achievements"):
        assert_problem(system.get(f"/reports/{report}"), 403, "not-allowed")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            {"from": "2026-02-01", "to": "2026-01-31"},
            "The last day must be the same as or after the first day",
        ),
        ({"from": "2015-01-01", "to": "2026-01-31"}, "The period must be 5 years or shorter."),
        ({"to": "9999-12-31"}, "Enter dates between 1900 and 2999."),
        ({"from": "yesterday"}, ""),
        ({"first": "2026-01-01"}, "There is no field with this name."),
    ],
)
def test_a_period_that_is_none_is_refused(system: System, query: dict[str, str], sentence: str) -> None:
    body = assert_problem(system.get("/reports/uploads", **query), 422, "invalid-request")
    assert body["errors"][0]["detail"].startswith(sentence)
