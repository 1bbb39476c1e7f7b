"""Row rules: each one just inside and just outside of its limit."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from testamur.achievements.kinds.achievements.findings import CATALOGUE, REJECTING
from testamur.achievements.kinds.achievements.layout import FIELD_OF_KEY, FIELDS, KEYS, LAYOUT, RowOptions
from testamur.achievements.kinds.achievements.rules import row_rules
from testamur.achievements.rules.options import FAILED_UNIT_GRADES, failing
from testamur.achievements.samples import valid_uln
from testamur.batches.columns.judging import LineJudge
from testamur.batches.findings import Severity, in_words
from unit.achievements.batches import GOOD, QUALIFICATION, TODAY, UNIT, judged, keys, texts


def test_a_right_record_becomes_its_typed_values() -> None:
    payload, findings, rejected = judged()
    assert payload == GOOD | {
        "award_date": "2024-06-28",
        "action": "create",
        "action_date": "2024-07-01",
        "date_of_birth": "2006-02-28",
        "gender": 2,
        "reference_kind": "qualification",
    }
    assert findings == []
    assert rejected is False


@pytest.mark.parametrize("key", [field.key for field in FIELDS if field.required])
@pytest.mark.parametrize("text", [None, "", "  \t"])
def test_a_mandatory_field_that_is_missing_rejects_the_record(key: str, text: str | None) -> None:
    payload, findings, rejected = judged(**{key: text})
    assert [(found.key, found.field) for found in findings] == [("F01.missing", FIELD_OF_KEY[key].name)]
    assert payload[key] is None
    assert rejected


@pytest.mark.parametrize("key", [field.key for field in FIELDS if not field.required])
@pytest.mark.parametrize("text", [None, "", " "])
def test_an_optional_field_may_be_missing(key: str, text: str | None) -> None:
    payload, findings, rejected = judged(**{key: text})
    assert (payload[key], findings, rejected) == (None, [], False)


def test_space_around_a_value_does_not_matter() -> None:
    spaced = judged(**{key: f" {text}\n" for key, text in GOOD.items() if text})
    assert spaced == judged()


def test_everything_wrong_with_a_record_is_said_at_once() -> None:
    wrong = judged(award_date="x", action="9", gender="3", uln="1", reference="?", given_name=None)
    assert keys(wrong.findings) == [
        "F03.not_a_date",
        "F04.action",
        "F05.gender",
        "F01.missing",
        "F02.shape",
        "F06.shape",
    ]


CASES: list[tuple[str, str, str | None]] = [
    # field, text, key of the finding (None: accepted)
    ("uln", valid_uln(5), None),
    ("uln", "9999999999", "F02.unknown"),
    ("uln", valid_uln(5)[:-1], "F02.shape"),
    ("uln", "0123456789", "F02.shape"),
    ("uln", f"{valid_uln(5)[:-1]}{(int(valid_uln(5)[-1]) + 1) % 10}", "F02.check_digit"),
    ("uln", "3.41552E+09", "F02.scientific"),
    ("uln", "3,41552E+09", "F02.scientific"),
    ("award_date", "2006-09-01", None),
    ("award_date", "2006-08-31", "F03.too_early"),
    ("award_date", "2006-09-01T00:00:00", None),
    ("award_date", "2006-08-31T23:59:59", "F03.too_early"),
    ("award_date", "2024-07-15", None),
    ("award_date", "2024-07-15T23:59:59+01:00", None),
    ("award_date", "2024-07-16", "F03.future"),
    ("award_date", "2024-02-29", None),
    ("award_date", "2023-02-29", "F03.not_a_date"),
    ("award_date", "28/06/2024", "F03.not_a_date"),
    ("action", "2", None),
    ("action", "Withdraw", None),
    ("action", "REINSTATE", None),
    ("action", "0", "F04.action"),
    ("action", "5", "F04.action"),
    ("action", "delete", "F04.action"),
    ("action_date", "2024-07-15", None),
    ("action_date", "2024-07-16", "F04.future"),
    ("action_date", "2024-06-31", "F04.not_a_date"),
    ("action_reason", "r" * 255, None),
    ("action_reason", "r" * 256, "F04.reason_length"),
    ("grade", "g" * 20, None),
    ("grade", "g" * 21, "F05.grade_length"),
    ("grade", "-", None),
    ("grade", "U", None),
    ("family_name", "n" * 35, None),
    ("family_name", "n" * 36, "F05.name_length"),
    ("given_name", "n" * 35, None),
    ("given_name", "n" * 36, "F05.name_length"),
    ("given_name", "Jo\x85e", "F05.control_character"),
    ("mis_identifier", "m" * 128, None),
    ("mis_identifier", "m" * 129, "F05.mis_length"),
    ("gender", "0", None),
    ("gender", "1", None),
    ("gender", "9", None),
    ("gender", "01", None),
    ("gender", "3", "F05.gender"),
    ("gender", "-1", "F05.gender"),
    ("gender", "F", "F05.gender"),
    ("gender", "0001", None),
    ("gender", "00001", "F05.gender"),
    ("gender", "²", "F05.gender"),
    ("postcode", "BFPO 801", None),
    ("postcode", "CV1", "F05.postcode"),
    ("date_of_birth", "1800-01-01", None),
    ("date_of_birth", "1799-12-31", "F05.date_of_birth_range"),
    ("date_of_birth", "2024-07-15", None),
    ("date_of_birth", "2024-07-16", "F05.date_of_birth_range"),
    ("date_of_birth", "2006-02-29", "F05.date_of_birth"),
    ("reference", UNIT, None),
    ("reference", "600/1166/X", None),
    ("reference", "600/1166/1", "F06.check_character"),
    ("reference", "A/602/3521", "F06.check_character"),
    ("reference", "Z0007834", "F06.shape"),
    ("provider_ukprn", "19999999", None),
    ("provider_ukprn", "TEST0045", "F07.unusual"),
    ("provider_ukprn", "1000123", "F07.shape"),
    ("language", "welsh", None),
    ("language", "CYM", None),
    ("language", "GLE", None),
    ("language", "Klingon", "F08.language"),
]


@pytest.mark.parametrize(("key", "text", "expected"), CASES)
def test_a_value_is_accepted_or_found(key: str, text: str, expected: str | None) -> None:
    payload, findings, rejected = judged(**{key: text})
    assert keys(findings) == ([expected] if expected else [])
    is_error = expected is not None and CATALOGUE[expected].severity is Severity.ERROR
    assert rejected is is_error
    assert (payload[key] is None) is is_error
    for found in findings:
        assert found.field == FIELD_OF_KEY[key].name
        said = in_words(found, CATALOGUE)
        assert said.what
        assert said.remedy


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("action", "1", "create"),
        ("action", "2", "update"),
        ("action", "3", "withdraw"),
        ("action", "4", "reinstate"),
        ("action", "Create", "create"),
        ("language", "ENG", "English"),
        ("language", "wel", "Welsh"),
        ("postcode", "cv1 2wt", "CV1 2WT"),
        ("reference", "j6023521", "J/602/3521"),
        ("gender", "0", 0),
        ("award_date", "2024-02-29T23:30:00Z", "2024-02-29"),
        ("provider_ukprn", "test0045", "TEST0045"),
    ],
)
def test_a_value_is_kept_in_one_form(key: str, text: str, value: Any) -> None:
    assert judged(**{key: text}).payload[key] == value


@pytest.mark.parametrize(
    ("options", "changes", "expected"),
    [
        ({"award_date_floor": date(2006, 9, 2)}, {"award_date": "2006-09-01"}, ["F03.too_early"]),
        ({"grade_longest": 3}, {"grade": "Pass"}, ["F05.grade_length"]),
        ({"name_longest": 7}, {"given_name": "Jonathan"}, ["F05.name_length"]),
        ({"mis_identifier_longest": 3}, {}, ["F05.mis_length"]),
        ({"action_reason_longest": 3}, {"action_reason": "long"}, ["F04.reason_length"]),
        ({"actions": {"c": "create"}}, {"action": "C"}, []),
        ({"actions": {"c": "create"}}, {"action": "1"}, ["F04.action"]),
        ({"languages": {"cornish": "Cornish"}}, {"language": "Cornish"}, []),
        ({"fail_grades": failing(["No-pe"])}, {"reference": UNIT, "grade": "Nope"}, ["B06.failed_unit"]),
        ({"fail_grades": frozenset()}, {"reference": UNIT, "grade": "Fail"}, []),
    ],
)
def test_a_setting_changes_its_rule(
    options: dict[str, Any], changes: dict[str, str], expected: list[str]
) -> None:
    assert keys(judged(options, **changes).findings) == expected


def test_an_unknown_language_can_be_let_through_with_a_warning() -> None:
    payload, findings, rejected = judged({"unknown_language_is": Severity.WARNING}, language="Cornish")
    assert (payload["language"], keys(findings), rejected) == ("Cornish", ["F08.language_kept"], False)


FAILED = """
    Fail|FAIL|fail|U|u|X|N|Not achieved|Unclassified|Refer|REFERRED|R|NYA|nyc|N.Y.C.|Not yet competent|
    not-yet-competent|Did not achieve|Unsuccessful|Fail (F)|F|(F)|Absent|Withdrawn|Deferred|Incomplete|in-complete|
    Refer (2nd try)|Fail [R]|Not  yet\tachieved
