"""Opening a file of any format that a kind takes, and items that come without a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from testamur.batches.columns import carrying
from testamur.batches.columns.judging import LineJudge
from testamur.batches.columns.layout import Options, XmlShape
from testamur.batches.columns.reading import Form, Line, Reading
from testamur.batches.columns.tables import read_text, read_workbook
from testamur.batches.columns.xml import read_xml
from testamur.plumbing import text
from testamur.plumbing.spreadsheets import reading


def open_file(file: BinaryIO, form: Form[Options], *, shapes: Sequence[XmlShape] | None = None) -> Reading:
    """Open a file; the format is told from its content.

    The lines come already judged by the rules that need the line alone, and are read as they are asked for;
    :class:`~.reading.Unreadable` may be raised here or half-way. ``shapes`` are the shapes of XML that are taken, where
    a mapping profile adds to those of the layout.
    """
    table = form.profile.table
    start = file.read(8)
    file.seek(0)
    if form.layout.table and table.sheet and reading.is_workbook(start):
        data = file.read(form.limits.max_bytes + 1)
        if refusal := carrying.refusal_of(data, form):
            raise refusal
        return read_workbook(data, form)
    data = file.read(form.limits.file_bytes + 1)
    if refusal := carrying.refusal_of(data, form):
        raise refusal
    with form.refusals():
        text.refuse_other_formats(data)
    known = form.layout.xml if shapes is None else shapes
    if known and text.is_xml(data):
        return read_xml(data, form, known)
    if text.is_xml(data):
        raise form.refuse("other_format", found="it begins like XML")
    return read_text(data, form)


def open_items(items: Iterable[Mapping[str, Any]], form: Form[Options], header: dict[str, str]) -> Reading:
    """Records that came as such, by the keys of the fields. They are judged like the lines of a file."""
    options = form.begin(header)
    return Reading("json", list(form.layout.names), _lines(items, form, options), header)


def _lines(items: Iterable[Mapping[str, Any]], form: Form[Options], options: Options) -> Iterator[Line]:
    judge = LineJudge(form.layout, options, rejecting=form.rejecting, rules=form.rules)
    keys = form.layout.payload_keys
    number = 0
    for number, item in enumerate(items, start=1):
        form.check_count(number)
        texts = [text_of(item.get(key)) for key in keys]
        judged = judge.judge_in_file(texts, number)
        yield Line(number, texts, judged.payload, judged.findings, judged.rejected)
    if number == 0:
        raise form.refuse("none")


def text_of(value: Any) -> str | None:
    """A value of an item as a file would carry it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "/".join(map(str, value)) if isinstance(value, list) else str(value)
