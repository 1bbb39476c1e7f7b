"""The pages of a report whose figures are prepared: how old they are, where they lead, and before they are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from integration.web.test_report_lists import counts, wrong
from integration.web.test_reports import PERIOD, rows, some, uploaded, workbook
from testamur.achievements import actions as achievement_actions
from testamur.achievements.models import PreparedReport
from world import World, record, register, submit

pytestmark = [pytest.mark.requirement("ACH-14")]

As = Callable[..., Client]
TOLD = "The figures of this report are being prepared"
AS_AT = dt.datetime(2026, 3, 30, 0, 27, tzinfo=dt.UTC)


@pytest.fixture
def sent(world: World, settings: Any) -> World:
    """Eleven records, which are many here."""
    settings.REPORT_LIVE_RECORDS = 10
    register("601/0020/5", "Applied practice", type="Vocational")
    awarded = {"award_date": "2026-01-05"}
    submit(world, some(world, 0, 8, **awarded) + some(world, 8, 11, **awarded, reference="601/0020/5"))
    uploaded("2026-01-19")
    uploaded("2026-02-28", learner__in=world.learners[6:10])
    submit(
        world, some(world, 30, 32, reference="601/0003/5"), organisation=world.other_board, by=world.stranger
    )
    return world


def prepare(world: World) -> None:
    achievement_actions.prepare_report(report="timeliness", organisation_id=world.board.pk)
    PreparedReport.objects.update(as_at=AS_AT)


def test_counts_of_prepared_figures_lead_to_just_what_they_count(sent: World, as_: As) -> None:
    prepare(sent)
    viewer = as_(sent.viewer)
    found = counts(viewer, "timeliness")
    assert wrong(viewer, "timeliness") == ([], len(found))
    numbers = {called: count for _href, count, called in found}
    assert (numbers["Records: All"], numbers["Late: February 2026"], numbers["Late: Vocational"]) == (
        11,
        4,
        2,
    )


def test_page_and_workbook_say_how_old_the_figures_are(sent: World, as_: As) -> None:
    prepare(sent)
    submit(sent, [record(sent.learners[20], award_date="2026-01-05")])
    uploaded("2026-02-01", learner=sent.learners[20])
    viewer = as_(sent.viewer)
    page = viewer.get("/reports/timeliness/", PERIOD).content.decode()
    assert "Figures as at 30 March 2026, 1:27am" in page
    assert rows(viewer, "timeliness", "months")[-1]["Records"] == "11"
    assert "30 March 2026, 1:27am" in str(workbook(viewer, "timeliness"))


@pytest.mark.parametrize("report", ["uploads", "rejections", "timeliness", "provisional"])
def test_figures_that_are_counted_at_once_are_as_at_now(world: World, as_: As, report: str) -> None:
    before = dt.datetime.now(ZoneInfo("Europe/London"))
    page = as_(world.viewer).get(f"/reports/{report}/").content.decode()
    days = {before, dt.datetime.now(ZoneInfo("Europe/London"))}
    assert any(f"Figures as at {day.day} {day:%B %Y}, " in page for day in days)


def test_page_and_files_say_that_figures_are_being_prepared(sent: World, as_: As) -> None:
    viewer = as_(sent.viewer)
    for address in ("", "workbook/", "months/csv/"):
        answer = viewer.get(f"/reports/timeliness/{address}", PERIOD, follow=True)
        assert answer.status_code == 200
        assert TOLD in answer.content.decode()
    assert TOLD not in viewer.get("/reports/uploads/", PERIOD).content.decode()
    prepare(sent)
    assert TOLD not in viewer.get("/reports/timeliness/", PERIOD).content.decode()


@pytest.mark.requirement("XC-03")
def test_prepared_figures_are_shown_to_those_alone_who_see_the_report(sent: World, as_: As) -> None:
    prepare(sent)
    ours = {**PERIOD, "organisation": str(sent.board.uuid)}
    assert as_(sent.stranger).get("/reports/timeliness/", ours).status_code == 404
    assert as_(sent.verify_user).get("/reports/timeliness/", ours).status_code == 403
    theirs = rows(as_(sent.support), "timeliness", "types", organisation=str(sent.other_board.uuid))
    mine = rows(as_(sent.support), "timeliness", "types", organisation=str(sent.board.uuid))
    assert (theirs, mine[-1]["Records"]) == ([], "11")
