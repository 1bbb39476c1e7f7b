"""Writing and reading are each other's inverse; what a spreadsheet would run never reaches it."""

from __future__ import annotations

import csv as plain_csv
import io
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from testamur.achievements.kinds.achievements.findings import CATALOGUE
from testamur.achievements.kinds.achievements.layout import LAYOUT, SERVICES
from testamur.achievements.kinds.achievements.writing import annotated_xml, texts_of, write_csv, write_xml
from testamur.achievements.samples import valid_uln
from testamur.batches.columns import Line, Reading
from testamur.batches.columns.writing import annotated_csv, findings_list
from testamur.batches.columns.xml import FINDINGS
from testamur.batches.findings import Sentence, in_words
from testamur.plumbing.delimited import guard, unguard
from unit.achievements.batches import csv, judged, lines, opened, several, texts, xml

RISKY = "=+-@\t\r"
UNWRITABLE = (
    "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f"
    + "".join(map(chr, range(0x10, 0x20)))
    + "\ufffe\uffff"
)
characters = st.one_of(
    st.characters(blacklist_categories=["Cs"], blacklist_characters=UNWRITABLE),
    st.sampled_from(RISKY + "'\"&<>;,|\n "),
)
cells = st.text(characters, max_size=12)
records_of_cells = st.lists(st.lists(cells, min_size=15, max_size=15), min_size=1, max_size=4)


LIST_HEADINGS = (
    "Record",
    "ULN",
    "MIS identifier",
    "Reference number",
    "Field",
    "Value",
    "Code",
    "Severity",
    "Class",
    "What is wrong",
    "What to do",
)


def known_by(line: Line) -> list[str]:
    payload = line.payload or {}
    return [str(payload.get(key) or "") for key in LAYOUT.identifying]


def answer_of(reading: Reading, came: list[Line]) -> Iterator[bytes]:
    answered = map(said_of, came)
    if reading.format == "xml":
        return annotated_xml(reading.header, answered)
    return annotated_csv(LAYOUT, reading.headings, reading.header, answered)


