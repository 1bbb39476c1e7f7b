"""Reading register files: encodings, separators, headings and damage."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest

from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.columns.layout import Layout
from testamur.batches.columns.opening import open_file
from testamur.batches.columns.profiles import load_profile
from testamur.batches.columns.reading import Form, Limits
from testamur.batches.findings import in_words
from testamur.qualifications.kinds.organisations.layout import LAYOUT as ORGANISATIONS
from testamur.qualifications.kinds.register.findings import CATALOGUE, REJECTING
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS, RegisterOptions
from testamur.qualifications.kinds.register.rules import qualification_rules

ROW = {
    "reference": "600/1166/X",
    "title": "Diplôme, niveau 3",
    "owner_number": "RN5001",
    "owner_name": "Northern Board",
    "level": "Level 3",
    "type": "GCE A Level",
    "starts_on": "2010-09-01",
    "grades": "A*/A",
}
HEADINGS = list(QUALIFICATIONS.names)


def text_of(
    rows: Sequence[Sequence[str]], *, headings: Sequence[str] = HEADINGS, separator: str = ","
) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([headings, *rows])
    return out.getvalue()


def right_row() -> list[str]:
    return [ROW.get(key, "") for key in QUALIFICATIONS.payload_keys]


def opened(
    data: bytes,
    *,
    layout: Layout[RegisterOptions] = QUALIFICATIONS,
    max_bytes: int = 1 << 20,
    max_records: int = 1000,
) -> Reading:
    limits = Limits(max_bytes, max_records, max_field=64_000)
    rules = qualification_rules if layout is QUALIFICATIONS else None
    options = RegisterOptions()
    form = Form(layout, load_profile(layout), limits, lambda header: options, REJECTING, rules)
    return open_file(io.BytesIO(data), form)


def lines(data: bytes, **options: int) -> list[Line]:
    return list(opened(data, **options).lines)


def refusal(data: bytes, **options: int) -> tuple[str, str]:
    """The key and the sentence of the refusal."""
    with pytest.raises(Unreadable) as refused:
        lines(data, **options)
    (finding,) = refused.value.findings
    return finding.key, in_words(finding, CATALOGUE).what


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_gives_the_same_title(encoding: str, separator: str) -> None:
    data = text_of([right_row()], separator=separator).encode(encoding)
    reading = opened(data)
    (line,) = reading.lines
    assert reading.notes == []
    assert line.payload is not None
    assert line.payload["title"] == "Diplôme, niveau 3"
    assert line.payload["grades"] == ["A*", "A"]


def test_windows_1252_is_read_and_said() -> None:
    reading = opened(text_of([right_row()]).encode("cp1252"))
    assert [note.key for note in reading.notes] == ["Q05.windows_1252"]
    assert next(reading.lines).payload["title"] == "Diplôme, niveau 3"  # type: ignore[index]


def test_order_and_case_of_headings_do_not_matter() -> None:
    order = list(reversed(range(len(HEADINGS))))
    headings = [HEADINGS[place].upper() for place in order]
    row = right_row()
    data = text_of([[row[place] for place in order]], headings=headings).encode()
    assert lines(data)[0].payload["reference"] == "600/1166/X"  # type: ignore[index]


def test_published_columns_that_are_not_kept_are_no_news_and_others_are() -> None:
    data = text_of([[*right_row(), "EQF 4", "blue"]], headings=[*HEADINGS, "EQF Level", "Colour"]).encode()
    reading = opened(data)
    assert [(note.key, note.params) for note in reading.notes] == [("Q05.columns", {"found": "“Colour”"})]
    assert reading.headings[-2:] == ["EQF Level", "Colour"]


def test_findings_column_of_an_outcome_file_is_left_out() -> None:
    data = text_of([[*right_row(), "Q11: something"]], headings=[*HEADINGS, "Findings"]).encode()
    reading = opened(data)
    assert reading.headings == HEADINGS
    assert reading.notes == []
    (line,) = reading.lines
    assert len(line.incoming) == len(HEADINGS)
    assert not line.rejected


def test_missing_heading_is_named_with_the_nearest() -> None:
    headings = ["Qualificaton Title" if heading == "Qualification Title" else heading for heading in HEADINGS]
    key, said = refusal(text_of([right_row()], headings=headings).encode())
    assert key == "Q03.headings"
    assert "Missing: “Qualification Title”" in said
    assert "“Qualificaton Title” may be meant as “Qualification Title”" in said


def test_repeated_heading_is_refused() -> None:
    data = text_of([[*right_row(), "x"]], headings=[*HEADINGS, "qualification title"]).encode()
    assert refusal(data)[0] == "Q03.repeated"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "Q01.empty"),
        (b" \r\n", "Q01.empty"),
        (text_of([]).encode(), "Q01.none"),
        (b"PK\x03\x04rest", "Q02.other_format"),
        (b"%PDF-1.7", "Q02.other_format"),
        (text_of([right_row()]).encode().replace(b"Northern", b"Nor\0hern"), "Q02.binary"),
        (text_of([right_row()]).encode("cp1252").replace(b"\xf4", b"\x81"), "Q02.encoding"),
        (text_of([]).encode() + b'"600/1166/X,never closed\n', "Q02.quotation"),
        (text_of([]).encode() + b"x" * 70_000, "Q02.long_line"),
        (b"<register/>", "Q02.other_format"),
        (b"10 MB of one line" * 100, "Q03.headings"),
    ],
)
def test_what_is_no_register_is_refused_with_its_reason(data: bytes, key: str) -> None:
    assert refusal(data)[0] == key


def test_limits_of_size_and_number_are_named() -> None:
    data = text_of([right_row()] * 3).encode()
    assert "100 bytes" in refusal(data, max_bytes=100)[1]
    assert "2 records" in refusal(data, max_records=2)[1]


def test_short_row_is_filled_and_long_row_is_rejected() -> None:
    short, long = right_row()[:-1], [*right_row(), "", "more"]
    first, second = lines(text_of([short, long]).encode())
    assert not first.rejected
    assert first.incoming[-1] == ""
    assert second.rejected
    assert [finding.key for finding in second.findings] == ["Q10.cells"]


def test_guarded_cell_loses_its_guard() -> None:
    row = right_row()
    row[1] = "'=Sum of parts"
    assert lines(text_of([row]).encode())[0].payload["title"] == "=Sum of parts"  # type: ignore[index]


def test_published_organisations_need_no_ukprn() -> None:
    data = b"Recognition Number,Name,Legal Name,Acronym,Ofqual Status\nRN5001,Northern,Northern Ltd,NB,Recognised\n"
    reading = opened(data, layout=ORGANISATIONS)
    assert reading.notes == []
    assert next(reading.lines).payload["ukprn"] is None  # type: ignore[index]
