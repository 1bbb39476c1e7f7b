"""The weekly report: made once a week, told to who is nominated, read, taken away, and sent back with decisions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from testamur.access.models import User
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.challenges import actions, columns
from testamur.challenges.models import Challenge, WeeklyReport
from testamur.challenges.queries import reports
from testamur.challenges.rules import Problem, monday_of, reference_of
from testamur.notices.models import Notice
from testamur.plumbing import clock, delimited, spreadsheets
from world import World, record, submit, the

As = Callable[[User], Client]
pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 1, 5)


def challenge(world: World, place: int = 0, problem: Problem = Problem.GRADE, **said: Any) -> Challenge:
    """A challenge by the provider of what one learner achieved."""
    learner = world.learners[place]
    fields = {
        "description": "The certificate says otherwise.",
        "contact_name": "Priya Tester",
        "contact_email": "exams@riverside.example",
        "wanted_grade": "A" if problem == Problem.GRADE else None,
        **said,
    }
    return actions.raise_challenge(
        achievement=the(learner),
        said=actions.Said(problem=problem, **fields),
        raised_for=world.provider,
        through="page",
        by=world.provider_user,
    )


@pytest.fixture
def two(world: World) -> list[Challenge]:
    submit(world, [record(learner, grade="B") for learner in world.learners[:3]])
    return [challenge(world, 0), challenge(world, 1, Problem.NOT_COMPLETED)]


def later(monkeypatch: pytest.MonkeyPatch, **more: int) -> dt.datetime:
    """Move the clock of the service."""
    moment = clock.now() + dt.timedelta(**more)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.mark.requirement("EDC-08")
def test_made_once_a_week_and_told(world: World, two: list[Challenge], as_: As) -> None:
    """One for the organisation, one for Business Support, none for who has no challenge; asked again, nothing."""
    Notice.objects.all().delete()
    assert actions.make_due_weekly_reports() == 2
    assert actions.make_due_weekly_reports() == 0
    own = WeeklyReport.objects.get(organisation=world.board)
    of_all = WeeklyReport.objects.get(organisation=None)
    assert (own.outstanding, own.overdue, of_all.outstanding) == (2, 0, 2)
    assert not WeeklyReport.objects.filter(organisation=world.other_board).exists()
    told = dict(Notice.objects.values_list("to", "body"))
    assert set(told) == {world.edc_user.email, world.super_user.email, world.support.email}
    assert f"/weekly-reports/{own.uuid}/" in told[world.edc_user.email]
    assert f"/weekly-reports/{of_all.uuid}/" in told[world.support.email]
    assert two[0].recorded_uln not in "".join(told.values())
    page = as_(world.edc_user).get(f"/weekly-reports/{own.uuid}/").content.decode()
    for each in two:
        assert each.reference in page
        assert each.recorded_uln in page
        assert each.problem_meaning.recommended in page
    assert f"/weekly-reports/{own.uuid}/" in as_(world.viewer).get("/weekly-reports/").content.decode()


@pytest.mark.requirement("EDC-08")
def test_missed_week_is_made_up(
    world: World, two: list[Challenge], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The report is of the week whose time has come last; a service that was down makes it when it is back."""
    settings.CHALLENGE_REPORT_CRON = "0 6 * * 1"
    actions.make_due_weekly_reports()
    first = reports.week_due()
    later(monkeypatch, days=17)
    assert reports.week_due() > first + dt.timedelta(days=7)
    assert actions.make_due_weekly_reports() == 2
    assert WeeklyReport.objects.filter(organisation=None).count() == 2


@pytest.mark.requirement("EDC-08")
@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-01-05 05:59", dt.date(2025, 12, 29)),
        ("2026-01-05 06:00", dt.date(2026, 1, 5)),
        ("2026-01-11 23:59", dt.date(2026, 1, 5)),
        ("2026-03-30 05:30", dt.date(2026, 3, 30)),  # 06:30 in London, the clocks having gone forward
    ],
)
def test_time_is_that_of_the_service(settings: Any, moment: str, week: dt.date) -> None:
    settings.CHALLENGE_REPORT_CRON, settings.TIME_ZONE = "0 6 * * 1", "Europe/London"
    now = dt.datetime.fromisoformat(f"{moment}:30+00:00")
    assert reports.week_due(now) == week == monday_of(week)


