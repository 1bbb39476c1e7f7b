"""Reports as their readers use them: choose a period, look at the picture and the table, take both away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.looking import Look
from testamur.achievements.models import Achievement
from testamur.audit import actions as audit
from testamur.batches.models import Batch
from testamur.learners.models import Learner
from world import World, make_learners, record, register, submit

pytestmark = [pytest.mark.requirement("ACH-14"), pytest.mark.requirement("XC-05")]
REPORTS = ("uploads", "rejections", "timeliness", "provisional")


def _sent(world: World, learners: list[Learner], day: dt.date, *, job_type: str, reference: str) -> None:
    """A batch of these learners of which one record is rejected, received and written on a day."""
    awarded = (day - dt.timedelta(days=16)).isoformat()
    records = [record(each, reference=reference, award_date=awarded) for each in learners]
    batch = submit(world, [*records, record(learners[0], reference="601/0099/0")], job_type=job_type)
    Batch.objects.filter(pk=batch.pk).update(received_at=f"{day}T12:00:00Z")
    with audit.process("test.moved_in_time", by=None):
        Achievement.objects.filter(batch_id=batch.pk).update(created_at=f"{day}T12:00:00Z")


@pytest.fixture
def busy(world: World) -> World:
    """Batches of several months and of two sorts; one that was refused whole."""
    register("601/0020/5", "Applied practice in the care of small mammals", type="Vocational")
    learners = make_learners(40, start=200_000_000)
    today = dt.datetime.now(dt.UTC).date()
    _sent(
        world, learners[:30], today - dt.timedelta(days=150), job_type="provisional", reference="601/0001/1"
    )
    _sent(world, learners[:12], today - dt.timedelta(days=60), job_type="final", reference="601/0020/5")
    _sent(world, learners[5:40], today - dt.timedelta(days=1), job_type="provisional", reference="601/0002/3")
    submit(world, [record(each, reference="601/0099/0") for each in learners[:3]], name="refused.xml")
    return world


def test_reports_look_right(busy: World, page: Page, look: Look, sign_in: Any) -> None:
    sign_in(busy.viewer)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Reports").click()
    look("reports")
    for report in REPORTS:
        page.goto(f"/reports/{report}/")
        expect(page.get_by_role("img")).to_be_visible()
        look(f"report-{report}")
    page.goto("/reports/uploads/")
    page.get_by_text("What is counted").click()
    look("report-explained")


def test_a_report_is_asked_for_and_taken_away_without_scripts(
    busy: World, plain_page: Page, sign_in: Any
) -> None:
    shown = sign_in(busy.viewer, plain_page)
    shown.goto("/reports/")
    shown.get_by_role("link", name="Rejections by reason").click()
    expect(shown.get_by_role("row", name="Business rule").first).to_contain_text("6")
    first = shown.get_by_role("group", name="First day")
    first.get_by_label("Year").fill("1999")
    shown.get_by_role("button", name="Show").click()
    expect(shown.get_by_role("alert")).to_contain_text("The period must be 5 years or shorter")
    first.get_by_label("Year").fill(str(dt.datetime.now(dt.UTC).year - 1))
    shown.get_by_role("button", name="Show").click()
    with shown.expect_download() as csv:
        shown.locator("a[href*='/rejections/reasons/csv/']").click()
    assert csv.value.suggested_filename.endswith("-rejections-reasons.csv")
    with shown.expect_download() as book:
        shown.get_by_role("button", name="Download all tables (.xlsx)").click()
    assert book.value.suggested_filename.endswith("-rejections.xlsx")
    shown.get_by_role("link", name="Latest batch: B01").click()
    expect(shown.get_by_role("heading", level=1)).to_contain_text("Findings of batch")


@pytest.mark.parametrize(
    ("report", "count", "heading", "name"),
    [
        ("rejections", "6 Records: B01", "Submitted records", "records"),
        ("timeliness", "77 Late: All", "Records first uploaded", "first-uploads"),
        ("provisional", "65 Achievements: All", "Provisional achievements", "provisional"),
    ],
)
def test_a_count_leads_to_what_it_counts(
    busy: World, page: Page, look: Look, sign_in: Any, report: str, count: str, heading: str, name: str
) -> None:
    sign_in(busy.viewer)
    page.goto(f"/reports/{report}/")
    number = count.split()[0]
    page.get_by_role("link", name=count, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_role("status")).to_contain_text(f"{number} ")
    expect(page.get_by_role("group", name="from").get_by_label("Year")).not_to_have_value("")
    look(f"report-list-{name}")
    page.get_by_role("link", name="Show all", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)


@pytest.mark.requirement("XC-03")
def test_business_support_chooses_the_organisation(busy: World, page: Page, look: Look, sign_in: Any) -> None:
    sign_in(busy.support)
    page.goto("/reports/uploads/")
    page.get_by_label("Organisation").select_option("Southern Board")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No batch was received in this period.").first).to_be_visible()
    look("report-of-support")
    page.get_by_label("Organisation").select_option("Northern Board")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("img")).to_be_visible()
    page.get_by_role("group", name="Last day").get_by_label("Month").fill("13")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("Last day must be a real date")
    look("report-period-wrong")