"""


@pytest.mark.parametrize("grade", [grade.strip() for grade in FAILED.split("|")])
@pytest.mark.parametrize("action", ["create", "update", "reinstate"])
def test_a_failed_unit_is_rejected(grade: str, action: str) -> None:
    found = judged(reference=UNIT, grade=grade, action=action)
    assert keys(found.findings) == ["B06.failed_unit"]
    assert found.rejected


def test_a_failed_unit_can_be_withdrawn() -> None:
    assert judged(reference=UNIT, grade="Fail", action="withdraw").findings == []


@pytest.mark.parametrize(
    "grade", ["Pass", "Pass (F)", "P", "D", "Distinction", "Failing", "Uncommon", "Referee", "-", None]
)
def test_a_unit_with_another_grade_is_accepted(grade: str | None) -> None:
    assert judged(reference=UNIT, grade=grade).findings == []


def test_a_qualification_with_such_a_grade_is_accepted() -> None:
    assert judged(grade="Referred").findings == []


def test_the_page_of_formats_says_which_grades_are_failed() -> None:
    page = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert ", ".join(FAILED_UNIT_GRADES) in " ".join(page.split())


def test_a_unit_in_a_provisional_job_is_accepted_as_final_with_a_warning() -> None:
    found = judged({"job_type": "provisional"}, reference=UNIT)
    assert keys(found.findings) == ["B05.treated_as_final"]
    assert not found.rejected
    assert judged({"job_type": "provisional"}).findings == []
    assert judged({"job_type": "final"}, reference=UNIT).findings == []


class TestDuplicates:
    """B07: the second record with the same ULN, reference and award date."""

    @pytest.fixture
    def judge(self) -> LineJudge[RowOptions]:
        return LineJudge(LAYOUT, RowOptions(today=TODAY), rejecting=REJECTING, rules=row_rules)

    def test_the_second_of_two_same_achievements_is_rejected_and_names_the_first(
        self, judge: LineJudge[RowOptions]
    ) -> None:
        assert judge.judge_in_file(texts(), 1).findings == []
        second = judge.judge_in_file(texts(grade="Merit", given_name="Other"), 2)
        assert keys(second.findings) == ["B07.duplicate"]
        assert (second.findings[0].field, second.findings[0].value) == (
            "UnitOrQualificationReferenceNumber",
            QUALIFICATION,
        )
        assert second.findings[0].params == {"first": 1}
        assert second.rejected
        third = judge.judge_in_file(texts(), 3)
        assert third.findings[0].params == {"first": 1}

    def test_ways_of_writing_make_no_difference(self, judge: LineJudge[RowOptions]) -> None:
        judge.judge_in_file(texts(), 1)
        same = texts(reference=QUALIFICATION.replace("/", ""), award_date="2024-06-28")
        assert keys(judge.judge_in_file(same, 2).findings) == ["B07.duplicate"]

    @pytest.mark.parametrize(
        "changes", [{"uln": valid_uln(1)}, {"reference": UNIT}, {"award_date": "2024-06-27"}], ids=str
    )
    def test_another_learner_reference_or_date_is_another_achievement(
        self, judge: LineJudge[RowOptions], changes: dict[str, str]
    ) -> None:
        judge.judge_in_file(texts(), 1)
        assert judge.judge_in_file(texts(**changes), 2).findings == []

    def test_a_rejected_record_does_not_stand_in_the_way(self, judge: LineJudge[RowOptions]) -> None:
        assert judge.judge_in_file(texts(gender="7"), 1).rejected
        assert not judge.judge_in_file(texts(), 2).rejected
        assert judge.judge_in_file(texts(), 3).findings[0].params == {"first": 2}

    def test_warnings_of_the_second_are_kept(self, judge: LineJudge[RowOptions]) -> None:
        judge.judge_in_file(texts(), 1)
        second = judge.judge_in_file(texts(provider_ukprn="TEST0045"), 2)
        assert keys(second.findings) == ["F07.unusual", "B07.duplicate"]


def test_the_same_fault_is_reported_of_every_record_that_has_it() -> None:
    judge = LineJudge(LAYOUT, RowOptions(today=TODAY), rejecting=REJECTING, rules=row_rules)
    for _ in range(3):
        assert keys(judge.judge(texts(gender="7")).findings) == ["F05.gender"]
    assert judge.judge(texts()).findings == []


def test_the_payload_has_every_key_whatever_is_wrong() -> None:
    nothing = judged(**dict.fromkeys(KEYS))
    assert list(nothing.payload) == [*KEYS, "reference_kind"]
    assert set(nothing.payload.values()) == {None}
