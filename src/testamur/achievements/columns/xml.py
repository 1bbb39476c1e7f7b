"""Reading a batch in XML: LRS web-service requests, with or without their SOAP envelope, and portal files.

The file is parsed in pieces and records are dropped as soon as they have been read, so memory does not grow
with the file. A record that breaks the schema refuses the whole file, as it refuses the whole request at the
LRS (WSEC0001); a value that breaks a rule is a finding on its record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal, cast

from lxml import etree

from testamur.achievements.columns import source
from testamur.achievements.columns.fields import NAMES
from testamur.achievements.columns.header import check_email, job_type_of
from testamur.achievements.columns.options import ReadOptions
from testamur.achievements.columns.xml_layout import (
    BODY,
    ENVELOPE,
    XmlLayout,
    layout_of,
    local,
    place_of,
    places,
    sequence_fault,
    unknown_element,
)
from testamur.achievements.rules import RecordJudge
from testamur.bulk.columns import Line, Reading, Unreadable
from testamur.bulk.findings import Finding

_PIECE = 32 * 1024
_LONGEST_RECORD = 256 * 1024
_ENCODINGS = ("utf-8", "utf8", "utf-16", "utf16", "us-ascii", "ascii", "iso-8859-1", "windows-1252")
_PROLOG = re.compile(r"\ufeff?(?:<\?.*?\?>|<!--.*?-->|\s)*+", re.DOTALL)
_DECLARED = re.compile(r"\ufeff?<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_BAD_CHARACTERS = (etree.ErrorTypes.ERR_INVALID_CHAR, etree.ErrorTypes.ERR_INVALID_ENCODING)
_STRAY_TEXT = etree.XPath(
    "boolean(text()[normalize-space()] | *[position() > $lead]/text()[normalize-space()])"
)
_NESTED = etree.XPath("boolean(*[position() > $lead]/*/*)")


@dataclass(slots=True)
class _Opened:
    """What the first look at a file tells: its layout, its header, and the elements around its records."""

    layout: XmlLayout
    header: dict[str, str]
    around: list[str]


def read_xml(data: bytes, options: ReadOptions) -> Reading:
    """Open a batch in XML. Its records are parsed and judged as the lines are asked for."""
    _refuse_doctype(data)
    if not source.utf_16(data):
        source.refuse_control_characters(data)
    opened = _first_look(data, options)
    check_email(opened.header)
    job_type = job_type_of(opened.header, options)
    judge = RecordJudge(options.rows_of(job_type))
    header = {**opened.header, "job_type": job_type}
    return Reading("xml", list(NAMES), _lines(data, opened, judge, options), header)


def _refuse_doctype(data: bytes) -> None:
    """Look for a DOCTYPE before any parser sees the file, in the encodings that are taken."""
    text = data.decode(source.utf_16(data) or "latin-1", "replace").removeprefix("ï»¿")
    declared = _DECLARED.match(text[:200])
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Unreadable(Finding("J04.encoding", params={"encoding": declared[1][:40]}))
    prolog = _PROLOG.match(text)
    if prolog and text.startswith("<!", prolog.end()):
        raise Unreadable(Finding("J05.doctype"))


def _parser(event: Literal["start", "end"], tag: str | None = None) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        (event,),
        tag=tag,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


def _fed(parser: etree.XMLPullParser, data: bytes) -> Iterator[int]:
    """Feed the parser piece by piece; broken XML is refused with the place where it breaks.

    An error that shows only when the parser is told that no more will come means that the file is cut short.
    """
    try:
        for start in range(0, len(data), _PIECE):
            parser.feed(data[start : start + _PIECE])
            yield _PIECE
    except etree.XMLSyntaxError as error:
        raise Unreadable(_broken(error)) from error
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Unreadable(_unfinished(parser, error)) from error
    yield 0


def _elements(parser: etree.XMLPullParser) -> list[etree._Element]:
    return cast("list[etree._Element]", [element for _, element in parser.read_events()])


def _unfinished(parser: etree.XMLPullParser, error: etree.XMLSyntaxError) -> Finding:
    """Cut short; or an entity that nobody declared, of which the parser complains only at the end."""
    for entry in cast("Any", parser).feed_error_log:
        if entry.type == etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
            where = {"line": entry.line, "column": entry.column}
            return Finding("J05.not_well_formed", params={**where, "reason": entry.message[:150]})
    return Finding("J05.truncated", params={"line": error.position[0]})


def _broken(error: etree.XMLSyntaxError) -> Finding:
    line, column = error.position
    if cast("Any", error).code in _BAD_CHARACTERS:
        return Finding("J04.encoding", params={"encoding": f"its XML declaration says; see line {line}"})
    reason = (error.msg or "it is not well-formed").partition(", line ")[0]
    return Finding("J05.not_well_formed", params={"line": line, "column": column, "reason": reason[:150]})


def _first_look(data: bytes, options: ReadOptions) -> _Opened:
    """Parse up to the first record; refuse another file, or a header that breaks the schema."""
    parser = _parser("start")
    look = _FirstLook(options)
    size = 0
    for piece in _fed(parser, data):
        for element in _elements(parser):
            if look.at(element):
                return look.opened()
        size += piece
        if size > _LONGEST_RECORD and piece:
            raise Unreadable(_too_long("Before the first record"))
    if look.request is None:
        raise Unreadable(Finding("J05.root", params={"found": "Envelope", "expected": "a request in it"}))
    raise Unreadable(Finding("J01.none"))


class _FirstLook:
    """Follows the start of the file element by element until the first record begins."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self.request: etree._Element | None = None
        self._layout: XmlLayout | None = None
        self._before: list[etree._Element] = []

    def at(self, element: etree._Element) -> bool:
        """Take note of the start of an element. True when it is the first record."""
        parent = element.getparent()
        if self.request is None or self._layout is None:
            if self._is_request(element, parent):
                self._layout = layout_of(str(element.tag), self._options.profile)
                self.request = element
            return False
        layout = self._layout
        if parent is self.request:
            self._check_child(element, layout)
            return layout.container == layout.root and element.tag == layout.record
        if parent is not None and parent.tag == layout.container and parent.getparent() is self.request:
            if element.tag != layout.record:
                raise Unreadable(
                    unknown_element(str(element.tag), (layout.record,), "Before the first record")
                )
            return True
        return False

    @staticmethod
    def _is_request(element: etree._Element, parent: etree._Element | None) -> bool:
        if parent is None:
            return element.tag != ENVELOPE
        grandparent = parent.getparent()
        return parent.tag == BODY and grandparent is not None and grandparent.tag == ENVELOPE

    def _check_child(self, element: etree._Element, layout: XmlLayout) -> None:
        """The elements so far, this one the last, are a beginning that the layout allows."""
        self._before.append(element)
        last = layout.record if layout.container == layout.root else layout.container
        tags = [str(child.tag) for child in self._before]
        if fault := sequence_fault(tags, (*layout.before, last), (), "Header", layout.fixed_order):
            raise Unreadable(fault)

    def opened(self) -> _Opened:
        assert self.request is not None  # noqa: S101 - for the type checker
        assert self._layout is not None  # noqa: S101 - for the type checker
        layout = self._layout
        around = [layout.container] if layout.container != layout.root else []
        around += [str(self.request.tag), *(str(element.tag) for element in self.request.iterancestors())]
        return _Opened(layout, dict(self._header_of(layout)), around)

    def _header_of(self, layout: XmlLayout) -> Iterator[tuple[str, str]]:
        """The parts of the header that we use. The password in it is not one of them and goes no further."""
        for element in self._before[:-1]:
            tag = str(element.tag)
            if tag in layout.header_parents:
                known = layout.header_parents[tag]
                tags = [str(child.tag) for child in element]
                if fault := sequence_fault(tags, known, (), local(tag), layout.fixed_order):
                    raise Unreadable(fault)
                for child in element:
                    if key := layout.header.get(str(child.tag)):
                        yield key, (child.text or "").strip()
            elif key := layout.header.get(tag):
                yield key, (element.text or "").strip()


