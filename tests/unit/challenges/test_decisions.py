"""A row of a weekly report that comes back: what is read as a decision, and how its other cells are compared."""

from __future__ import annotations

import pytest

from testamur.batches.columns.judging import Judged, LineJudge
from testamur.challenges.kinds.challenge_decisions.findings import REJECTING
from testamur.challenges.kinds.challenge_decisions.layout import LAYOUT, LONGEST_COMMENT
from testamur.challenges.kinds.challenge_decisions.rules import row_rules

REASON = "The certificate says B."


def judged(**cells: str) -> Judged:
    row = {"reference": "EDC0000012", **cells}
    judge = LineJudge(LAYOUT, None, rejecting=REJECTING, rules=row_rules)
    return judge.judge([row.get(field.key, "") for field in LAYOUT.fields])


def keys(row: Judged) -> list[str]:
    return [finding.key for finding in row.findings]


@pytest.mark.parametrize(
    ("cell", "comment", "decision", "found"),
    [
        ("Accept", "", "accept", []),
        ("accepted.", "", "accept", []),
        ("ACCEPT!", REASON, "accept", []),
        ("Reject", REASON, "reject", []),
        ("rejected", REASON, "reject", []),
        ("Reject", "", "reject", ["D15.no_comment"]),
        ("Reject", "   ", "reject", ["D15.no_comment"]),
        ("", "", None, []),
        ("", REASON, None, []),
        ("maybe", "", None, ["D13.neither"]),
        ("we accept", "", None, ["D13.neither"]),
        ("accept, we accept", "", None, ["D13.neither"]),
        ("Accept/Reject", "", None, ["D13.both"]),
        ("accepted or rejected?", REASON, None, ["D13.both"]),
    ],
)
def test_a_decision_is_one_word_and_a_rejection_has_a_reason(
    cell: str, comment: str, decision: str | None, found: list[str]
) -> None:
    row = judged(decision=cell, comment=comment)
    assert (row.payload["decision"], keys(row)) == (decision, found)
    assert row.rejected is bool(found)
    assert row.payload["comment"] == comment.strip()


def test_a_row_belongs_to_the_challenge_of_its_reference() -> None:
    assert judged(reference="edc 12").payload["challenge"] == 12
    row = judged(reference="12")
    assert (row.payload["challenge"], keys(row)) == (None, ["D11.unknown"])


@pytest.mark.parametrize(
    ("length", "found"), [(LONGEST_COMMENT, []), (LONGEST_COMMENT + 1, ["D15.too_long"])]
)
def test_a_comment_that_is_too_long_is_found_and_never_cut(length: int, found: list[str]) -> None:
    row = judged(decision="Accept", comment="x" * length)
    assert (keys(row), len(row.payload["comment"])) == (found, length)


@pytest.mark.parametrize(
    ("column", "cell", "compared"),
    [
        ("award_date", "2019-07-03", "2019-07-03"),
        ("award_date", "2019-07-03T00:00:00", "2019-07-03"),
        ("award_date", "03/07/2019", "2019-07-03"),
        ("award_date", "43649", "2019-07-03"),  # the day's number in a spreadsheet
        ("award_date", "last  July", "last July"),
        ("title", "Diploma \n in  Baking", "Diploma in Baking"),
        ("title", "03/07/2019", "03/07/2019"),
        ("grade", "", ""),
    ],
)
def test_cells_are_compared_without_what_a_spreadsheet_does_to_them(
    column: str, cell: str, compared: str
) -> None:
    assert judged(**{column: cell}).payload["cells"][column] == compared


def test_a_comment_keeps_its_lines() -> None:
    assert judged(decision="Accept", comment="One.\n\nTwo.").payload["comment"] == "One.\n\nTwo."


def test_decision_and_comment_are_staged_with_the_challenge_and_its_cells() -> None:
    assert {part.split()[0] for part in LAYOUT.shape.split(", ")} == {
        "decision",
        "comment",
        "challenge",
        "cells",
    }
