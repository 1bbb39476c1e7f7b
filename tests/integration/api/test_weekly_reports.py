"""The weekly report and its return, and nominated contacts, through the API: all that the pages do."""

from __future__ import annotations

from typing import Any

import pytest

from integration.api.client import System, assert_problem, run
from integration.web.test_weekly_reports import WEEK, challenge
from testamur.access.rules import Role
from testamur.api.batch_files import XLSX
from testamur.challenges import actions, columns
from testamur.challenges.models import Challenge, Contact, WeeklyReport
from testamur.challenges.rules import Problem
from world import World, record, submit

pytestmark = pytest.mark.django_db
NORA = {
    "given_name": "Nora",
    "family_name": "Nominee",
    "telephone": "01632 960001",
    "email": "nora@board.example",
}


@pytest.fixture
def edc_system(world: World) -> System:
    return System(world.board, role=Role.AO_EDC_USER)


@pytest.fixture
def support_system(world: World) -> System:
    """A system of the records service that works for Business Support."""
    return System(world.service, role=Role.BUSINESS_SUPPORT)


@pytest.fixture
def report(world: World) -> WeeklyReport:
    submit(world, [record(learner, grade="B") for learner in world.learners[:2]])
    challenge(world, 0)
    challenge(world, 1, Problem.NOT_COMPLETED)
    return actions.make_weekly_report(organisation=world.board, week=WEEK)


def decided(report: WeeklyReport, *decisions: tuple[str, str]) -> bytes:
    rows = [
        {**row, "decision": decision, "comment": comment}
        for row, (decision, comment) in zip(report.rows, decisions, strict=True)
    ]
    return b"".join(columns.write_xlsx(rows, with_owner=False, title="Back"))


def send(system: System, data: bytes, *, content_type: str = XLSX, **headers: str) -> Any:
    return system.browser.post(
        "/api/v1/challenge-decisions",
        data,
        content_type=content_type,
        headers=system.headers(headers),
        CONTENT_TYPE=content_type,  # the test client leaves it out of an empty request
    )


@pytest.mark.requirement("EDC-08", "XC-04")
def test_report_is_read_and_taken(edc_system: System, report: WeeklyReport, foreign_system: System) -> None:
    (listed,) = edc_system.get("/weekly-reports").json()["items"]
    assert (listed["week"], listed["outstanding"]) == ("2026-01-05", 2)
    shown = edc_system.get(listed["href"]).json()
    assert [each["reference"] for each in shown["challenges"]] == [row["reference"] for row in report.rows]
    assert edc_system.get(shown["challenges"][0]["href"]).status_code == 200
    book = edc_system.get(shown["workbook_href"])
    assert book.getvalue().startswith(b"PK")
    assert edc_system.get(shown["csv_href"]).getvalue().decode("utf-8-sig").startswith("Reference,ULN")
    assert_problem(foreign_system.get(listed["href"]), 404, "not-found")


@pytest.mark.requirement("EDC-08", "XC-02", "XC-04")
def test_decisions_in_bulk(edc_system: System, report: WeeklyReport) -> None:
    """Sent, looked at, confirmed, and taken back."""
    answer = send(edc_system, decided(report, ("Accept", ""), ("Reject", "It was completed.")))
    assert answer.status_code == 202, answer.content
    run(answer)
    shown = edc_system.get(answer.headers["Location"]).json()
    assert (shown["state"], shown["next_move"], shown["file"]["format"]) == ("ready", "person", "xlsx")
    assert shown["planned"] == {"accepted": 1, "rejected": 1, "unchanged": 0, "skipped": 0}
    assert edc_system.post(f"{shown['href']}/confirm").status_code == 200
    run(answer)
    shown = edc_system.get(shown["href"]).json()
    assert shown["effects"]["accepted"] == 1
    assert {file["name"] for file in shown["files"]} >= {"corrections.xml", "corrections.csv"}
    (corrections,) = [file for file in shown["files"] if file["name"] == "corrections.xml"]
    assert b"<Achievement>" in edc_system.get(corrections["href"]).getvalue()
    assert edc_system.get(shown["submitted_file_href"]).getvalue().startswith(b"PK")
    again = send(edc_system, decided(report, ("Accept", ""), ("Reject", "It was completed.")))
    assert (again.status_code, again.json()["duplicate"]) == (200, True)
    assert edc_system.post(f"{shown['href']}/undo").status_code == 200
    run(answer)
    assert edc_system.get(shown["href"]).json()["undone"]["put_back"] == 2
    assert set(Challenge.objects.values_list("state", flat=True)) == {"new"}


