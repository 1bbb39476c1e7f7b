"""A weekly report goes out, comes back with decisions, and what was accepted comes as a batch of corrections."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches.columns import Unreadable
from testamur.batches.models import Batch
from testamur.challenges import actions, columns
from testamur.challenges import queries as challenges
from testamur.challenges.models import Challenge, WeeklyReport
from testamur.challenges.rules import Problem
from testamur.notices.models import Notice
from testamur.plumbing import spreadsheets
from world import World, record, submit, the

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 1, 5)
Raise = Callable[..., Challenge]


def report_of(world: World) -> WeeklyReport:
    return actions.make_weekly_report(organisation=world.board, week=WEEK)


def workbook(report: WeeklyReport, decisions: dict[str, tuple[str, str]], **changes: dict[str, str]) -> bytes:
    """The workbook as it comes back: decisions and comments by reference, and other cells that were changed."""
    rows = []
    for row in report.rows:
        decision, comment = decisions.get(row["reference"], (row["decision"], row["comment"]))
        rows.append({**row, "decision": decision, "comment": comment, **changes.get(row["reference"], {})})
    return b"".join(columns.write_xlsx(rows, with_owner=False, title="Back"))


def send(
    world: World, data: bytes, *, name: str = "report.xlsx", by: Any = None, confirm: bool = True
) -> Batch:
    batch = batches.submit(
        kind="challenge_decisions",
        organisation=world.board,
        file=io.BytesIO(data),
        file_name=name,
        through="page",
        by=by or world.edc_user,
    ).batch
    batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    if confirm and batch.state == "ready":
        batches.confirm(batch=batch, by=by or world.edc_user)
        batches.advance(batch_id=batch.pk)
        batch.refresh_from_db()
    return batch


def changed_sheet(data: bytes, cell: bytes) -> bytes:
    """The workbook with one more cell."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace(b"</row></sheetData>", cell + b"</row></sheetData>"))
    return held.getvalue()


def keys(batch: Batch) -> dict[int, list[str]]:
    return {row.line: [found["key"] for found in row.findings] for row in batch.rows.order_by("line")}


def refusals(batch: Batch) -> list[str]:
    return [found["key"] for found in batch.findings]


@pytest.fixture
def several(world: World, raise_one: Raise) -> list[Challenge]:
    """Four challenges of four learners: of a grade, a date, a learner, and a record that never was."""
    submit(world, [record(learner, grade="B") for learner in world.learners[:4]])
    one, two, three, four = (the(learner) for learner in world.learners[:4])
    return [
        raise_one(Problem.GRADE, of=one),
        raise_one(Problem.AWARD_DATE, of=two, wanted_award_date=dt.date(2019, 7, 10)),
        raise_one(Problem.LEARNER, of=three, wanted_uln=world.learners[5].uln),
        raise_one(Problem.NOT_COMPLETED, of=four, contact_email="Other@riverside.example"),
    ]


def test_from_report_to_decisions(world: World, several: list[Challenge]) -> None:
    """Two are accepted, one is rejected, one is left for later; each raiser has one e-mail."""
    one, two, _, four = several
    Notice.objects.all().delete()
    decisions = {
        one.reference: ("Accept", "The grade is A."),
        two.reference: ("accepted", ""),
        four.reference: ("Reject", "The learner has completed it."),
    }
    batch = send(world, workbook(report_of(world), decisions), confirm=False)
    assert (batch.state, batch.planned) == ("ready", {"accepted": 2, "rejected": 1, "skipped": 1})
    one.refresh_from_db()
    assert one.state == "new"

    batches.confirm(batch=batch, by=world.edc_user)
    batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.effects) == ("done", {"accepted": 2, "rejected": 1, "skipped": 1})
    for each in several:
        each.refresh_from_db()
    assert [each.state for each in several] == ["accepted", "accepted", "new", "rejected"]
    assert four.decision_reason == "The learner has completed it."
    assert (one.decided_by, one.batch, one.batch_line) == (world.edc_user, batch, 1)
    assert challenges.history_of(one)[0].batch_line == 1
    told = {notice.to: notice.body for notice in Notice.objects.exclude(subject__regex="report|^Northern")}
    assert set(told) == {world.edc_user.email, "exams@riverside.example", "other@riverside.example"}
    assert one.reference in told["exams@riverside.example"]
    assert two.reference in told["exams@riverside.example"]
    assert four.reference not in told["exams@riverside.example"]
    assert not any(uln in body for body in told.values() for uln in (one.recorded_uln, four.recorded_uln))


