"""Feeding XML to the parser: safely, in pieces, and with a reason for what is broken. Pure.

What is damaged is raised as :class:`~testamur.plumbing.text.Damaged`, so that every room says it in the words of its
own catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, cast

from lxml import etree

from testamur.plumbing.text import Damage, Damaged, utf_16

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE = f"{{{SOAP}}}Envelope"
BODY = f"{{{SOAP}}}Body"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
NIL = f"{{{INSTANCE}}}nil"

LONGEST_RECORD = 256 * 1024
"""So much of a file, in bytes, may go by without the end of a record."""

_PIECE = 32 * 1024
_ENCODINGS = ("utf-8", "utf8", "utf-16", "utf16", "us-ascii", "ascii", "iso-8859-1", "windows-1252")
_PROLOG = re.compile(r"\ufeff?(?:<\?.*?\?>|<!--.*?-->|\s)*+", re.DOTALL)
_DECLARED = re.compile(r"\ufeff?<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_BAD_CHARACTERS = (etree.ErrorTypes.ERR_INVALID_CHAR, etree.ErrorTypes.ERR_INVALID_ENCODING)

_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def refuse_doctype(data: bytes) -> None:
    """Look for a DOCTYPE before any parser sees the file, in the encodings that are taken."""
    text = data.decode(utf_16(data) or "latin-1", "replace").removeprefix("ï»¿")
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Damaged(Damage.ENCODING, encoding=declared[1][:40])
    prolog = _PROLOG.match(text)
    if prolog and text.startswith("<!", prolog.end()):
        raise Damaged(Damage.DOCTYPE)


def parser_for(event: Literal["start", "end"], tag: str | Sequence[str] | None = None) -> etree.XMLPullParser:
    """A parser that fetches nothing, expands nothing and does not grow without bound."""
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


def fed(parser: etree.XMLPullParser, data: bytes) -> Iterator[int]:
    """Feed the parser piece by piece; broken XML is refused with the place where it breaks.

    An error that shows only when the parser is told that no more will come means that the file is cut short.
    """
    try:
        for start in range(0, len(data), _PIECE):
            parser.feed(data[start : start + _PIECE])
            yield _PIECE
    except etree.XMLSyntaxError as error:
        raise _broken(error) from error
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        raise _unfinished(parser, error) from error
    yield 0


def elements(parser: etree.XMLPullParser) -> list[etree._Element]:
    return cast("list[etree._Element]", [element for _, element in parser.read_events()])


def _unfinished(parser: etree.XMLPullParser, error: etree.XMLSyntaxError) -> Damaged:
    """Cut short; or an entity that nobody declared, of which the parser complains only at the end."""
    for entry in cast("Any", parser).feed_error_log:
        if entry.type == etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
            where = {"line": entry.line, "column": entry.column}
            return Damaged(Damage.NOT_WELL_FORMED, **where, reason=entry.message[:150])
    return Damaged(Damage.TRUNCATED, line=error.position[0])


def _broken(error: etree.XMLSyntaxError) -> Damaged:
    line, column = error.position
    if cast("Any", error).code in _BAD_CHARACTERS:
        return Damaged(Damage.ENCODING, encoding=f"its XML declaration says; see line {line}")
    reason = (error.msg or "it is not well-formed").partition(", line ")[0]
    return Damaged(Damage.NOT_WELL_FORMED, line=line, column=column, reason=reason[:150])


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def namespace_of(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


class Disorder(StrEnum):
    """How a row of elements is not the sequence that a schema lays down."""

    UNKNOWN = "unknown"
    REPEATED = "repeated"
    ORDER = "order"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first fault of a sequence: which element it shows at, and which was expected instead (``""``: none)."""

    disorder: Disorder
    found: str = ""
    expected: str = ""


def fault_of_sequence(
    tags: Sequence[str],
    known: Sequence[str],
    mandatory: Sequence[str],
    *,
    fixed_order: bool = True,
    ignored_namespace: str | None = None,
) -> Fault | None:
    """The first way in which these elements are not the sequence ``known``, of which ``mandatory`` must be there."""
    rank = {tag: number for number, tag in enumerate(known)}
    reached = -1
    seen: set[str] = set()
    for tag in tags:
        if ignored_namespace is not None and namespace_of(tag) == ignored_namespace:
            continue
        if tag not in rank:
            return Fault(Disorder.UNKNOWN, tag)
        if tag in seen:
            return Fault(Disorder.REPEATED, tag)
        seen.add(tag)
        if fixed_order and (fault := _order_fault(tag, rank, reached, mandatory, tags)):
            return fault
        reached = max(reached, rank[tag])
    missing = [tag for tag in mandatory if tag not in tags]
    return Fault(Disorder.MISSING, expected=missing[0]) if missing else None


def _order_fault(
    tag: str, rank: Mapping[str, int], reached: int, mandatory: Sequence[str], tags: Sequence[str]
) -> Fault | None:
    """Out of order, or a mandatory element passed over."""
    passed = [name for name in mandatory if reached < rank[name] < rank[tag]]
    if rank[tag] < reached:
        expected = next((name for name in mandatory if rank[name] > reached), "")
        return Fault(Disorder.ORDER, tag, expected)
    if passed:
        return Fault(Disorder.ORDER if passed[0] in tags else Disorder.MISSING, tag, passed[0])
    return None


def needs_escape(text: str) -> bool:
    """Whether there is anything in it that cannot stand between tags as it is."""
    return _SPECIAL.search(text) is not None


def escape(text: str) -> str:
    """Text as it stands between tags. What XML cannot carry at all becomes a question mark in a diamond."""
    if not needs_escape(text):
        return text
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], "\ufffd"), text)


def escape_attribute(text: str) -> str:
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
