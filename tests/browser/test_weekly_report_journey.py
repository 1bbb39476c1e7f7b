"""The weekly report and the nominated contacts as people use them, wide and narrow, with a look at each page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from integration.web.test_contacts import NORA, ask, in_force
from integration.web.test_weekly_reports import challenge
from testamur.audit import actions as audit
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.challenges import actions, columns
from testamur.challenges.models import WeeklyReport
from testamur.challenges.rules import Problem
from world import World, record, submit

pytestmark = [pytest.mark.requirement("EDC-08"), pytest.mark.requirement("XC-05")]


@pytest.fixture
def report(world: World) -> WeeklyReport:
    """Four challenges: one overdue by a day, one accepted, and two that are new."""
    submit(world, [record(learner, grade="B") for learner in world.learners[:4]])
    late = challenge(world, 0)
    taken = challenge(world, 1, Problem.AWARD_DATE, wanted_award_date=dt.date(2019, 7, 10))
    challenge(world, 2, Problem.NOT_COMPLETED)
    challenge(world, 3, Problem.LEARNER, wanted_uln=world.learners[0].uln)
    late.due_on = late.due_on - dt.timedelta(days=36)
    with audit.process("test.moved_in_time", by=None):
        late.save()
    actions.accept(challenge=taken, reason="The date is 10 July.", through="page", by=world.edc_user)
    actions.make_weekly_reports(week=dt.date(2026, 1, 5))
    return WeeklyReport.objects.get(organisation=world.board)


def test_report_goes_out_and_comes_back(
    world: World, report: WeeklyReport, page: Page, look: Look, sign_in: Any, tmp_path: Path
) -> None:
    sign_in(world.edc_user)
    page.goto("/weekly-reports/")
    look("weekly-reports")
    page.get_by_role("link", name="5 January 2026").click()
    expect(page.get_by_text("Overdue", exact=True).first).to_be_visible()
    look("weekly-report")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the workbook").or_(
            page.get_by_role("button", name="Download the workbook")
        ).click()
    assert taken.value.suggested_filename == "challenges-2026-01-05.xlsx"
    page.goto(f"/weekly-reports/{report.uuid}/return/")
    look("weekly-report-return")
    page.get_by_role("button", name="Send and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Select the file with your decisions")
    look("weekly-report-return-error")
    decisions = [("Accept", ""), ("Accept", ""), ("Reject", ""), ("Perhaps", "")]
    rows = [
        {**row, "decision": decision, "comment": comment}
        for row, (decision, comment) in zip(report.rows, decisions, strict=True)
    ]
    file = tmp_path / "decided.xlsx"
    file.write_bytes(b"".join(columns.write_xlsx(rows, with_owner=False, title="Back")))
    page.get_by_label("Workbook or CSV with decisions").set_input_files(file)
    page.get_by_role("button", name="Send and check").click()
    moving = page.locator("#batch-progress")
    expect(moving).to_be_visible()
    batch = Batch.objects.get(kind="challenge_decisions")
    batches.advance(batch_id=batch.pk)
    expect(page.get_by_role("button", name="Confirm and apply")).to_be_visible()
    look("decisions-ready")
    page.get_by_role("button", name="Confirm and apply").click()
    expect(moving).to_be_visible()
    batches.advance(batch_id=batch.pk)
    expect(page.get_by_text("The decisions have been made")).to_be_visible()
    look("decisions-done")
    page.goto(f"/batches/{batch.uuid}/findings/")
    look("decisions-findings")


def test_support_sees_all(world: World, report: WeeklyReport, page: Page, look: Look, sign_in: Any) -> None:
    sign_in(world.support)
    page.goto("/weekly-reports/")
    look("weekly-reports-support")
    of_all = WeeklyReport.objects.get(organisation=None)
    page.goto(f"/weekly-reports/{of_all.uuid}/")
    look("weekly-report-support")


@pytest.mark.requirement("EDC-11")
def test_contact_is_asked_for_and_agreed_to(world: World, page: Page, look: Look, sign_in: Any) -> None:
    told = in_force(world, email="told@board.example", given_name="Tilda")
    sign_in(world.edc_user)
    own = f"/organisations/{world.board.uuid}/contacts/"
    page.goto(own)
    page.get_by_role("button", name="Request a new contact").or_(
        page.get_by_role("link", name="Request a new contact")
    ).click()
    page.get_by_role("button", name="Send request to Business Support").click()
    look("contact-ask-errors")
    for label, name in (
        ("Given name", "given_name"),
        ("Family name", "family_name"),
        ("Telephone number", "telephone"),
        ("Email address", "email"),
    ):
        page.get_by_label(label).fill(NORA[name])
    look("contact-ask")
    page.get_by_role("button", name="Send request to Business Support").click()
    expect(page.get_by_role("link", name="Nora Nominee should get emails about challenges.")).to_be_visible()
    look("contact-list")
    for action in ("change", "end"):
        page.goto(f"/contacts/{told.uuid}/{action}/")
        look(f"contact-{action}")
    page.goto(f"/contacts/{told.uuid}/")
    look("contact-in-force")


@pytest.mark.requirement("EDC-11")
def test_business_support_decides(world: World, page: Page, look: Look, sign_in: Any) -> None:
    told = in_force(world, email="told@board.example", given_name="Tilda")
    asked = ask(world, replaces=told)
    sign_in(world.support)
    page.goto("/contacts/")
    look("contact-requests")
    page.get_by_role("link", name="Nora Nominee should replace Tilda Nominee.").click()
    look("contact-request")
    page.goto(f"/contacts/{asked.uuid}/decline/")
    look("contact-decline")
    page.goto(f"/contacts/{asked.uuid}/approve/")
    look("contact-approve")
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("We have emailed everyone affected.")).to_be_visible()
    look("contact-agreed")
