"""Reading a verify batch in XML: the request ``SubmitVerifyBatch`` of the LRS web service, with or without envelope.

The root is in the namespace ``vldmsg``, its children in none (lrs.md 3.2). The file is parsed in pieces, and records
are dropped once they are read, so memory does not grow with the file. Structure that breaks the schema refuses the
whole file, as it refuses the whole request at the LRS (WSEC0001); a value that breaks a rule is a finding on its
record.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from lxml import etree

from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.learners.columns import source
from testamur.learners.columns.options import ReadOptions
from testamur.learners.rules.lines import FIELDS, LineJudge
from testamur.plumbing import xml
from testamur.plumbing.text import may_be_email, refuse_control_characters, utf_16
from testamur.plumbing.xml import (
    BODY,
    ENVELOPE,
    LONGEST_RECORD,
    Disorder,
    elements,
    fault_of_sequence,
    local,
    namespace_of,
)

VLDMSG = "http://api.lrs.miap.gov.uk/vldmsg"
ROOT = f"{{{VLDMSG}}}SubmitVerifyBatch"
RECORD = "Learner"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"

# The element of the header, and what we keep of it. The password and the user's name are not kept.
HEADER: Mapping[str, str | None] = {
    "OrganisationRef": "organisation_ref",
    "UKPRN": "ukprn",
    "OrgPassword": None,
    "UserName": None,
    "LearnerRecordCount": "count",
    "OrgEmail": "email",
}
_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
NAMES = tuple(field.name for field in FIELDS)
_MANDATORY = tuple(field.name for field in FIELDS if field.mandatory)


def read_xml(data: bytes, options: ReadOptions) -> Reading:
    """Open a verify batch in XML. Its records are parsed and judged as the lines are asked for."""
    with source.refusals():
        xml.refuse_doctype(data)
        if not utf_16(data):
            refuse_control_characters(data)
        header = _header_of(data)
    expected = header.pop("count")
    if not _COUNT.fullmatch(expected):
        raise Unreadable(Finding("V01.count_not_a_number", "LearnerRecordCount", expected[:40]))
    check_email(header.get("email", ""))
    return Reading("xml", list(NAMES), _lines(data, int(expected), options), header)


def _header_of(data: bytes) -> dict[str, str]:
    """What stands before the first record, which is parsed up to there and no further."""
    parser = xml.parser_for("start")
    root: etree._Element | None = None
    size = 0
    for piece in xml.fed(parser, data):
        for element in elements(parser):
            if root is None:
                root = _root_of(element)
            elif element.getparent() is root and element.tag == RECORD:
                return _header(root)
        size += piece
        if size > LONGEST_RECORD and piece:
            raise Unreadable(_too_long("Before the first record"))
    if root is None:
        raise Unreadable(Finding("V03.root", params={"found": "Envelope", "expected": "a request in it"}))
    _header(root)
    raise Unreadable(Finding("V01.none"))


def _root_of(element: etree._Element) -> etree._Element | None:
    """The request, if this is it; ``None`` for the envelope around it. Anything else is another file."""
    tag, parent = str(element.tag), element.getparent()
    in_body = parent is not None and parent.tag == BODY
    if parent is not None and not in_body:
        return None  # the header of an envelope, or the body itself
    if parent is None and tag == ENVELOPE:
        return None
    if element.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(Finding("V03.doctype"))
    if tag == ROOT:
        return element
    if local(tag) == local(ROOT):
        raise Unreadable(_wrong_namespace("At the beginning", tag, ROOT))
    raise Unreadable(Finding("V03.root", params={"found": local(tag)[:60], "expected": local(ROOT)}))


def _header(root: etree._Element) -> dict[str, str]:
    before = list(takewhile(lambda element: element.tag != RECORD, root))  # the parser may be further on
    tags = [str(element.tag) for element in before]
    _refuse_disorder(tags, (*HEADER, RECORD), ("LearnerRecordCount",), "Header")
    for element in before:
        if len(element):
            raise Unreadable(_content("Header", f"the element {local(str(element[0].tag))[:60]}"))
    found = ((HEADER[str(element.tag)], (element.text or "").strip()) for element in before)
    return {key: value for key, value in found if key and (value or key == "count")}


def check_email(address: str) -> None:
    """Refuse an address that cannot be one. Lenient: what matters is whether mail can be sent there."""
    if address and not may_be_email(address):
        raise Unreadable(Finding("V06.email", "OrgEmail", address))


def _lines(data: bytes, expected: int, options: ReadOptions) -> Iterator[Line]:
    parser = xml.parser_for("end", RECORD)
    records = _Records(options)
    number = size = 0
    last: etree._Element | None = None
    with source.refusals():
        for piece in xml.fed(parser, data):
            finished = elements(parser)
            size = 0 if finished else size + piece
            if size > LONGEST_RECORD:
                raise Unreadable(_too_long(f"After record {number}"))
            for element in finished:
                number += 1
                source.refuse_too_many(number, options)
                yield records.line(element, number)
                last = element
            _drop_but_last(finished)
    _check_end(last, number)
    if number != expected:
        raise Unreadable(Finding("V01.count", params={"expected": f"{expected:,}", "found": f"{number:,}"}))


class _Records:
    """Takes records apart. Rows of elements that were found in order once are not looked at again."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._judge = LineJudge(today=options.today)
        self._places: dict[tuple[str, ...], list[int | None]] = {}

    def line(self, element: etree._Element, number: int) -> Line:
        where = f"Record {number}, line {element.sourceline}"
        _refuse_misplaced(element, number, where)
        children = list(element)
        tags = tuple([str(child.tag) for child in children])
        places = self._places.get(tags)
        if places is None:
            _refuse_disorder(tags, NAMES, _MANDATORY, where)
            places = self._places[tags] = [tags.index(name) if name in tags else None for name in NAMES]
        texts = [_text(child, where) for child in children]
        incoming = [None if place is None else texts[place] for place in places]
        judged = self._judge.judge(incoming)
        if judged.findings:
            source.refuse_long_field(incoming, where, self._options)
        return Line(number, incoming, judged.payload, judged.findings, judged.rejected)


