"""Feeding XML to the parser: safely, in pieces, and with a sentence for what is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, cast

from lxml import etree

from testamur.bulk.columns import Unreadable
from testamur.bulk.findings import Finding
from testamur.plumbing.text import utf_16

LONGEST_RECORD = 256 * 1024
"""So much of a file, in bytes, may go by without the end of a record."""

_PIECE = 32 * 1024
_ENCODINGS = ("utf-8", "utf8", "utf-16", "utf16", "us-ascii", "ascii", "iso-8859-1", "windows-1252")
_PROLOG = re.compile(r"\ufeff?(?:<\?.*?\?>|<!--.*?-->|\s)*+", re.DOTALL)
_DECLARED = re.compile(r"\ufeff?<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_BAD_CHARACTERS = (etree.ErrorTypes.ERR_INVALID_CHAR, etree.ErrorTypes.ERR_INVALID_ENCODING)


def refuse_doctype(data: bytes) -> None:
    """Look for a DOCTYPE before any parser sees the file, in the encodings that are taken."""
    text = data.decode(utf_16(data) or "latin-1", "replace").removeprefix("ï»¿")
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise Unreadable(Finding("J04.encoding", params={"encoding": declared[1][:40]}))
    prolog = _PROLOG.match(text)
    if prolog and text.startswith("<!", prolog.end()):
        raise Unreadable(Finding("J05.doctype"))


def parser_for(event: Literal["start", "end"], tag: str | None = None) -> etree.XMLPullParser:
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
        raise Unreadable(_broken(error)) from error
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        raise Unreadable(_unfinished(parser, error)) from error
    yield 0


def elements(parser: etree.XMLPullParser) -> list[etree._Element]:
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


def content(where: str, found: str) -> Finding:
    return Finding("J05.content", params={"where": where, "found": found})


def too_long(where: str) -> Finding:
    return content(where, f"more than {LONGEST_RECORD // 1024} KB without the end of a record")
