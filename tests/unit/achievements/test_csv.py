"""Reading CSV as spreadsheets really write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from testamur.achievements.kinds.achievements.layout import LAYOUT, NAMES
from testamur.achievements.samples import valid_uln
from testamur.batches.columns.profiles import load_profile
from unit.achievements.batches import csv, keys, lines, opened, refusal, refused_key, several, texts, xml

THREE = several(3)


def plain(text: str) -> bytes:
    """A small file, written by hand."""
    return text.encode()


HAND = (
    "ULN,Given Name,Family Name,Award Date,Action,Action Date,Reference Number\n"
    f"{valid_uln(0)},Siân,O'Brien,2024-06-28,Create,2024-07-01,603/0001/2\n"
)


def with_profile(tmp_path: Path, toml: str) -> dict[str, object]:
    path = tmp_path / "profile.toml"
    path.write_text(toml, "utf-8")
    return {"profile": load_profile(LAYOUT, path)}


def test_csv_and_xml_of_the_same_records_give_the_same_payloads() -> None:
    assert [line.payload for line in lines(csv(THREE))] == [line.payload for line in lines(xml(THREE))]


def test_the_header_rows_are_read() -> None:
    reading = opened(
        csv(THREE, header={"job_type": "provisional", "email": "a@b.example", "ukprn": "10001234"})
    )
    assert reading.format == "csv"
    assert reading.header == {"job_type": "provisional", "email": "a@b.example", "ukprn": "10001234"}
    assert reading.headings == list(NAMES)
    assert [line.number for line in reading.lines] == [1, 2, 3]


def test_a_file_with_record_headings_alone_takes_the_type_of_job_from_the_submission() -> None:
    reading = opened(plain(HAND), job_type="provisional")
    assert reading.header == {"job_type": "provisional"}
    assert reading.headings[0] == "ULN"
    (line,) = reading.lines
    assert line.findings == []
    assert line.incoming[0] == valid_uln(0)
    assert line.payload is not None
    assert (line.payload["given_name"], line.payload["award_date"]) == ("Siân", "2024-06-28")
    assert line.payload["grade"] is None


@pytest.mark.parametrize(
    "heading", ["uln", " ULN ", "U.L.N.", "Unique Learner Number", "unique_learner_number"]
)
def test_headings_are_recognised_in_other_case_and_punctuation(heading: str) -> None:
    (line,) = lines(plain(HAND.replace("ULN", heading, 1)), job_type="final")
    assert line.payload is not None
    assert line.payload["uln"] == valid_uln(0)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    assert [line.payload for line in lines(csv(THREE, separator=separator))] == [
        line.payload for line in lines(csv(THREE))
    ]


def test_the_separator_is_the_one_that_parts_the_headings_not_the_one_that_is_met_most(
    tmp_path: Path,
) -> None:
    noting = with_profile(tmp_path, '[csv]\nunknown_columns = "note"\n')
    text = HAND.replace(",", ";").replace("ULN;", f"Remarks{', and so on' * 20};ULN;", 1)
    reading = opened(plain(text.replace(valid_uln(0), f";{valid_uln(0)}")), job_type="final", **noting)
    (line,) = reading.lines
    assert (len(reading.headings), line.findings) == (8, [])


def test_the_separator_that_a_spreadsheet_announces_is_used() -> None:
    data = b"sep=;\r\n" + csv(THREE, separator=";").removeprefix(b"\xef\xbb\xbf")
    assert len(lines(data)) == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end: str) -> None:
    assert len(lines(csv(THREE).replace(b"\r\n", end.encode()))) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_read_without_a_note(encoding: str) -> None:
    text = csv(THREE).decode("utf-8-sig")
    reading = opened(text.encode(encoding))
    assert [line.payload for line in reading.lines] == [line.payload for line in lines(csv(THREE))]
    assert reading.notes == []


def test_windows_1252_is_read_and_said() -> None:
    reading = opened(csv(THREE).decode("utf-8-sig").encode("cp1252"))
    assert keys(reading.notes) == ["R05.windows_1252"]
    assert [line.payload["given_name"] for line in reading.lines if line.payload] == ["Siân"] * 3


def test_blank_rows_and_padding_to_the_right_are_skipped() -> None:
    text = csv(THREE).decode("utf-8-sig").replace("\r\n", ", ,,\r\n,,,\r\n\r\n")
    assert [line.payload for line in lines(text.encode())] == [line.payload for line in lines(csv(THREE))]


def test_a_quoted_cell_may_hold_separators_quotation_marks_and_line_ends() -> None:
    reason = 'entered "twice",\r\nor so'
    (line,) = lines(csv([texts(action="3", action_reason=reason)]))
    assert line.incoming[3] == reason
    assert line.payload is not None
    assert line.payload["action_reason"] == reason


def test_cells_missing_at_the_end_of_a_row_count_as_empty() -> None:
    text = HAND.replace("ULN,", "ULN,Grade,").replace(f"{valid_uln(0)},", f"{valid_uln(0)},Pass,")
    short = text.replace("2024-07-01,603/0001/2", "2024-07-01")
    (line,) = lines(plain(short), job_type="final")
    assert keys(line.findings) == ["F01.missing"]
    assert line.incoming[-1] == ""


def test_cells_missing_at_the_end_count_as_empty_beside_a_column_that_is_left_out() -> None:
    text = HAND.replace("ULN,", "Findings,ULN,").replace(f"{valid_uln(0)},", f",{valid_uln(0)},")
    (line,) = lines(plain(text.replace("Create,2024-07-01,603/0001/2", "")), job_type="final")
    assert line.incoming == [valid_uln(0), "Siân", "O'Brien", "2024-06-28", "", "", ""]
    assert keys(line.findings) == ["F01.missing"] * 3


def test_a_row_with_a_cell_too_many_is_rejected_alone() -> None:
    text = HAND + HAND.splitlines()[1].replace("O'Brien", "Smith, Jones") + "\n"
    first, second = lines(plain(text), job_type="final")
    assert not first.rejected
    assert (second.rejected, second.payload, keys(second.findings)) == (True, None, ["F01.cells"])
    assert second.findings[0].params == {"found": 8, "expected": 7}
    assert second.incoming[2:4] == ["Smith", " Jones"]


def test_the_findings_column_of_an_outcome_file_is_not_read() -> None:
    text = HAND.replace("ULN,", "Findings,ULN,").replace(valid_uln(0), f"F02 error: ...,{valid_uln(0)}")
    reading = opened(plain(text), job_type="final")
    (line,) = reading.lines
    assert "Findings" not in reading.headings
    assert (line.incoming[0], line.rejected) == (valid_uln(0), False)


class TestRepairs:
    """What a spreadsheet did is undone, and said in a warning on the record."""

    @pytest.mark.parametrize(
        ("changes", "key", "field", "value"),
        [
            ({"award_date": "28/06/2024"}, "R01.day_first", "award_date", "2024-06-28"),
            ({"award_date": "8.6.2024"}, "R01.day_first", "award_date", "2024-06-08"),
            ({"award_date": "03-04-2024 00:00"}, "R01.day_first", "award_date", "2024-04-03"),
            ({"award_date": "45471"}, "R01.serial", "award_date", "2024-06-28"),
            ({"date_of_birth": "38776"}, "R01.serial", "date_of_birth", "2006-02-28"),
            ({"action_date": "45474.5"}, "R01.serial", "action_date", "2024-07-01"),
            ({"uln": f"{valid_uln(0)}.0"}, "R02.decimals", "uln", valid_uln(0)),
            ({"provider_ukprn": "10001234.00"}, "R02.decimals", "provider_ukprn", "10001234"),
            ({"gender": "2.0"}, "R02.decimals", "gender", 2),
            ({"action": "1.0"}, "R02.decimals", "action", "create"),
            ({"reference": "50015229.0"}, "R02.decimals", "reference", "500/1522/9"),
            ({"reference": "100031"}, "R03.leading_zeros", "reference", "001/0003/1"),
            ({"grade": "09-Aug"}, "R04.grade_as_date", "grade", "09-Aug"),
            ({"grade": "AUG-09"}, "R04.grade_as_date", "grade", "AUG-09"),
        ],
    )
    def test_a_value_is_repaired_and_the_repair_is_said(
        self, changes: dict[str, str], key: str, field: str, value: object
    ) -> None:
        (line,) = lines(csv([texts(**changes)]))
        assert keys(line.findings) == [key]
        assert line.findings[0].value == next(iter(changes.values()))
        assert not line.rejected
        assert line.payload is not None
        assert line.payload[field] == value
        assert next(iter(changes.values())) in line.incoming

    @pytest.mark.parametrize(
        "text", ["2024/06/28", "2024-6-28", "2024-06-28 00:00:00", "2024-06-28T00:00:00"]
    )
    def test_a_date_that_can_be_read_in_one_way_only_needs_no_warning(self, text: str) -> None:
        (line,) = lines(csv([texts(award_date=text)]))
        assert line.findings == []
        assert line.payload is not None
        assert line.payload["award_date"] == "2024-06-28"

    @pytest.mark.parametrize(
        ("changes", "key"),
        [
            ({"award_date": "06/28/2024"}, "F03.not_a_date"),
            ({"award_date": "29/02/2023"}, "F03.not_a_date"),
            ({"award_date": "28/06/24"}, "F03.not_a_date"),
            ({"award_date": "2024"}, "F03.not_a_date"),
            ({"uln": "3.41552E+09"}, "F02.scientific"),
            ({"uln": f"{valid_uln(0)}.5"}, "F02.shape"),
            ({"reference": "100032"}, "F06.shape"),
        ],
    )
    def test_what_cannot_be_repaired_for_certain_is_left_and_found(
        self, changes: dict[str, str], key: str
    ) -> None:
        (line,) = lines(csv([texts(**changes)]))
        assert keys(line.findings) == [key]
        assert line.rejected

    def test_a_repaired_date_still_has_to_satisfy_the_rules(self) -> None:
        (line,) = lines(csv([texts(award_date="31/08/2006")]))
        assert keys(line.findings) == ["R01.day_first", "F03.too_early"]

    def test_a_profile_can_accept_day_first_dates_in_silence(self, tmp_path: Path) -> None:
        silent = with_profile(tmp_path, '[csv]\nday_first_dates = "accept"\n')
        (line,) = lines(csv([texts(award_date="28/06/2024")]), **silent)
        assert line.findings == []

    def test_values_in_xml_are_not_repaired(self) -> None:
        (line,) = lines(xml([texts(award_date="28/06/2024")]))
        assert keys(line.findings) == ["F03.not_a_date"]


class TestHeadings:
    """Headings that are not those of a batch: what was found, what was expected, what is nearest."""

    def test_a_misspelt_heading_is_named_with_the_nearest(self) -> None:
        said = refusal(csv(THREE).replace(b"Grade", b"Garde"))
        assert "Not known: “Garde”" in said.what
        assert "“Garde” may be meant as Grade" in said.what
        assert "AchievementAwardDate, Action, ActionDate" in said.remedy
        assert "Garde" in said.value

    def test_a_missing_mandatory_heading_is_named(self) -> None:
        said = refusal(plain(HAND.replace(",Action Date", "").replace(",2024-07-01", "")), job_type="final")
        assert "Missing: ActionDate." in said.what

    def test_an_unknown_column_is_refused_or_noted_as_the_profile_says(self, tmp_path: Path) -> None:
        text = HAND.replace("ULN,", "Campus,ULN,").replace(valid_uln(0), f"North,{valid_uln(0)}")
        assert refused_key(plain(text), job_type="final") == "J06.headings"
        noting = with_profile(tmp_path, '[csv]\nunknown_columns = "note"\n')
        reading = opened(plain(text), job_type="final", **noting)
        assert keys(reading.notes) == ["R06.columns_left_out"]
        assert reading.notes[0].params == {"found": "“Campus”"}
        (line,) = reading.lines
        assert (line.rejected, line.incoming[0]) == (False, "North")
        assert (
            refused_key(plain(text.replace("Campus", "Garde")), job_type="final", **noting) == "J06.headings"
        )

    @pytest.mark.parametrize(
        ("count", "ends"), [(20, "“Col19”"), (21, "“Col19”, and 1 more"), (47, "“Col19”, and 27 more")]
    )
    def test_twenty_of_the_unknown_columns_are_named_and_the_others_counted(
        self, tmp_path: Path, count: int, ends: str
    ) -> None:
        noting = with_profile(tmp_path, '[csv]\nunknown_columns = "note"\n')
        text = HAND.replace("ULN,", "".join(f"Col{number:02}," for number in range(count)) + "ULN,", 1)
        reading = opened(
            plain(text.replace(valid_uln(0), "," * count + valid_uln(0))), job_type="final", **noting
        )
        found = str(reading.notes[0].params["found"])
        assert found.startswith("“Col00”, “Col01”")
        assert found.endswith(ends)

    def test_a_column_can_be_left_out_by_the_profile(self, tmp_path: Path) -> None:
        text = HAND.replace("ULN,", "Campus,ULN,").replace(valid_uln(0), f"North,{valid_uln(0)}")
        ignoring = with_profile(tmp_path, '[csv]\nignored_columns = ["Campus"]\n')
        reading = opened(plain(text), job_type="final", **ignoring)
        assert (reading.notes, reading.headings[0]) == ([], "ULN")

    def test_a_heading_twice_is_refused(self) -> None:
        assert (
            refused_key(plain(HAND.replace("Given Name", "ULN")), job_type="final") == "J06.repeated_heading"
        )

    def test_order_and_case_matter_when_the_profile_says_so(self, tmp_path: Path) -> None:
        strict = with_profile(tmp_path, "[csv]\nfixed_order = true\ncase_sensitive = true\n")
        assert len(lines(csv(THREE), **strict)) == 3
        assert refused_key(csv(THREE).replace(b"Grade", b"GRADE"), **strict) == "J06.headings"
        swapped = csv([texts()]).replace(b"Action,ActionDate", b"ActionDate,Action")
        assert refused_key(swapped, **strict) == "J06.heading_order"
        said = refusal(swapped, **strict)
        assert "ActionDate is where Action should be" in said.what

    def test_a_second_row_header_is_read_when_the_profile_says_so(self, tmp_path: Path) -> None:
        second = with_profile(tmp_path, '[csv]\nlayout = "second_row"\n')
        heading, record = HAND.splitlines()
        text = f"{heading}\n2A,mine,10001234,Provisional,a@b.example\n{record}\n"
        reading = opened(plain(text), **second)
        assert reading.header == {
            "file_version": "2A",
            "file_name": "mine",
            "ukprn": "10001234",
            "job_type": "provisional",
            "email": "a@b.example",
        }
        assert len(list(reading.lines)) == 1

    def test_header_headings_without_their_values_are_refused(self) -> None:
        data = plain("Type of Job,Email Address\n" + HAND)
        assert refused_key(data, job_type="final") == "J06.header_row"


class TestDamaged:
    @pytest.mark.parametrize("place", ["Siân", "2024-06-28"])
    def test_a_quotation_mark_that_is_never_closed_is_refused_with_its_line(self, place: str) -> None:
        text = HAND.replace(place, f'"{place}') + "x,y\n" * 10
        said = refusal(plain(text), job_type="final")
        assert said.code == "J06"
        assert "quotation mark" in said.what

    def test_a_quotation_mark_inside_a_cell_that_is_not_doubled_is_refused(self) -> None:
        assert refused_key(plain(HAND.replace("Siân", '"Si"ân"')), job_type="final") == "J06.quotation"

    def test_a_line_of_ten_megabytes_is_refused_before_its_cells_are_made(self) -> None:
        data = plain(HAND) + b"x," * (5 * 1024 * 1024)
        assert refused_key(data, job_type="final", max_bytes=20 * 1024 * 1024) == "J04.long_field"
        assert refused_key(b"x" * (10 * 1024 * 1024), max_bytes=20 * 1024 * 1024) == "J04.long_field"

    def test_a_cell_of_enormous_length_is_refused(self) -> None:
        long = plain(HAND.replace("Siân", "S" * 4001))
        assert refused_key(long, job_type="final") == "J04.long_field"
        (line,) = lines(plain(HAND.replace("Siân", "S" * 4000)), job_type="final")
        assert keys(line.findings) == ["F05.name_length"]

    def test_a_file_cut_short_in_a_record_rejects_that_record(self) -> None:
        read = lines(csv(THREE)[:-40])
        assert [line.rejected for line in read] == [False, False, True]