def _refuse_misplaced(record: etree._Element, number: int, where: str) -> None:
    """A record stands in the request, and nothing stands between records."""
    parent = record.getparent()
    if parent is None or parent.tag != ROOT:
        raise Unreadable(_content(where, f"the element {RECORD} inside another"))
    before = record.getprevious()
    if before is not None and before.tag != RECORD and number > 1:
        raise Unreadable(_unknown(str(before.tag), (RECORD,), f"Before r{where[1:]}"))
    stray = [record.text, *(child.tail for child in record), before.tail if before is not None else None]
    if any(text and text.strip() for text in stray):
        raise Unreadable(_content(where, "text outside of a field"))


def _text(child: etree._Element, where: str) -> str | None:
    if len(child):
        raise Unreadable(_content(where, "an element inside a field"))
    return None if child.get(_NIL) in ("true", "1") else child.text or ""


def _drop_but_last(finished: list[etree._Element]) -> None:
    """Forget what has been read. The last stays, so that what follows it can be seen to follow it."""
    if not finished or (parent := finished[-1].getparent()) is None:
        return
    last = parent.index(finished[-1])
    first = next((place for place, element in enumerate(parent) if element.tag == RECORD), last)
    del parent[first:last]


def _check_end(last: etree._Element | None, number: int) -> None:
    """Refuse what stands after the last record."""
    where = f"After record {number}"
    element = last
    while element is not None:
        after = element.getnext()
        if after is not None:
            raise Unreadable(_content(where, f"the element {local(str(after.tag))[:60]}"))
        if element.tail and element.tail.strip():
            raise Unreadable(_content(where, "text outside of a field"))
        element = element.getparent()


def _refuse_disorder(tags: Sequence[str], known: Sequence[str], mandatory: Sequence[str], where: str) -> None:
    fault = fault_of_sequence(tags, known, mandatory)
    if fault is None:
        return
    found, expected = local(fault.found)[:60], local(fault.expected)
    match fault.disorder:
        case Disorder.UNKNOWN:
            raise Unreadable(_unknown(fault.found, known, where))
        case Disorder.REPEATED:
            raise Unreadable(Finding("V03.repeated", params={"where": where, "found": found}))
        case Disorder.ORDER:
            params = {"where": where, "found": found, "expected": expected or "nothing more"}
            raise Unreadable(Finding("V03.order", params=params))
        case Disorder.MISSING:
            params = {"where": where, "expected": expected}
            raise Unreadable(Finding("V03.missing_element", params=params))


def _unknown(tag: str, known: Sequence[str], where: str) -> Finding:
    """An element that does not belong here: of another namespace, or a name that does not exist."""
    for expected in known:
        if expected == local(tag):
            return _wrong_namespace(where, tag, expected)
    near = difflib.get_close_matches(local(tag)[:60], [local(name) for name in known], 1, 0.6)
    hint = f" Did you mean {near[0]}?" if near else ""
    return Finding("V03.unknown_element", params={"where": where, "found": local(tag)[:60], "nearest": hint})


def _wrong_namespace(where: str, tag: str, expected: str) -> Finding:
    params = {
        "where": where,
        "element": local(tag)[:60],
        "found": namespace_of(tag)[:100],
        "expected": namespace_of(expected),
    }
    return Finding("V03.namespace", params=params)


def _content(where: str, found: str) -> Finding:
    return Finding("V03.content", params={"where": where, "found": found})


def _too_long(where: str) -> Finding:
    return _content(where, f"more than {LONGEST_RECORD // 1024} KB without the end of a record")
