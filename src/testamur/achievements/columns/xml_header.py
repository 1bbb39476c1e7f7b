"""The first look at a batch in XML: what it is, what its header says, and where its records are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from testamur.achievements.columns.options import ReadOptions
from testamur.achievements.columns.xml_layout import (
    XmlLayout,
    layout_of,
    sequence_fault,
    unknown_element,
)
from testamur.achievements.columns.xml_parsing import LONGEST_RECORD, elements, fed, parser_for, too_long
from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing.xml import BODY, ENVELOPE, local


@dataclass(slots=True)
class Opened:
    """What the first look at a file tells: its layout, its header, and the elements around its records."""

    layout: XmlLayout
    header: dict[str, str]
    around: list[str]


def first_look(data: bytes, options: ReadOptions) -> Opened:
    """Parse up to the first record; refuse another file, or a header that breaks the schema."""
    parser = parser_for("start")
    look = _FirstLook(options)
    size = 0
    for piece in fed(parser, data):
        for element in elements(parser):
            if look.at(element):
                return look.opened()
        size += piece
        if size > LONGEST_RECORD and piece:
            raise Unreadable(too_long("Before the first record"))
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
                if element.getroottree().docinfo.internalDTD is not None:
                    raise Unreadable(Finding("J05.doctype"))
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

    def opened(self) -> Opened:
        assert self.request is not None  # noqa: S101 - for the type checker
        assert self._layout is not None  # noqa: S101 - for the type checker
        layout = self._layout
        around = [layout.container] if layout.container != layout.root else []
        around += [str(self.request.tag), *(str(element.tag) for element in self.request.iterancestors())]
        return Opened(layout, dict(self._header_of(layout)), around)

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
