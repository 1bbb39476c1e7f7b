"""A centre's data return: how it is read, and what every kind of damage and wrong value is called."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from testamur.achievements.kinds.achievements.layout import RowOptions
from testamur.achievements.kinds.centre_records.findings import CATALOGUE, REJECTING
from testamur.achievements.kinds.centre_records.layout import LAYOUT, CentreOptions
from testamur.achievements.kinds.centre_records.rules import begin, row_rules
from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.columns.opening import open_file
from testamur.batches.columns.profiles import Profile, ProfileError, load_profile
from testamur.batches.columns.reading import Form, Limits
from testamur.batches.columns.writing import annotated_csv
from testamur.batches.findings import in_words
from testamur.plumbing.delimited import written

FIELDS = LAYOUT.names
RIGHT = {
    "LearnRefNumber": "R-1",
    "ULN": "1000000000",
    "FamilyName": "Example",
    "GivenNames": "Robin",
    "DateOfBirth": "2002-02-28",
    "Sex": "F",
    "LearnAimRef": "60100011",
    "LearnStartDate": "2018-09-01",
    "LearnActEndDate": "2019-06-30",
    "CompStatus": "2",
    "Outcome": "1",
    "OutGrade": "B",
    "AchDate": "2019-07-03",
}
HEADER = (["UKPRN", "CollectionType", "ReturnNumber"], ["10000101", "W", "2"])


def centre_profile(path: str = "") -> Profile:
    return load_profile(LAYOUT, path)


def a_file(
    *records: dict[str, str],
    header: tuple[Sequence[str], Sequence[str]] = HEADER,
    headings: Sequence[str] = FIELDS,
    separator: str = ",",
) -> bytes:
    rows = [[record.get(name, "") for name in headings] for record in records]
    return b"".join(written([*header, headings, *rows], separator=separator))


def read(data: bytes, **more: Any) -> Reading:
    profile = more.pop("profile", None) or centre_profile()
    limits = Limits(**{"max_bytes": 1 << 20, "max_records": 5, **more})
    options = CentreOptions(RowOptions(today=date(2026, 1, 1)))
    form = Form(LAYOUT, profile, limits, lambda header: begin(header, options), REJECTING, row_rules)
    return open_file(io.BytesIO(data), form)


def lines(data: bytes, **more: Any) -> list[Line]:
    return list(read(data, **more).lines)


def one(**fields: str) -> Line:
    (line,) = lines(a_file({**RIGHT, **fields}))
    return line


def keys(line: Line) -> list[str]:
    return [finding.key for finding in line.findings]


def refused(data: bytes, **more: Any) -> str:
    with pytest.raises(Unreadable) as refusal:
        lines(data, **more)
    (finding,) = refusal.value.findings
    said = in_words(finding, CATALOGUE)
    assert "{" not in said.what + said.remedy
    return finding.key


def test_a_right_record_is_read_typed_and_under_its_canonical_reference() -> None:
    line = one()
    assert (line.findings, line.rejected) == ([], False)
    assert line.payload == {
        "mis_identifier": "R-1",
        "uln": "1000000000",
        "family_name": "Example",
        "given_name": "Robin",
        "date_of_birth": "2002-02-28",
        "gender": 2,
        "reference": "601/0001/1",
        "participation_start": "2018-09-01",
        "participation_end": "2019-06-30",
        "grade": "B",
        "award_date": "2019-07-03",
        "skip": None,
    }


def test_the_header_says_whose_return_it_is() -> None:
    header = (["Return Number", "ukprn", "Collection Type"], [" 7 ", "10000101", "w"])
    assert read(a_file(RIGHT, header=header)).header == {
        "ukprn": "10000101",
        "collection_type": "W",
        "return_number": "07",
    }


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_and_other_orders_are_read(separator: str) -> None:
    (line,) = lines(a_file(RIGHT, separator=separator, headings=[*reversed(FIELDS), "Findings"]))
    assert line.payload is not None
    assert line.payload["uln"] == "1000000000"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ULN": ""}, ["F01.missing"]),
        ({"ULN": "12345"}, ["F02.shape"]),
        ({"ULN": "1000000001"}, ["F02.check_digit"]),
        ({"ULN": "9999999999"}, ["F02.unknown"]),
        ({"ULN": "1.00E+09"}, ["F02.scientific"]),
        ({"LearnRefNumber": "x" * 13}, ["I03.too_long"]),
        ({"FamilyName": "x" * 101}, ["I03.too_long"]),
        ({"GivenNames": "a\x7fb"}, ["F05.control_character"]),
        ({"OutGrade": "x" * 21}, ["I03.too_long"]),
        ({"OutGrade": "x" * 1000}, ["I03.too_long"]),  # a longer one refuses the file
        ({"DateOfBirth": "1 May"}, ["F05.date_of_birth"]),
        ({"DateOfBirth": "2030-01-01"}, ["F05.date_of_birth_range"]),
        ({"Sex": "X"}, ["I04.code"]),
        ({"CompStatus": "9"}, ["I04.code"]),
        ({"Outcome": "yes"}, ["I04.code"]),
        ({"LearnStartDate": "soon"}, ["I05.date"]),
        ({"LearnActEndDate": "2018-08-31"}, ["I05.ends_before"]),
        ({"LearnAimRef": "nonsense"}, ["F06.shape"]),
        ({"AchDate": "2019-02-30"}, ["F03.not_a_date"]),
        ({"AchDate": "2005-01-01"}, ["F03.too_early"]),
        ({"AchDate": "2026-01-02"}, ["F03.future"]),
    ],
)
def test_a_wrong_value_rejects_the_record_and_names_the_field(
    fields: dict[str, str], expected: list[str]
) -> None:
    line = one(**fields)
    assert (keys(line), line.rejected) == (expected, True)
    assert line.findings[0].field in fields


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Outcome": "3"}, "I06.not_achieved"),
        ({"Outcome": "8", "AchDate": "", "LearnAimRef": "ZPROG001"}, "I06.not_achieved"),
        ({"AchDate": ""}, "I06.no_date"),
        ({"LearnAimRef": "Z0007834"}, "I06.class_code"),
        ({"LearnAimRef": "c0001234"}, "I06.class_code"),
    ],
)
def test_what_makes_no_record_is_let_through_and_says_why(fields: dict[str, str], expected: str) -> None:
    line = one(**fields)
    assert (keys(line), line.rejected) == ([expected], False)
    assert line.payload is not None
    assert line.payload["skip"]
    said = in_words(line.findings[0], CATALOGUE)
    assert "no achievement is recorded" in said.what


def test_what_spreadsheets_do_is_undone_and_said() -> None:
    line = one(ULN="1000000000.0", AchDate="03/07/2019", DateOfBirth="37315")
    assert not line.rejected
    assert sorted(keys(line)) == ["R01.day_first", "R01.serial", "R02.decimals"]
    assert {finding.field for finding in line.findings} <= set(FIELDS)


def test_what_begins_and_ends_on_one_day_is_right() -> None:
    assert one(LearnStartDate="2019-06-30", LearnActEndDate="2019-06-30").findings == []


def test_a_warning_lets_the_record_through() -> None:
    assert (keys(one(CompStatus="3")), one(CompStatus="3").rejected) == (["I07.not_completed"], False)
    assert keys(one(LearnAimRef="60100012")) == ["F06.check_character"]


def test_the_second_of_two_same_achievements_is_rejected_and_one_that_makes_no_record_is_not_counted() -> (
    None
):
    found = lines(a_file({**RIGHT, "Outcome": "3"}, RIGHT, {**RIGHT, "LearnAimRef": "601/0001/1"}))
    assert [keys(line) for line in found] == [["I06.not_achieved"], [], ["B07.duplicate"]]
    assert [line.rejected for line in found] == [False, False, True]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "J04.empty"),
        (b"<?xml version='1.0'?><a/>", "I01.not_csv"),
        (b"PK\x03\x04" + b"0" * 50, "I01.not_csv"),
        (b"UKPRN\x00", "J04.binary"),
        (b"hello", "I02.header"),
        (a_file(RIGHT, header=(["UKPRN", "CollectionType"], ["10000101", "W"])), "I02.header"),
        (a_file(RIGHT, header=(HEADER[0], ["10000101", "", "2"])), "I02.header"),
        (a_file(RIGHT, header=(HEADER[0], ["", "W", "2"])), "I02.header"),
        (a_file(RIGHT, header=(HEADER[0], ["10000101", "W", ""])), "I02.header"),
        (a_file(RIGHT, header=(HEADER[0], ["1", "W", "2"])), "I02.value"),
        (a_file(RIGHT, header=(HEADER[0], ["10000101", "WW", "2"])), "I02.value"),
        (a_file(RIGHT, header=(HEADER[0], ["10000101", "W", "200"])), "I02.value"),
        (a_file(RIGHT, headings=FIELDS[1:]), "J06.headings"),
        (
            a_file(RIGHT, headings=["OutGrad", *(name for name in FIELDS if name != "OutGrade")]),
            "J06.headings",
        ),
        (a_file(RIGHT, headings=[*FIELDS, "ULN"]), "J06.repeated_heading"),
        (b"".join(written(HEADER)), "J06.headings"),
        (a_file(), "J01.none"),
        (a_file(*[RIGHT] * 6), "J01.too_many"),
        (a_file({**RIGHT, "OutGrade": "x" * 1001}), "J04.long_field"),
        (a_file(RIGHT) + b'"open', "J06.quotation"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(data: bytes, expected: str) -> None:
    assert refused(data) == expected


def test_what_the_header_does_not_say_is_named_as_it_is_to_be_written() -> None:
    with pytest.raises(Unreadable) as refusal:
        lines(a_file(RIGHT, header=(HEADER[0], ["10000101", "", ""])))
    assert refusal.value.findings[0].params == {
        "missing": "CollectionType, ReturnNumber",
        "expected": "UKPRN, CollectionType, ReturnNumber",
    }


def test_a_column_that_is_no_field_is_left_out_and_said() -> None:
    reading = read(a_file({**RIGHT, "PlanLearnHours": "540"}, headings=[*FIELDS, "PlanLearnHours"]))
    assert [finding.key for finding in reading.notes] == ["R06.columns_left_out"]
    assert [line.findings for line in reading.lines] == [[]]


def test_a_file_that_is_too_large_is_refused() -> None:
    assert refused(a_file(RIGHT), max_bytes=100) == "J01.too_large"


def test_a_row_of_too_many_cells_is_rejected_alone() -> None:
    data = (
        a_file(RIGHT).rstrip()
        + b",more\r\n"
        + a_file({**RIGHT, "AchDate": "2019-07-04"}).splitlines(True)[-1]
    )
    first, second = lines(data)
    assert (keys(first), first.payload) == (["F01.cells"], None)
    assert keys(second) == []


def test_windows_1252_is_read_and_said() -> None:
    data = a_file({**RIGHT, "GivenNames": "Zoë"}).removeprefix(b"\xef\xbb\xbf").decode().encode("cp1252")
    reading = read(data)
    assert [finding.key for finding in reading.notes] == ["R05.windows_1252"]
    (line,) = reading.lines
    assert line.payload is not None
    assert line.payload["given_name"] == "Zoë"


def test_the_answer_is_read_again_without_loss_of_a_formula_like_grade() -> None:
    reading = read(a_file({**RIGHT, "OutGrade": "-", "GivenNames": "=Robin"}))
    came = list(reading.lines)
    answer = b"".join(
        annotated_csv(LAYOUT, reading.headings, reading.header, [(line.incoming, []) for line in came])
    )
    assert b"'=Robin" in answer
    again = read(answer)
    assert (again.headings, again.header) == (reading.headings, reading.header)
    assert [line.payload for line in again.lines] == [line.payload for line in came]


def test_a_profile_of_ones_own_is_laid_over_the_default(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('name = "ours"\n[fields]\nULN = ["Number"]\n', "utf-8")
    profile = centre_profile(str(path))
    assert (profile.name, profile.fields["ULN"], profile.fields["Sex"]) == ("ours", ("Number",), ("Sex",))
    headings = [name if name != "ULN" else "Number" for name in FIELDS]
    (line,) = lines(a_file({**RIGHT, "Number": RIGHT["ULN"]}, headings=headings), profile=profile)
    assert line.findings == []


@pytest.mark.parametrize(
    "own", ["[fields]\nUln = ['x']", "[fields]\nULN = 'x'", "not toml", "[csv]\nother = 1"]
)
def test_a_profile_that_cannot_be_used_says_why(tmp_path: Path, own: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(own, "utf-8")
    with pytest.raises(ProfileError, match=r"wrong\.toml"):
        centre_profile(str(path))


def test_the_example_of_the_documentation_is_read_without_a_finding() -> None:
    page = (Path(__file__).parents[3] / "docs" / "formats.md").read_text("utf-8")
    example = page.split("```csv\n")[1].split("```")[0]
    (line,) = lines(example.encode())
    assert line.findings == []