def _lines(data: bytes, opened: _Opened, judge: RecordJudge, options: ReadOptions) -> Iterator[Line]:
    """Parse, judge and drop the records, piece by piece."""
    parser = _parser("end", opened.layout.record)
    records = _Records(opened)
    number = size = 0
    for piece in _fed(parser, data):
        finished = _elements(parser)
        size = 0 if finished else size + piece
        if size > _LONGEST_RECORD:
            raise Unreadable(_too_long(f"After record {number}"))
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

    def __init__(self, opened: _Opened) -> None:
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
                _content(place_of(record, number), f"a second place for {local(str(record.tag))}")
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
        if len(container) != lead + len(finished) or container[-1] is not finished[-1]:
            self._refuse_foreign(container, where)
        if _STRAY_TEXT(container, lead=lead):
            raise Unreadable(_content(where, "text outside of a field"))
        if _NESTED(container, lead=lead):
            raise Unreadable(_content(where, "an element inside a field"))
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
                raise Unreadable(_content(where, f"the element {local(str(after.tag))}"))
            element = element.getparent()

    def _refuse_foreign(self, container: etree._Element, where: str) -> None:
        for element in list(container)[self._lead :]:
            if element.tag != self._layout.record:
                raise Unreadable(unknown_element(str(element.tag), (self._layout.record,), where))


def _content(where: str, found: str) -> Finding:
    return Finding("J05.content", params={"where": where, "found": found})


def _too_long(where: str) -> Finding:
    return _content(where, f"more than {_LONGEST_RECORD // 1024} KB without the end of a record")


def _refuse_long_field(texts: Sequence[str | None], where: str, longest: int) -> None:
    """No rule lets a text as long as this through, so it is looked for only in records with findings."""
    if any(text is not None and len(text) > longest for text in texts):
        raise Unreadable(Finding("J04.long_field", params={"where": where, "limit": f"{longest:,}"}))