def test_corrections_can_be_submitted_as_they_are(world: World, several: list[Challenge]) -> None:
    """The batch of corrections puts every accepted record right, and each challenge finds its correction."""
    accepted = {each.reference: ("Accept", "") for each in several}
    batch = send(world, workbook(report_of(world), accepted))
    for name in ("corrections.xml", "corrections.csv"):
        found = ledger.report_file(batch, name)
        assert found is not None
    _known, file = ledger.report_file(batch, "corrections.xml") or ({}, io.BytesIO())
    corrections = submit(world, file.read(), job_type=None)
    assert (corrections.state, corrections.rejected) == ("done", 0), keys(corrections)
    assert corrections.effects == {"created": 2, "updated": 1, "withdrawn": 3}
    assert actions.match_corrections() == 4
    assert set(Challenge.objects.values_list("state", flat=True)) == {"corrected"}
    moved = the(world.learners[5], grade="B", reference="601/0001/1", mis_identifier=None, state="active")
    assert moved.award_date == several[2].recorded_award_date


def test_corrections_as_csv_say_the_same(world: World, several: list[Challenge]) -> None:
    batch = send(world, workbook(report_of(world), {each.reference: ("Accept", "") for each in several}))
    found = ledger.report_file(batch, "corrections.csv")
    assert found is not None
    corrections = submit(world, found[1].read(), name="corrections.csv", job_type=None)
    assert (corrections.state, corrections.rejected) == ("done", 0), keys(corrections)


@pytest.mark.parametrize(
    ("decision", "comment", "key"),
    [
        ("Perhaps", "", "D13.neither"),
        ("Accept/Reject", "", "D13.both"),
        ("Reject", "  ", "D15.no_comment"),
        ("Reject", "x" * 1001, "D15.too_long"),
    ],
)
def test_decisions_that_are_none(
    world: World, several: list[Challenge], decision: str, comment: str, key: str
) -> None:
    batch = send(world, workbook(report_of(world), {several[0].reference: (decision, comment)}))
    assert keys(batch)[1] == [key]
    several[0].refresh_from_db()
    assert several[0].state == "new"


@pytest.mark.parametrize(
    ("field", "value"),
    [("uln", "9999999999"), ("grade", "A"), ("award_date", "2020-01-01"), ("reference_number", "601/0002/3"),
     ("family_name", "Else"), ("detail", "Something else")],
)  # fmt: skip
def test_changed_cell_is_told(world: World, several: list[Challenge], field: str, value: str) -> None:
    """A row whose fixed cells are no longer those of the challenge is not decided, and the cell is named."""
    one = several[0]
    changed = {one.reference: {field: value}}
    batch = send(world, workbook(report_of(world), {one.reference: ("Accept", "")}, **changed))
    (found,) = batch.rows.get(line=1).findings
    assert (found["key"], found["field"]) == ("D12.changed", columns.FIELD_OF[field].heading)
    one.refresh_from_db()
    assert one.state == "new"


def test_what_spreadsheets_do_to_cells_is_no_change(world: World, several: list[Challenge]) -> None:
    """Dates in the way of the country, other line ends and blanks: the row is still that of the challenge."""
    one = several[0]
    award = one.recorded_award_date
    changed = {
        one.reference: {
            "award_date": f"{award.day:02d}/{award.month:02d}/{award.year}",
            "detail": "It should be:  A.\r\nThe certificate says otherwise. ",
            "age": "400",
            "overdue": "Yes",
        }
    }
    batch = send(world, workbook(report_of(world), {one.reference: ("Accept", "")}, **changed))
    assert batch.effects["accepted"] == 1
    assert keys(batch)[1] == []


def test_unknown_and_foreign_references_say_the_same(world: World, several: list[Challenge]) -> None:
    """What another organisation owns is as if it were not there."""
    submit(
        world,
        [record(world.learners[4], reference="601/0003/5")],
        organisation=world.other_board,
        by=world.stranger,
    )
    theirs = the(world.learners[4], reference="601/0003/5")
    foreign = actions.raise_challenge(
        achievement=theirs,
        said=actions.Said(Problem.GRADE, "Wrong.", "Priya", "p@riverside.example", wanted_grade="C"),
        raised_for=world.provider,
        through="page",
        by=world.provider_user,
    )
    report = report_of(world)
    changed = {
        several[0].reference: {"reference": foreign.reference, "decision": "Accept"},
        several[1].reference: {"reference": "EDC9999999", "decision": "Accept"},
        several[2].reference: {"reference": "nonsense", "decision": "Accept"},
    }
    batch = send(world, workbook(report, {}, **changed))
    assert [keys(batch)[line] for line in (1, 2, 3)] == [["D11.unknown"]] * 3
    foreign.refresh_from_db()
    assert foreign.state == "new"


