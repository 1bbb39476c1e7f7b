"""Row rules of register files: texts in, typed values and findings out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.batches.columns.judging import Judged, LineJudge
from testamur.batches.columns.layout import Layout
from testamur.batches.findings import in_words
from testamur.qualifications.kinds.organisations import findings as of_organisations
from testamur.qualifications.kinds.organisations.layout import LAYOUT as ORGANISATIONS
from testamur.qualifications.kinds.register.findings import CATALOGUE, REJECTING
from testamur.qualifications.kinds.register.layout import (
    QUALIFICATIONS,
    UNITS,
    RegisterOptions,
    read_day,
    read_grades,
)
from testamur.qualifications.kinds.register.rules import qualification_rules, read_level, unit_rules

QUALIFICATION = {
    "reference": "600/1166/X",
    "title": "Level 3 Diploma in Horticulture",
    "owner_number": "RN5001",
    "owner_name": "Northern Board",
    "level": "Level 3",
    "sub_level": "None",
    "type": "Vocationally-Related Qualification",
    "credits": "37",
    "subject_area": "Horticulture",
    "status": "Available to learners",
    "starts_on": "2010-09-01",
    "ends_on": "2031-08-31",
    "certification_ends_on": "",
    "grading_type": "Graded",
    "grades": "Distinction/Merit/Pass",
}
UNIT = {
    "reference": "J/602/3521",
    "title": "Fit healthcare equipment",
    "owner_number": "RN5001",
    "owner_name": "Northern Board",
    "shared": "Yes",
    "level": "Level 2",
    "credits": "4",
    "starts_on": "2010-09-01",
    "grades": "Pass",
}
ORGANISATION = {"recognition_number": "RN5001", "name": "Northern Board", "acronym": "NB"}


RULES = {QUALIFICATIONS.title: qualification_rules, UNITS.title: unit_rules}


def judge(
    layout: Layout[RegisterOptions],
    texts: Mapping[str, str],
    options: RegisterOptions | None = None,
    **changes: str,
) -> Judged:
    judge = LineJudge(
        layout,
        options or RegisterOptions(),
        rejecting=REJECTING | of_organisations.REJECTING,
        rules=RULES.get(layout.title),
    )
    return judge.judge([{**texts, **changes}.get(key) for key in layout.payload_keys])


def keys(judged: Judged) -> list[str]:
    return [finding.key for finding in judged.findings]


def test_right_qualification_is_typed() -> None:
    judged = judge(QUALIFICATIONS, QUALIFICATION)
    assert judged.findings == []
    assert judged.payload == {
        "kind": "qualification",
        "reference": "600/1166/X",
        "title": "Level 3 Diploma in Horticulture",
        "owner_number": "RN5001",
        "owner_name": "Northern Board",
        "shared": False,
        "level": "Level 3",
        "type": "Vocationally-Related Qualification",
        "framework": "NQF",
        "subject_area": "Horticulture",
        "credits": 37,
        "grading_type": "Graded",
        "grades": ["DISTINCTION", "MERIT", "PASS"],
        "starts_on": "2010-09-01",
        "ends_on": "2031-08-31",
        "certification_ends_on": None,
        "status": "Available to learners",
    }


def test_right_unit_belongs_to_the_qcf() -> None:
    payload = judge(UNITS, UNIT).payload
    assert payload is not None
    assert (payload["kind"], payload["framework"], payload["shared"]) == ("unit", "QCF", True)


def test_a_unit_is_shared_only_where_the_register_says_so() -> None:
    shared = [judge(UNITS, UNIT, shared=text).payload for text in ("Yes", "No", "")]
    assert [payload and payload["shared"] for payload in shared] == [True, False, False]


def test_decimals_that_a_spreadsheet_adds_to_credits_are_nothing() -> None:
    payload = judge(QUALIFICATIONS, QUALIFICATION, credits="37.0").payload
    assert payload is not None
    assert payload["credits"] == 37


def test_right_organisation_is_typed() -> None:
    judged = judge(ORGANISATIONS, ORGANISATION, recognition_number=" rn5001 ", ukprn="10000001")
    assert judged.payload == {
        "recognition_number": "RN5001",
        "name": "Northern Board",
        "acronym": "NB",
        "ukprn": "10000001",
    }


@pytest.mark.parametrize(
    ("written", "framework"), [("QCF", "QCF"), ("qcf", "QCF"), ("GCE A Level", "NQF"), ("", "NQF")]
)
def test_framework_is_told_from_the_type(written: str, framework: str) -> None:
    payload = judge(QUALIFICATIONS, QUALIFICATION, type=written).payload
    assert payload is not None
    assert payload["framework"] == framework


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("500/1522/9", "500/1522/9"),
        ("50015229", "500/1522/9"),
        ("600/1166/x", "600/1166/X"),
        ("C00/1234/5", "C00/1234/5"),
    ],
)
def test_every_form_of_a_qualification_number_is_taken(written: str, canonical: str) -> None:
    judged = judge(QUALIFICATIONS, QUALIFICATION, reference=written)
    assert judged.findings == []
    assert judged.payload is not None
    assert judged.payload["reference"] == canonical


@pytest.mark.parametrize(
    ("layout", "texts", "changes", "expected"),
    [
        (QUALIFICATIONS, QUALIFICATION, {"reference": ""}, "Q10.missing"),
        (QUALIFICATIONS, QUALIFICATION, {"reference": "J/602/3521"}, "Q11.qualification_number"),
        (QUALIFICATIONS, QUALIFICATION, {"reference": "600-1166-X"}, "Q11.qualification_number"),
        (QUALIFICATIONS, QUALIFICATION, {"title": "  "}, "Q10.missing"),
        (QUALIFICATIONS, QUALIFICATION, {"title": "t" * 501}, "Q10.too_long"),
        (QUALIFICATIONS, QUALIFICATION, {"owner_number": ""}, "Q10.missing"),
        (QUALIFICATIONS, QUALIFICATION, {"owner_number": "5001"}, "Q11.recognition_number"),
        (QUALIFICATIONS, QUALIFICATION, {"credits": "ten"}, "Q13.credits"),
        (QUALIFICATIONS, QUALIFICATION, {"credits": "-1"}, "Q13.credits"),
        (QUALIFICATIONS, QUALIFICATION, {"starts_on": "2023-02-29"}, "Q12.date"),
        (QUALIFICATIONS, QUALIFICATION, {"ends_on": "soon"}, "Q12.date"),
        (UNITS, UNIT, {"reference": "600/1166/X"}, "Q11.unit_reference"),
        (UNITS, UNIT, {"shared": "perhaps"}, "Q13.shared"),
        (ORGANISATIONS, ORGANISATION, {"name": ""}, "Q10.missing"),
        (ORGANISATIONS, ORGANISATION, {"ukprn": "1000001"}, "Q11.ukprn"),
        (ORGANISATIONS, ORGANISATION, {"acronym": "A" * 61}, "Q10.too_long"),
    ],
)
def test_wrong_value_rejects_and_says_which(
    layout: Layout, texts: Mapping[str, str], changes: dict[str, str], expected: str
) -> None:
    judged = judge(layout, texts, **changes)
    assert judged.rejected
    assert keys(judged) == [expected]
    assert judged.findings[0].field == layout.of_key[next(iter(changes))].name


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reference": "600/1166/1"}, "Q11.check_character"),
        ({"level": "Rather high"}, "Q14.level"),
        ({"grades": "Graded as the handbook of the centre says"}, "Q14.grading_scale"),
        ({"starts_on": "2032-01-01"}, "Q12.order"),
        ({"starts_on": "2020-01-01", "certification_ends_on": "2019-12-31"}, "Q12.order"),
    ],
)
def test_odd_value_is_taken_with_a_warning(changes: dict[str, str], expected: str) -> None:
    judged = judge(QUALIFICATIONS, QUALIFICATION, **changes)
    assert not judged.rejected
    assert keys(judged) == [expected]


def test_every_error_of_a_line_is_said() -> None:
    judged = judge(QUALIFICATIONS, QUALIFICATION, reference="?", title="", starts_on="?", credits="?")
    assert sorted(keys(judged)) == ["Q10.missing", "Q11.qualification_number", "Q12.date", "Q13.credits"]


@pytest.mark.parametrize(
    ("scale", "grades"),
    [
        ("A*/A/B", ["A*", "A", "B"]),
        ("Pass/Merit", ["PASS", "MERIT"]),
        (" pass / Fail ", ["PASS", "FAIL"]),
        ("Pass//Pass", ["PASS"]),
        ("", []),
        ("N/A", []),
        ("Not applicable", []),
        ("A grade that is longer than twenty", None),
    ],
)
def test_grading_scale_is_split_at_slashes(scale: str, grades: list[str] | None) -> None:
    assert read_grades(scale) == grades


@given(st.lists(st.text("ABCDEFGH*12 ", min_size=1, max_size=20), max_size=12))
def test_no_grade_of_a_scale_is_blank_repeated_or_too_long(grades: list[str]) -> None:
    read = read_grades("/".join(grades)) or []
    assert len(set(read)) == len(read)
    assert all(grade.strip() == grade and 0 < len(grade) <= 20 for grade in read)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2010-09-01", dt.date(2010, 9, 1)),
        ("2010-09-01T00:00:00", dt.date(2010, 9, 1)),
        ("01/09/2010", dt.date(2010, 9, 1)),
        ("1/9/2010 00:00", dt.date(2010, 9, 1)),
        ("29/02/2024", dt.date(2024, 2, 29)),
        ("29/02/2023", None),
        ("2010-13-01", None),
        ("2010-09-01 and on", None),
        ("01/09/10", None),
        ("", None),
    ],
)
def test_day_is_read_year_first_or_day_first(text: str, day: dt.date | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("level", "sub_level", "together"),
    [
        ("Level 3", "", "Level 3"),
        ("Level 3", "None", "Level 3"),
        ("Entry Level", "Entry 3", "Entry Level 3"),
        ("Entry Level", "Entry Level 1", "Entry Level 1"),
        ("Level 1/Level 2", "", "Level 1/Level 2"),
        ("level 4", "", "level 4"),
    ],
)
def test_level_and_sub_level_become_one_that_is_known(level: str, sub_level: str, together: str) -> None:
    assert read_level(level, sub_level) == together
    assert keys(judge(QUALIFICATIONS, QUALIFICATION, level=level, sub_level=sub_level)) == []


def test_a_sub_level_of_another_level_is_kept_beside_it_and_found() -> None:
    assert read_level("Level 1", "Entry 3") == "Level 1 Entry 3"
    assert keys(judge(QUALIFICATIONS, QUALIFICATION, level="Level 1", sub_level="Entry 3")) == ["Q14.level"]


def test_every_finding_says_what_is_wrong_and_what_to_do() -> None:
    for key, definition in CATALOGUE.items():
        assert definition.sentence.endswith((".", "}")), key
        assert definition.remedy.endswith("."), key
        assert definition.code == key.split(".")[0]
    assert "Q26.not_applied" in REJECTING


def test_row_rules_give_every_finding_the_words_it_needs() -> None:
    spoilt = dict.fromkeys(QUALIFICATION, "x" * 600)
    for layout, texts in ((QUALIFICATIONS, QUALIFICATION), (UNITS, UNIT), (ORGANISATIONS, ORGANISATION)):
        for findings in (judge(layout, texts, **spoilt).findings, judge(layout, {}).findings):
            for finding in findings:
                said = in_words(finding, CATALOGUE, line=1)
                assert said.what
                names = {name for _, name, _, _ in Formatter().parse(CATALOGUE[finding.key].sentence) if name}
                assert names <= {"field", "value", *finding.params}
