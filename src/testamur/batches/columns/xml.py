"""Reading XML: requests of the LRS web services, with or without their SOAP envelope, and files of other shapes.

The file is parsed in pieces and records are dropped as soon as they have been read, so memory does not grow with the
file. A record that breaks the schema refuses the whole file, as it refuses the whole request at the LRS (WSEC0001); a
value that breaks a rule is a finding on its record.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, NoReturn, cast

from lxml import etree

from testamur.batches.columns.judging import LineJudge
from testamur.batches.columns.layout import Options, XmlShape
from testamur.batches.columns.reading import Form, Line, Reading, Unreadable
from testamur.plumbing import xml
from testamur.plumbing.text import refuse_control_characters, utf_16
from testamur.plumbing.xml import (
    BODY,
    ENVELOPE,
    LONGEST_RECORD,
    NIL,
    Disorder,
    elements,
    fault_of_sequence,
    local,
    namespace_of,
    parser_for,
)

FINDINGS = "urn:testamur:findings"
"""The namespace of what we add to an organisation's own file; ignored when the file comes back."""

_STRAY_TEXT = etree.XPath(
    "boolean(text()[normalize-space()] | *[position() > $lead]/text()[normalize-space()])"
)
_NESTED = etree.XPath("boolean(*[position() > $lead]/*/*)")
_TOO_LONG = f"more than {LONGEST_RECORD // 1024} KB without the end of a record"


def in_namespace(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}" if namespace else name


def read_xml(data: bytes, form: Form[Options], shapes: Sequence[XmlShape]) -> Reading:
    """Open a file in XML of one of these shapes. Its records are parsed and judged as the lines are asked for."""
    with form.refusals():
        xml.refuse_doctype(data)
        if not utf_16(data):
            refuse_control_characters(data)
        opened = _first_look(data, form, shapes)
    header = opened.header
    expected = _count_of(header, opened.shape, form)
    options = form.begin(header)
    lines = _lines(data, opened, form, options, expected)
    return Reading("xml", list(form.layout.names), lines, header)