def test_same_challenge_twice(world: World, several: list[Challenge]) -> None:
    """With both decisions neither counts; with the same one twice the first counts."""
    one, two, three, _four = several
    report = report_of(world)
    by_reference = {row["reference"]: row for row in report.rows}
    report.rows = [
        {**by_reference[one.reference], "decision": "Accept"},
        {**by_reference[one.reference], "decision": "Reject", "comment": "No."},
        {**by_reference[two.reference], "decision": "Accept"},
        {**by_reference[two.reference], "decision": "Accept"},
        {**by_reference[three.reference], "decision": ""},
        {**by_reference[three.reference], "decision": "Accept"},
    ]
    batch = send(world, workbook(report, {}))
    assert keys(batch) == {
        1: ["D14.both"], 2: ["D14.both"], 3: [], 4: ["D14.repeated"], 5: ["D18.skipped"], 6: []
    }  # fmt: skip
    for each in several:
        each.refresh_from_db()
    assert [each.state for each in several] == ["new", "accepted", "accepted", "new"]


def test_decided_before(world: World, several: list[Challenge]) -> None:
    """The same decision again changes nothing and is no error; another one is; what is over is over."""
    one, two, three, _four = several
    actions.accept(challenge=one, through="page", by=world.edc_user)
    actions.reject(challenge=two, reason="It is right.", through="page", by=world.edc_user)
    actions.withdraw(challenge=three, through="page", by=world.provider_user)
    report = report_of(world)
    assert [row["decision"] for row in report.rows] == ["Accept", "Reject", ""]
    back = {one.reference: ("Accept", ""), two.reference: ("Accept", "")}
    batch = send(world, workbook(report, back))
    assert keys(batch) == {1: ["D17.already_so"], 2: ["D16.already"], 3: ["D18.skipped"]}
    assert batch.effects == {"skipped": 1, "unchanged": 1}


def test_decided_between_check_and_confirmation(world: World, several: list[Challenge]) -> None:
    """Whoever comes second is told; nothing is decided twice."""
    one = several[0]
    batch = send(world, workbook(report_of(world), {one.reference: ("Accept", "")}), confirm=False)
    actions.reject(challenge=one, reason="It is right.", through="page", by=world.super_user)
    batches.confirm(batch=batch, by=world.edc_user)
    batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    assert keys(batch)[1] == ["D19.not_applied"]
    one.refresh_from_db()
    assert (one.state, one.decision_reason) == ("rejected", "It is right.")


def test_undoing_takes_decisions_back(world: World, several: list[Challenge]) -> None:
    """What has not moved on is as it was before; what has is left, and listed."""
    one, two, _three, four = several
    actions.process(challenge=one, through="page", by=world.edc_user)
    decisions = {
        one.reference: ("Accept", ""),
        two.reference: ("Accept", ""),
        four.reference: ("Reject", "Right."),
    }
    batch = send(world, workbook(report_of(world), decisions))
    actions.close(challenge=Challenge.objects.get(pk=four.pk), through="page", by=world.support)
    batches.undo(batch=batch, by=world.edc_user)
    batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert (batch.undo_result["put_back"], batch.undo_result["left"]) == (2, 1)
    assert batch.undo_result["listed"][0]["reference"] == four.reference
    for each in several:
        each.refresh_from_db()
    assert [each.state for each in several] == ["in_progress", "new", "new", "closed"]
    assert (one.decided_at, one.decided_by, one.batch) == (None, None, None)
    (notice,) = Notice.objects.filter(subject__contains="has been withdrawn")
    assert (notice.to, two.reference in notice.body) == ("exams@riverside.example", True)