@pytest.mark.requirement("EDC-09")
def test_overdue_is_flagged(
    world: World, two: list[Challenge], as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A challenge whose day has passed says so on the page and in the files; on its last day it is not overdue."""
    last_day = later(monkeypatch, days=35)
    assert actions.make_weekly_report(organisation=world.board, week=WEEK).overdue == 0
    monkeypatch.setattr(clock, "now", lambda: last_day + dt.timedelta(days=1))
    report = actions.make_weekly_report(organisation=world.board, week=WEEK + dt.timedelta(days=7))
    assert (report.overdue, report.rows[0]["age"]) == (2, 36)
    page = as_(world.viewer).get(f"/weekly-reports/{report.uuid}/").content.decode()
    assert page.count('app-tag--bad">Overdue') == 2
    assert "36 days old" in page


@pytest.mark.requirement("EDC-08")
def test_files_have_the_columns_in_their_order(world: World, two: list[Challenge], as_: As) -> None:
    """The workbook and the CSV say the same, with the columns of the report."""
    report = actions.make_weekly_report(organisation=world.board, week=WEEK)
    viewer = as_(world.viewer)
    book = viewer.get(f"/weekly-reports/{report.uuid}/report.xlsx")
    assert book.headers["Content-Disposition"] == 'attachment; filename="challenges-2026-01-05.xlsx"'
    rows = spreadsheets.read(book.getvalue(), sheet="Challenges").rows
    text = viewer.get(f"/weekly-reports/{report.uuid}/report.csv").getvalue().decode("utf-8-sig")
    comma = [*delimited.Rows(text, separators=(",",), rank=len)]
    assert [[delimited.unguard(cell) for cell in row] for row in comma] == rows
    assert rows[0] == [
        "Reference", "ULN", "Given name", "Family name", "Date of birth", "Reference number", "Aim title",
        "Award date", "Grade", "Provider UKPRN", "Provider name", "Problem", "Detail", "Recommended action",
        "Date raised", "Age in days", "Due date", "Overdue", "Decision", "Comment",
    ]  # fmt: skip
    assert rows[1][0] == two[0].reference == reference_of(two[0].pk)
    assert rows[1][8] == "B"
    assert rows[1][12] == "It should be: A. The certificate says otherwise."
    assert rows[1][17:] == ["No", "", ""]


@pytest.mark.requirement("EDC-08", "XC-02")
def test_from_the_page_to_decisions(world: World, two: list[Challenge], as_: As) -> None:
    """Take the workbook, decide, send it back, look at what would happen, confirm, take the corrections."""
    report = actions.make_weekly_report(organisation=world.board, week=WEEK)
    own = as_(world.edc_user)
    back = f"/weekly-reports/{report.uuid}/return/"
    form = own.get(back).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', form)
    assert token is not None
    rows = [
        {**report.rows[0], "decision": "Accept"},
        {**report.rows[1], "decision": "Reject", "comment": "It was completed."},
    ]
    file = b"".join(columns.write_xlsx(rows, with_owner=False, title="Back"))
    upload = SimpleUploadedFile("decided.xlsx", file)
    answer = own.post(back, {"file": upload, "token": token[1]})
    batch = Batch.objects.get(kind="challenge_decisions")
    assert answer.headers["Location"] == f"/batches/{batch.uuid}/"
    batches.advance(batch_id=batch.pk)
    page = own.get(f"/batches/{batch.uuid}/").content.decode()
    assert "Nothing has been changed yet" in page
    assert "Challenges accepted" in page
    own.post(f"/batches/{batch.uuid}/confirm/")
    batches.advance(batch_id=batch.pk)
    page = own.get(f"/batches/{batch.uuid}/").content.decode()
    assert "The decisions have been made" in page
    assert "corrections.xml" in page
    assert list(Challenge.objects.order_by("id").values_list("state", flat=True)) == ["accepted", "rejected"]
    again = own.post(back, {"file": SimpleUploadedFile("same.xlsx", file)})
    assert again.headers["Location"] == f"/batches/{batch.uuid}/sent-before/"
    own.post(f"/batches/{batch.uuid}/undo/")
    batches.advance(batch_id=batch.pk)
    assert "2 records were restored" in own.get(f"/batches/{batch.uuid}/").content.decode()
    assert set(Challenge.objects.values_list("state", flat=True)) == {"new"}


@pytest.mark.requirement("EDC-08")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB"),
    ],
)
def test_refused_at_once(world: World, two: list[Challenge], as_: As, content: bytes, sentence: str) -> None:
    report = actions.make_weekly_report(organisation=world.board, week=WEEK)
    upload = {"file": SimpleUploadedFile("decided.xlsx", content)}
    answer = as_(world.edc_user).post(f"/weekly-reports/{report.uuid}/return/", upload)
    assert sentence in answer.content.decode()
    assert not Batch.objects.filter(kind="challenge_decisions").exists()


@pytest.mark.requirement("XC-03")
def test_who_may(world: World, two: list[Challenge], as_: As) -> None:
    """Another organisation's report is not there; who reads may not decide; the report of all is Support's."""
    actions.make_weekly_reports(week=WEEK)
    own = WeeklyReport.objects.get(organisation=world.board).uuid
    of_all = WeeklyReport.objects.get(organisation=None).uuid
    assert as_(world.stranger).get(f"/weekly-reports/{own}/").status_code == 404
    assert as_(world.stranger).get(f"/weekly-reports/{own}/report.csv").status_code == 404
    assert as_(world.edc_user).get(f"/weekly-reports/{of_all}/").status_code == 404
    assert as_(world.viewer).get(f"/weekly-reports/{own}/return/").status_code == 403
    assert as_(world.support).get(f"/weekly-reports/{own}/return/").status_code == 403
    assert as_(world.support).get(f"/weekly-reports/{of_all}/").status_code == 200
    first = as_(world.support).get(f"/weekly-reports/{of_all}/report.csv").getvalue().decode("utf-8-sig")
    assert first.startswith("Awarding organisation,Reference,ULN")
    assert as_(world.viewer).get(f"/weekly-reports/{own}/report.exe").status_code == 404


@pytest.mark.requirement("EDC-08")
def test_cost_does_not_grow_with_challenges(world: World, two: list[Challenge], as_: As) -> None:
    """Making and showing a report takes as many queries for three challenges as for two."""
    counts = []
    for week in (WEEK, WEEK + dt.timedelta(days=7)):
        with CaptureQueriesContext(connection) as made:
            report = actions.make_weekly_report(organisation=world.board, week=week)
        client = as_(world.viewer)
        with CaptureQueriesContext(connection) as shown:
            client.get(f"/weekly-reports/{report.uuid}/")
        counts.append((len(made), len(shown)))
        if len(counts) == 1:
            challenge(world, 2)
    assert counts[0] == counts[1]
