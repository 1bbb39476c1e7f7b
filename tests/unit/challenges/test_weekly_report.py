"""The weekly report as it is kept and as it comes back: what may differ in it, and what may be written."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from testamur.challenges.columns import (
    COMPARED,
    FIELD_OF,
    FIELDS,
    OWNER,
    cells,
    completed,
    fields_of,
    write_xlsx,
)

KEYS = {field.key for field in FIELDS}


@pytest.mark.parametrize(
    ("today", "age", "overdue"),
    [
        ("2026-01-05", 0, False),
        ("2026-01-06", 1, False),
        ("2026-02-09", 35, False),  # on the day itself there is still time
        ("2026-02-10", 36, True),
    ],
)
def test_a_challenge_is_overdue_from_the_day_after_the_one_that_it_is_due(
    today: str, age: int, overdue: bool
) -> None:
    row = completed(
        {"raised_on": "2026-01-05", "due_on": "2026-02-09", "uln": "1000000042"},
        today=dt.date.fromisoformat(today),
    )
    assert (row["age"], row["overdue"], row["uln"]) == (age, overdue, "1000000042")


def test_a_cell_is_a_text_of_what_is_kept() -> None:
    row = {"age": 36, "overdue": True, "grade": None, "title": "Diploma"}
    shown = dict(zip([field.key for field in FIELDS], cells(row, FIELDS), strict=True))
    assert {key: text for key, text in shown.items() if text} == {
        "age": "36",
        "overdue": "Yes",
        "title": "Diploma",
    }
    assert cells({"overdue": False}, [FIELD_OF["overdue"]]) == ["No"]


def test_all_that_a_decision_rests_on_is_compared_when_the_report_comes_back() -> None:
    # The reference says which challenge it is; the days pass, and names of providers and advice are ours to change.
    may_differ = {"reference", "provider_name", "recommended", "age", "overdue", "decision", "comment"}
    assert {field.key for field in COMPARED} == KEYS - may_differ


def test_decision_and_comment_alone_can_be_written_in_the_workbook() -> None:
    assert {field.key for field in FIELDS if field.column.open} == {"decision", "comment"}


@pytest.mark.parametrize(("with_owner", "can_decide"), [(False, True), (True, False)])
def test_whoever_owns_the_challenges_can_decide_in_the_workbook_and_nobody_else(
    with_owner: bool, can_decide: bool
) -> None:
    data = b"".join(write_xlsx([{"reference": "EDC0000001"}], with_owner=with_owner, title="A week"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert ("Accept,Reject" in sheet) is can_decide


def test_names_and_sentences_wrap_and_codes_and_dates_do_not() -> None:
    wraps = {field.key for field in FIELDS if field.column.wraps}
    assert wraps == {"title", "provider_name", "problem", "detail", "recommended", "comment"}


def test_the_owner_is_named_in_the_report_of_all_organisations_alone() -> None:
    assert fields_of(with_owner=True) == (OWNER, *FIELDS)
    assert fields_of(with_owner=False) == FIELDS
