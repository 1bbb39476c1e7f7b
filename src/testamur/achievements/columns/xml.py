"""Reading a batch in XML: LRS web-service requests, with or without their SOAP envelope, and portal files.

The file is parsed in pieces and records are dropped as soon as they have been read, so memory does not grow
with the file. A record that breaks the schema refuses the whole file, as it refuses the whole request at the
LRS (WSEC0001); a value that breaks a rule is a finding on its record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, cast

from lxml import etree

from testamur.achievements.columns import source
from testamur.achievements.columns.fields import NAMES
from testamur.achievements.columns.header import check_email, job_type_of
from testamur.achievements.columns.options import ReadOptions
from testamur.achievements.columns.xml_header import Opened, first_look
from testamur.achievements.columns.xml_layout import place_of, places, unknown_element
from testamur.achievements.columns.xml_parsing import (
    LONGEST_RECORD,
    content,
    elements,
    fed,
    parser_for,
    refuse_doctype,
    too_long,
)
from testamur.achievements.rules import RecordJudge
from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing.text import refuse_control_characters, utf_16
from testamur.plumbing.xml import local

_STRAY_TEXT = etree.XPath(
    "boolean(text()[normalize-space()] | *[position() > $lead]/text()[normalize-space()])"
)
_NESTED = etree.XPath("boolean(*[position() > $lead]/*/*)")


def read_xml(data: bytes, options: ReadOptions) -> Reading:
    """Open a batch in XML. Its records are parsed and judged as the lines are asked for."""
    refuse_doctype(data)
    if not utf_16(data):
        with source.refusals():
            refuse_control_characters(data)
    opened = first_look(data, options)
    check_email(opened.header)
    job_type = job_type_of(opened.header, options)
    judge = RecordJudge(options.rows_of(job_type))
    header = {**opened.header, "job_type": job_type}
    return Reading("xml", list(NAMES), _lines(data, opened, judge, options), header)


def _lines(data: bytes, opened: Opened, judge: RecordJudge, options: ReadOptions) -> Iterator[Line]:
    """Parse, judge and drop the records, piece by piece."""
    parser = parser_for("end", opened.layout.record)
    records = _Records(opened)
    number = size = 0
    for piece in fed(parser, data):
        finished = elements(parser)
        size = 0 if finished else size + piece
        if size > LONGEST_RECORD:
            raise Unreadable(too_long(f"After record {number}"))
        for element in finished:
            number += 1
            if number > options.max_records:
                raise Unreadable(Finding("J01.too_many", params={"limit": f"{options.max_records:,}"}))
            texts = records.texts(element, number)
            judged = judge.judge_in_file(texts, number)
            if judged.findings:
                _refuse_long_field(texts, place_of(element, number), options.max_field)
            yield Line(number, texts, judged.payload, judged.findings, judged.rejected)
        records.drop(finished, number)
    records.check_end(number)


class _Records:
    """The records under their container: takes their texts, then drops them from the tree."""

    def __init__(self, opened: Opened) -> None:
        self._layout = opened.layout
        self._around = opened.around
        self._container: etree._Element | None = None
        self._lead = 0
        self._in_order: dict[tuple[Any, ...], itemgetter[tuple[str | None, ...]]] = {}

    def texts(self, record: etree._Element, number: int) -> list[str | None]:
        """The texts of a record in the order of the schema, ``None`` where a field is absent or nil."""
        if record.getparent() is not self._container:
            self._enter(record, number)
        children = list(record)
        tags = tuple([child.tag for child in children])
        in_order = self._in_order.get(tags)
        if in_order is None:
            where = places(self._layout, tags, place_of(record, number))
            in_order = self._in_order[tags] = itemgetter(*cast("Any", where))
        texts = [child.text for child in children]
        texts.append(None)
        return list(in_order(texts))

    def _enter(self, record: etree._Element, number: int) -> None:
        """The first record shows the container; a record elsewhere has no business there."""
        around = [str(element.tag) for element in record.iterancestors()]
        if self._container is not None or around != self._around:
            raise Unreadable(
                content(place_of(record, number), f"a second place for {local(str(record.tag))}")
            )
        self._container = record.getparent()
        if self._container is not None:
            self._lead = self._container.index(record)

    def drop(self, finished: list[etree._Element], number: int) -> None:
        """Drop the finished records, after a look at what else stands among them."""
        container = self._container
        if container is None or not finished:
            return
        where = f"Between records {number - len(finished) + 1} and {number}"
        lead = self._lead
        if len(container) != lead + len(finished):
            self._refuse_foreign(container, where)
        if _STRAY_TEXT(container, lead=lead):
            raise Unreadable(content(where, "text outside of a field"))
        if _NESTED(container, lead=lead):
            raise Unreadable(content(where, "an element inside a field"))
        del container[lead : lead + len(finished)]

    def check_end(self, number: int) -> None:
        """Refuse what stands after the last record."""
        if number == 0:
            raise Unreadable(Finding("J01.none"))
        element = self._container
        where = f"After record {number}"
        if element is not None and len(element) > self._lead:
            self._refuse_foreign(element, where)
        while element is not None:
            after = element.getnext()
            if after is not None:
                raise Unreadable(content(where, f"the element {local(str(after.tag))}"))
            element = element.getparent()

    def _refuse_foreign(self, container: etree._Element, where: str) -> None:
        for element in list(container)[self._lead :]:
            if element.tag != self._layout.record:
                raise Unreadable(unknown_element(str(element.tag), (self._layout.record,), where))


def _refuse_long_field(texts: Sequence[str | None], where: str, longest: int) -> None:
    """No rule lets a text as long as this through, so it is looked for only in records with findings."""
    if any(text is not None and len(text) > longest for text in texts):
        raise Unreadable(Finding("J04.long_field", params={"where": where, "limit": f"{longest:,}"}))