@pytest.mark.requirement("EDC-08")
def test_findings_and_cancelling(edc_system: System, report: WeeklyReport, foreign_system: System) -> None:
    answer = send(edc_system, decided(report, ("Accept", ""), ("Reject", "")))
    run(answer)
    shown = answer.json()
    (row,) = edc_system.get(shown["findings_href"], severity="error").json()["items"]
    assert (row["record"], row["findings"][0]["code"], row["rejected"]) == (2, "D15", True)
    assert_problem(foreign_system.get(shown["href"]), 404, "not-found")
    assert edc_system.post(f"{shown['href']}/cancel").json()["state"] == "cancelled"
    assert_problem(edc_system.post(f"{shown['href']}/confirm"), 409, "not-possible-now")


@pytest.mark.requirement("EDC-08", "XC-03")
def test_files_that_are_refused(edc_system: System, system: System, report: WeeklyReport) -> None:
    assert_problem(send(edc_system, b""), 422, "file-refused")
    assert_problem(send(edc_system, b"<a/>", content_type="text/xml"), 415, "unsupported-media-type")
    assert_problem(send(edc_system, bytes(6 * 1024 * 1024)), 413, "too-large")
    assert_problem(send(system, decided(report, ("Accept", ""), ("", ""))), 403, "not-allowed")


@pytest.mark.requirement("EDC-11", "XC-04")
def test_contact_from_asking_to_its_end(edc_system: System, support_system: System) -> None:
    answer = edc_system.post("/contacts", NORA)
    assert answer.status_code == 201, answer.content
    asked = answer.json()
    assert (asked["state"], asked["given_name"]) == ("requested", "Nora")
    assert_problem(edc_system.post(f"{asked['href']}/approve"), 403, "not-allowed")
    assert support_system.post(f"{asked['href']}/approve").json()["state"] == "in_force"
    assert_problem(support_system.post(f"{asked['href']}/approve"), 409, "not-possible-now")
    change = edc_system.post("/contacts", {**NORA, "given_name": "Noel", "replaces": asked["id"]}).json()
    declined = support_system.post(f"{change['href']}/decline", {"reason": "No such person."}).json()
    assert (declined["state"], declined["reason"]) == ("declined", "No such person.")
    end = edc_system.post(f"{asked['href']}/end").json()
    assert (end["ends"], end["replaces"]) == (True, asked["id"])
    support_system.post(f"{end['href']}/approve")
    shown = edc_system.get(asked["href"]).json()
    assert (shown["state"], [version["process"] for version in shown["history"]]) == (
        "ended",
        ["contact.approved", "contact.approved", "contact.requested"],
    )
    listed = edc_system.get("/contacts", state="ended").json()["items"]
    assert {each["id"] for each in listed} == {asked["id"], end["id"]}


@pytest.mark.requirement("EDC-11", "XC-03")
def test_contacts_that_are_refused(edc_system: System, system: System, foreign_system: System) -> None:
    body = assert_problem(edc_system.post("/contacts", {**NORA, "email": "nora"}), 422, "invalid-request")
    assert body["errors"][0]["pointer"] == "#/email"
    assert_problem(edc_system.post("/contacts", {**NORA, "given_name": "N" * 36}), 422, "invalid-request")
    assert_problem(system.post("/contacts", NORA), 403, "not-allowed")
    mine = edc_system.post("/contacts", NORA).json()
    assert_problem(foreign_system.get(mine["href"]), 404, "not-found")
    assert_problem(edc_system.post("/contacts", NORA), 422, "invalid-request")
    assert Contact.objects.count() == 1