class TestGuard:
    @given(st.text())
    def test_unguarding_undoes_guarding(self, text: str) -> None:
        assert unguard(guard(text)) == text

    @given(st.text())
    def test_a_guarded_text_never_begins_a_formula(self, text: str) -> None:
        assert not guard(text).startswith(tuple(RISKY))

    @given(st.lists(st.text(characters, max_size=3), max_size=2, unique=True))
    def test_two_texts_are_never_guarded_to_the_same(self, two: list[str]) -> None:
        assert len({guard(text) for text in two}) == len(two)

    @pytest.mark.parametrize(
        ("text", "guarded"),
        [
            ("-", "'-"),
            ("=1+1", "'=1+1"),
            ("+44", "'+44"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'=x", "''=x"),
            ("'-", "''-"),
            ("''@", "'''@"),
            ("O'Brien", "O'Brien"),
            ("'t Hooft", "'t Hooft"),
            ("", ""),
            ("A-", "A-"),
        ],
    )
    def test_only_what_begins_like_a_formula_is_guarded(self, text: str, guarded: str) -> None:
        assert guard(text) == guarded
        assert unguard(guarded) == text


@given(records_of_cells)
@settings(max_examples=60)
def test_csv_gives_back_every_cell_as_it_was(records: list[list[str]]) -> None:
    visible = [record for record in records if any(cell.strip() for cell in record)]
    assume(visible)
    data = b"".join(write_csv(records, header={"job_type": "final"}))
    assert [line.incoming for line in lines(data)] == visible


@given(
    st.lists(st.lists(st.one_of(st.none(), cells), min_size=15, max_size=15), min_size=1, max_size=4),
    st.booleans(),
)
@settings(max_examples=60)
def test_xml_gives_back_every_text_as_it_was(records: list[list[str | None]], envelope: bool) -> None:
    data = b"".join(write_xml(records, job_type="final", envelope=envelope))
    read = [line.incoming for line in lines(data)]
    assert [[text or None for text in record] for record in read] == [
        [text or None for text in record] for record in records
    ]


@given(st.lists(cells, min_size=15, max_size=15))
@settings(max_examples=40)
def test_what_xml_cannot_carry_never_breaks_the_file(record: list[str]) -> None:
    spoilt = [f"{text}\x00\x1f\ufffe\ud800" for text in record]
    (line,) = lines(b"".join(write_xml([spoilt], job_type="final")))
    assert line.incoming == [f"{text}\ufffd\ufffd\ufffd\ufffd" for text in record]


def test_typed_values_are_written_and_read_back() -> None:
    payload = judged(action="4", action_reason="Withdrawn in error").payload
    for data in (
        xml([texts_of(payload)]),
        csv([texts_of(payload)]),
        csv([texts_of(payload, action_numbers=False)]),
    ):
        (line,) = lines(data)
        assert line.payload == payload
        assert line.findings == []


def test_an_absent_mandatory_element_is_written_as_nil_or_empty() -> None:
    root = etree.fromstring(b"".join(write_xml([[None] * 15])))
    record = root.find(f".//{{{SERVICES}}}Achievement")
    assert record is not None
    names = [etree.QName(element).localname for element in record]
    assert names == [
        *("AchievementAwardDate", "Action", "ActionDate", "FamilyName", "GivenName"),
        *("ProviderUkprn", "Uln", "UnitOrQualificationReferenceNumber"),
    ]


def test_a_csv_file_says_that_it_is_unicode_and_ends_its_lines_as_spreadsheets_do() -> None:
    data = csv(several(1))
    assert data.startswith(
        b"\xef\xbb\xbfType of Job,Email Address\r\nFinal,results@example.org\r\nAchievement"
    )


def said_of(line: Line) -> tuple[list[str | None], list[Sentence]]:
    return line.incoming, [in_words(finding, CATALOGUE, line=line.number) for finding in line.findings]


WRONG = [
    texts(),
    texts(uln="1", gender="7", action_reason="=cmd()"),
    texts(uln=valid_uln(2), family_name="<O'Neill & Sons>", provider_ukprn="TEST0045", grade="-"),
]


class TestOwnFileBack:
    """The file as it came, with findings; it can be sent again as it is."""

    @pytest.mark.parametrize("write", [xml, csv])
    def test_the_answer_reads_as_the_file_itself(self, write) -> None:  # type: ignore[no-untyped-def]
        reading = opened(write(WRONG))
        came = list(reading.lines)
        answer = b"".join(answer_of(reading, came))
        again = opened(answer)
        assert (again.format, again.headings) == (reading.format, reading.headings)
        assert again.header == reading.header
        assert list(again.lines) == came

    @given(records_of_cells)
    @settings(max_examples=40)
    def test_an_answer_in_csv_loses_nothing(self, records: list[list[str]]) -> None:
        reading = opened(b"".join(write_csv([*records, texts()], header={"job_type": "final"})))
        came = list(reading.lines)
        answer = b"".join(annotated_csv(LAYOUT, reading.headings, reading.header, map(said_of, came)))
        assert list(opened(answer).lines) == came

    def test_a_row_with_a_cell_too_many_comes_back_as_it_was(self) -> None:
        data = csv(several(2)).replace(b"O'Brien", b"Smith, Jones", 1)
        reading = opened(data)
        came = list(reading.lines)
        assert came[0].payload is None
        answer = b"".join(annotated_csv(LAYOUT, reading.headings, reading.header, map(said_of, came)))
        assert list(opened(answer).lines) == came

    def test_every_record_in_xml_is_followed_by_its_findings(self) -> None:
        reading = opened(xml(WRONG))
        answer = b"".join(annotated_xml(reading.header, map(said_of, reading.lines)))
        found = [
            [(element.get("code"), element.get("severity"), element.get("field")) for element in record]
            for record in (
                record.findall(f"{{{FINDINGS}}}Finding")
                for record in etree.fromstring(answer).iter(f"{{{SERVICES}}}Achievement")
            )
        ]
        assert found == [
            [],
            [("F05", "error", "Gender"), ("F02", "error", "Uln")],
            [("F07", "warning", "ProviderUkprn")],
        ]

    def test_every_row_in_csv_says_what_is_wrong_and_what_to_do(self) -> None:
        reading = opened(csv(WRONG))
        answer = b"".join(
            annotated_csv(LAYOUT, reading.headings, reading.header, map(said_of, reading.lines))
        )
        rows = list(plain_csv.reader(io.StringIO(answer.decode("utf-8-sig"))))
        assert rows[2][-1] == "Findings"
        assert rows[3][-1] == ""
        assert rows[4][-1].startswith("F05 error: “7” is not a gender code. Use 0 ")
        assert " | F02 error: “1” is not a ULN." in rows[4][-1]
        assert rows[4][3] == "'=cmd()"

    def test_a_password_is_not_given_back(self) -> None:
        reading = opened(xml(WRONG, user={"OrgPassword": "0123456789abcdef", "OrganisationRef": "ABC123"}))
        answer = b"".join(annotated_xml(reading.header, map(said_of, reading.lines)))
        assert b"0123456789abcdef" not in answer
        assert b"ABC123" in answer


def test_the_list_of_findings_has_a_row_for_each() -> None:
    came = list(opened(xml(WRONG)).lines)
    data = b"".join(findings_list(LAYOUT, ((line.number, known_by(line), said_of(line)[1]) for line in came)))
    rows = list(plain_csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == LIST_HEADINGS
    assert [row[:8] for row in rows[1:]] == [
        ["2", "", "12345/0001", texts()[14], "Gender", "7", "F05", "error"],
        ["2", "", "12345/0001", texts()[14], "Uln", "1", "F02", "error"],
        ["3", valid_uln(2), "12345/0001", texts()[14], "ProviderUkprn", "TEST0045", "F07", "warning"],
    ]
    assert rows[1][8] == "FieldData"
    assert rows[1][9:] == [
        "“7” is not a gender code.",
        "Use 0 (not known), 1 (male), 2 (female) or 9 (not specified), or leave it empty.",
    ]


def test_a_list_without_findings_has_its_headings_alone() -> None:
    assert b"".join(findings_list(LAYOUT, [])).decode("utf-8-sig").splitlines() == [",".join(LIST_HEADINGS)]
