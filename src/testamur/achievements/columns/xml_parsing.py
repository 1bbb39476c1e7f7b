"""Feeding a batch in XML to the parser, with the sentences of our catalogue for what is broken."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from testamur.achievements.columns import source
from testamur.batches.findings import Finding
from testamur.plumbing import xml
from testamur.plumbing.xml import LONGEST_RECORD, elements, parser_for

__all__ = ["LONGEST_RECORD", "content", "elements", "fed", "parser_for", "refuse_doctype", "too_long"]


def refuse_doctype(data: bytes) -> None:
    with source.refusals():
        xml.refuse_doctype(data)


def fed(parser: etree.XMLPullParser, data: bytes) -> Iterator[int]:
    with source.refusals():
        yield from xml.fed(parser, data)


def content(where: str, found: str) -> Finding:
    return Finding("J05.content", params={"where": where, "found": found})


def too_long(where: str) -> Finding:
    return content(where, f"more than {LONGEST_RECORD // 1024} KB without the end of a record")
