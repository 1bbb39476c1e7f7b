"""What counts of a file: the texts of its records."""

from __future__ import annotations

import datetime as dt

import orjson
import pytest

from testamur.achievements.kinds.achievements.layout import LAYOUT, NAMES, RowOptions
from testamur.achievements.kinds.achievements.rules import form
from testamur.achievements.kinds.achievements.writing import write_csv, write_xml
from testamur.batches.columns.carrying import carried, refusal_of
from testamur.batches.columns.layout import FINDINGS_HEADING
from testamur.batches.columns.profiles import load_profile
from testamur.batches.columns.reading import Form, Limits

TEXTS = [f"text {place}" for place in range(len(NAMES))]
LENGTH = sum(map(len, TEXTS))


def a_form(most: int = 1000, file: int = 100_000) -> Form[RowOptions]:
    options = RowOptions(today=dt.date(2026, 1, 1))
    return form(options, profile=load_profile(LAYOUT), limits=Limits(most, 10, max_file_bytes=file))


def test_tags_and_the_space_between_them_do_not_count() -> None:
    data = b"".join(write_xml([TEXTS] * 3, envelope=True))
    pretty = data.replace(b"><", b">\n      <")
    assert carried(data, a_form()) == carried(pretty, a_form()) == 3 * LENGTH
    assert carried(data.decode().replace("UTF-8", "UTF-16").encode("utf-16"), a_form()) - 3 * LENGTH <= 3


def test_findings_do_not_count() -> None:
    finding = '<f:Finding code="F05" severity="error" field="Grade">Too long. Shorten it.</f:Finding>'
    plain = b"".join(write_xml([TEXTS]))
    assert carried(plain.replace(b"</Achievement>", finding.encode() + b"</Achievement>"), a_form()) == LENGTH
    rows = [[*TEXTS, "Too long. Shorten it. " * 20]] * 3
    data = b"".join(write_csv(rows, headings=[*NAMES, FINDINGS_HEADING]))
    without = b"".join(write_csv([TEXTS] * 3))
    assert len(data) > len(without) + 1000
    assert carried(data, a_form()) - len(without) < 100


def test_names_of_records_in_json_do_not_count() -> None:
    data = orjson.dumps([dict(zip(NAMES, TEXTS, strict=True))])
    assert carried(data, a_form()) < LENGTH + 4 * len(NAMES)


@pytest.mark.parametrize(
    "data", [b"x" * 1001, b"<" + b" " * 1000, b"\xff\xfe" + b"x" * 1000, b"PK\x03\x04" + b"\0" * 1000]
)
def test_a_file_without_records_carries_all_that_it_is(data: bytes) -> None:
    assert carried(data, a_form()) >= 1000
    assert refusal_of(data, a_form()) is not None


def test_a_file_is_refused_by_what_it_carries_or_by_all_of_it() -> None:
    data = b"".join(write_xml([TEXTS] * 3))
    assert refusal_of(data, a_form(most=3 * LENGTH)) is None
    for other in (a_form(most=3 * LENGTH - 1), a_form(most=3 * LENGTH, file=len(data) - 1)):
        refusal = refusal_of(data, other)
        assert refusal is not None
        (finding,) = refusal.findings
        assert finding.key == "J01.too_large"