def test_decision_that_was_taken_anew_is_not_undone(world: World, several: list[Challenge]) -> None:
    """Sent back and accepted again one at a time: that is another decision, although it is the same word."""
    one = several[0]
    batch = send(world, workbook(report_of(world), {one.reference: ("Accept", "")}))
    actions.send_back(challenge=one, reason="Look again.", through="page", by=world.support)
    actions.accept(challenge=one, through="page", by=world.super_user)
    batches.undo(batch=batch, by=world.edc_user)
    batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.undo_result["put_back"], batch.undo_result["left"]) == (0, 1)
    one.refresh_from_db()
    assert (one.state, one.decided_by) == ("accepted", world.super_user)


def test_csv_with_semicolons(world: World, several: list[Challenge]) -> None:
    """What a spreadsheet of another country saves as CSV."""
    rows = [{**row, "decision": "Accept"} for row in report_of(world).rows]
    commas = b"".join(columns.write_csv(rows, with_owner=False)).decode("utf-8-sig")
    held = io.StringIO()
    csv.writer(held, delimiter=";").writerows(csv.reader(io.StringIO(commas)))
    batch = send(world, held.getvalue().encode("cp1252"), name="report.csv")
    assert (batch.file_format, batch.effects) == ("csv", {"accepted": 4})


def test_outcome_can_be_sent_again(world: World, several: list[Challenge]) -> None:
    """The own file comes back in its format with the findings in it; the column of findings does no harm."""
    one = several[0]
    first = send(world, workbook(report_of(world), {one.reference: ("Maybe", "")}))
    found = ledger.report_file(first, "report-outcome.xlsx")
    assert found is not None
    data = found[1].read()
    sheet = spreadsheets.read(data, sheet="Challenges")
    assert sheet.rows[0][-1] == "Findings"
    assert sheet.rows[1][-1].startswith("D13 error: “Maybe” is not a decision.")
    second = send(world, data, name="again.xlsx")
    assert keys(second) == keys(first)


def test_same_file_twice_is_one_batch(world: World, several: list[Challenge]) -> None:
    data = workbook(report_of(world), {several[0].reference: ("Accept", "")})
    assert send(world, data) == send(world, data)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda data: b"", None),
        (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "D02.old"),
        (lambda data: data[:-100], "D02.damaged"),
        (lambda data: changed_sheet(data, b'<c r="XFD1048576"><v>1</v></c>'), "D02.far_cell"),
        (lambda data: changed_sheet(data, b'<c r="A2"><f>1+1</f><v>2</v></c>'), "D02.formula"),
        (lambda data: b"Reference,ULN\r\nEDC0000001,1000000000\r\n", "D03.headings"),
        (lambda data: b"%PDF-1.4", "D02.other_format"),
        (lambda data: b"".join(columns.write_csv([], with_owner=False)), "D01.none"),
    ],
)
def test_files_that_are_none(
    world: World, several: list[Challenge], change: Callable[[bytes], bytes], key: str | None
) -> None:
    """The whole file is refused with a sentence, and nothing is decided."""
    data = change(workbook(report_of(world), {each.reference: ("Accept", "") for each in several}))
    if key is None:
        with pytest.raises(Unreadable):
            send(world, data)
        return
    batch = send(world, data, name="report.xlsx")
    assert (batch.state, refusals(batch)) == ("refused", [key])
    assert all(said.what and said.remedy for said in ledger.batch_sentences(batch))
    assert set(Challenge.objects.values_list("state", flat=True)) == {"new"}


def test_file_without_decisions_is_refused(world: World, several: list[Challenge]) -> None:
    batch = send(world, workbook(report_of(world), {}))
    assert (batch.state, refusals(batch)) == ("refused", ["D04.no_decision"])


def test_changed_heading_is_told_with_what_it_was(world: World, several: list[Challenge]) -> None:
    data = b"".join(columns.write_csv(report_of(world).rows, with_owner=False))
    batch = send(world, data.replace(b"Award date", b"Award dates"), name="report.csv")
    (said,) = ledger.batch_sentences(batch)
    assert said.code == "D03"
    assert "“Award dates” may be meant as “Award date”" in said.what


def test_cost_does_not_grow_with_rows(world: World, several: list[Challenge]) -> None:
    """Challenges are judged and decided in as many statements for three rows as for one."""
    counts = []
    for decided in (several[:1], several[1:]):
        decisions = {each.reference: ("Accept", "") for each in decided}
        with CaptureQueriesContext(connection) as seen:
            send(world, workbook(report_of(world), decisions))
        written = [query for query in seen if "staged" in query["sql"] or "written" in query["sql"]]
        counts.append(len(written))
    assert counts[0] == counts[1] > 0