def _count_of(header: dict[str, str], shape: XmlShape, form: Form[Options]) -> int | None:
    if shape.count is None:
        return None
    element = next(local(tag) for tag, key in shape.header.items() if key == shape.count)
    text = header.pop(shape.count, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise form.refuse("count_not_a_number", element, text[:40])
    return int(text)


# --- the first look -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Opened:
    """What the first look at a file tells: its shape, its header, and the elements around its records."""

    shape: XmlShape
    header: dict[str, str]
    around: list[str]


def _first_look(data: bytes, form: Form[Options], shapes: Sequence[XmlShape]) -> _Opened:
    """Parse up to the first record; refuse another file, or a header that breaks the schema."""
    parser = parser_for("start")
    look = _FirstLook(form, shapes)
    size = 0
    for piece in xml.fed(parser, data):
        for element in elements(parser):
            if look.at(element):
                return look.opened()
        size += piece
        if size > LONGEST_RECORD and piece:
            raise form.refuse("content", where="Before the first record", found=_TOO_LONG)
    if look.request is None:
        raise form.refuse("root", found="Envelope", expected="a request in it")
    look.opened()
    raise form.refuse("none")


class _FirstLook(Generic[Options]):
    """Follows the start of the file element by element until the first record begins."""

    def __init__(self, form: Form[Options], shapes: Sequence[XmlShape]) -> None:
        self._form, self._shapes = form, shapes
        self._faults = _Faults(form)
        self.request: etree._Element | None = None
        self._shape: XmlShape | None = None
        self._before: list[etree._Element] = []

    def at(self, element: etree._Element) -> bool:
        """Take note of the start of an element. True when it is the first record."""
        parent = element.getparent()
        if self.request is None or self._shape is None:
            if _is_request(element, parent):
                if element.getroottree().docinfo.internalDTD is not None:
                    raise self._form.refuse("doctype")
                self._shape = self._shape_of(str(element.tag))
                self.request = element
            return False
        shape = self._shape
        if parent is self.request:
            if shape.container == shape.root and element.tag == shape.record:
                return True
            self._check_child(element, shape)
            return False
        if parent is not None and parent.tag == shape.container and parent.getparent() is self.request:
            if element.tag != shape.record:
                raise self._faults.unknown(str(element.tag), (shape.record,), "Before the first record")
            return True
        return False

    def _shape_of(self, root: str) -> XmlShape:
        for shape in self._shapes:
            if root == shape.root:
                return shape
        for shape in self._shapes:
            if local(root) == local(shape.root):
                raise self._faults.wrong_namespace("At the beginning", root, shape.root)
        expected = " or ".join(local(shape.root) for shape in self._shapes)
        raise self._form.refuse("root", found=local(root)[:60], expected=expected)

    def _check_child(self, element: etree._Element, shape: XmlShape) -> None:
        """The elements so far, this one the last, are a beginning that the shape allows."""
        self._before.append(element)
        last = shape.record if shape.container == shape.root else shape.container
        tags = [str(child.tag) for child in self._before]
        self._faults.refuse_disorder(tags, (*shape.before, last), (), "Header", fixed_order=shape.fixed_order)

    def opened(self) -> _Opened:
        shape = cast("XmlShape", self._shape)
        request = cast("etree._Element", self.request)
        around = [shape.container] if shape.container != shape.root else []
        around += [str(request.tag), *(str(element.tag) for element in request.iterancestors())]
        return _Opened(shape, dict(self._header_of(shape)), around)

    def _header_of(self, shape: XmlShape) -> Iterator[tuple[str, str]]:
        """The parts of the header that we keep. The password in it is not one of them and goes no further."""
        within = shape.container != shape.root and self._before and self._before[-1].tag == shape.container
        before = self._before[:-1] if within else self._before
        if shape.needed:
            tags = [str(element.tag) for element in before]
            known = (*shape.before, shape.record)
            self._faults.refuse_disorder(tags, known, shape.needed, "Header", fixed_order=shape.fixed_order)
        for element in before:
            tag = str(element.tag)
            if tag in shape.header_parents:
                tags = [str(child.tag) for child in element]
                known = shape.header_parents[tag]
                self._faults.refuse_disorder(tags, known, (), local(tag), fixed_order=shape.fixed_order)
                yield from self._kept(list(element), shape)
            else:
                yield from self._kept([element], shape)

    def _kept(self, found: list[etree._Element], shape: XmlShape) -> Iterator[tuple[str, str]]:
        for element in found:
            if len(element):
                inner = local(str(element[0].tag))[:60]
                raise self._form.refuse("content", where="Header", found=f"the element {inner}")
            text = (element.text or "").strip()
            if (key := shape.header.get(str(element.tag))) and (text or key == shape.count):
                yield key, text


def _is_request(element: etree._Element, parent: etree._Element | None) -> bool:
    if parent is None:
        return element.tag != ENVELOPE
    grandparent = parent.getparent()
    return parent.tag == BODY and grandparent is not None and grandparent.tag == ENVELOPE


# --- the records --------------------------------------------------------------------------------------------------


def _lines(
    data: bytes, opened: _Opened, form: Form[Options], options: Options, expected: int | None
) -> Iterator[Line]:
    """Parse, judge and drop the records, piece by piece."""
    judge = LineJudge(form.layout, options, rejecting=form.rejecting, rules=form.rules)
    parser = parser_for("end", opened.shape.record)
    records = _Records(opened, form)
    number = size = 0
    most = form.limits.max_records
    with form.refusals():
        for piece in xml.fed(parser, data):
            finished = elements(parser)
            size = 0 if finished else size + piece
            if size > LONGEST_RECORD:
                raise form.refuse("content", where=f"After record {number}", found=_TOO_LONG)
            for element in finished:
                number += 1
                if number > most:
                    form.check_count(number)
                texts = records.texts(element, number)
                judged = judge.judge_in_file(texts, number)
                if judged.findings:
                    form.check_lengths(texts, place_of(element, number))
                yield Line(number, texts, judged.payload, judged.findings, judged.rejected)
            records.drop(finished, number)
    records.check_end(number)
    if expected is not None and number != expected:
        raise form.refuse("count", expected=f"{expected:,}", found=f"{number:,}")


def place_of(record: etree._Element, number: int) -> str:
    """ "Record 17, line 240": for a person who looks for it in the file."""
    return f"Record {number}, line {record.sourceline}"


class _Records(Generic[Options]):
    """The records under their container: takes their texts, then drops them from the tree."""

    def __init__(self, opened: _Opened, form: Form[Options]) -> None:
        self._shape = opened.shape
        self._around = opened.around
        self._form = form
        self._faults = _Faults(form)
        self._container: etree._Element | None = None
        self._lead = 0
        self._in_order: dict[tuple[Any, ...], itemgetter[tuple[str | None, ...]]] = {}

    def texts(self, record: etree._Element, number: int) -> list[str | None]:
        """The texts of a record in the order of the layout, ``None`` where a field is absent or nil."""
        if record.getparent() is not self._container:
            self._enter(record, number)
        children = list(record)
        if not children and record.get(NIL) in ("true", "1"):
            return [None] * len(self._form.layout.fields)
        tags = tuple([child.tag for child in children])
        in_order = self._in_order.get(tags)
        if in_order is None:
            where = self._places(tags, place_of(record, number))
            in_order = self._in_order[tags] = itemgetter(*cast("Any", where))
        texts = [child.text for child in children]
        texts.append(None)
        return list(in_order(texts))

    def _places(self, tags: Sequence[str], where: str) -> tuple[int, ...]:
        """For each field in the order of the layout, which child holds it; one past the last where none does."""
        shape = self._shape
        known = tuple(shape.fields)
        self._faults.refuse_disorder(tags, known, shape.mandatory, where, fixed_order=shape.fixed_order)
        found = [len(tags)] * len(self._form.layout.fields)
        for place, tag in enumerate(tags):
            position = shape.fields.get(tag)
            if position is None:
                continue
            if found[position] != len(tags):
                raise self._form.refuse("repeated_element", where=where, found=local(tag))
            found[position] = place
        return tuple(found)

    def _enter(self, record: etree._Element, number: int) -> None:
        """The first record shows the container; a record elsewhere has no business there."""
        around = [str(element.tag) for element in record.iterancestors()]
        if self._container is not None or around != self._around:
            found = f"a second place for {local(str(record.tag))}"
            raise self._form.refuse("content", where=place_of(record, number), found=found)
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
        self._refuse_foreign(container, where)
        if _STRAY_TEXT(container, lead=lead):
            raise self._form.refuse("content", where=where, found="text outside of a field")
        if _NESTED(container, lead=lead):
            raise self._form.refuse("content", where=where, found="an element inside a field")
        del container[lead : lead + len(finished)]

    def check_end(self, number: int) -> None:
        """Refuse what stands after the last record."""
        if number == 0:
            raise self._form.refuse("none")
        element = self._container
        where = f"After record {number}"
        if element is not None:
            self._refuse_foreign(element, where)
        while element is not None:
            after = element.getnext()
            if after is not None:
                found = f"the element {local(str(after.tag))[:60]}"
                raise self._form.refuse("content", where=where, found=found)
            element = element.getparent()

    def _refuse_foreign(self, container: etree._Element, where: str) -> None:
        shape = self._shape
        for element in list(container)[self._lead :]:
            if element.tag == shape.record:
                continue
            last = shape.fixed_order and next(element.itersiblings(shape.record), None) is None
            if last and shape.container == shape.root:
                found = f"the element {local(str(element.tag))[:60]}"
                raise self._form.refuse("content", where=where, found=found)
            raise self._faults.unknown(str(element.tag), (self._shape.record,), where)


# --- what is wrong ------------------------------------------------------------------------------------------------


class _Faults(Generic[Options]):
    """What to say of a structure that is not the one that the schema lays down."""

    def __init__(self, form: Form[Options]) -> None:
        self._form = form

    def refuse_disorder(
        self,
        tags: Sequence[str],
        known: Sequence[str],
        mandatory: Sequence[str],
        where: str,
        *,
        fixed_order: bool,
    ) -> None:
        """Refuse elements that are not the sequence ``known``, of which ``mandatory`` must be there."""
        fault = fault_of_sequence(tags, known, mandatory, fixed_order=fixed_order, ignored_namespace=FINDINGS)
        if fault is None:
            return
        found, expected = local(fault.found)[:60], local(fault.expected)
        match fault.disorder:
            case Disorder.UNKNOWN:
                raise self.unknown(fault.found, known, where)
            case Disorder.REPEATED:
                raise self._form.refuse("repeated_element", where=where, found=found)
            case Disorder.ORDER:
                self._out_of_order(where, found, expected)
            case Disorder.MISSING:
                raise self._form.refuse("missing_element", where=where, expected=expected)

    def _out_of_order(self, where: str, found: str, expected: str) -> NoReturn:
        raise self._form.refuse("order", where=where, found=found, expected=expected or "nothing more")

    def unknown(self, tag: str, known: Sequence[str], where: str) -> Unreadable:
        """An element that does not belong here: of another namespace, or a name that does not exist."""
        for expected in known:
            if local(expected) == local(tag):
                return self.wrong_namespace(where, tag, expected)
        names = [local(name) for name in known]
        near = difflib.get_close_matches(local(tag)[:60], names, 1, 0.6)
        hint = f" Did you mean {near[0]}?" if near else ""
        return self._form.refuse("unknown_element", where=where, found=local(tag)[:60], nearest=hint)

    def wrong_namespace(self, where: str, tag: str, expected: str) -> Unreadable:
        return self._form.refuse(
            "namespace",
            where=where,
            element=local(tag)[:60],
            found=namespace_of(tag)[:100],
            expected=namespace_of(expected),
        )
