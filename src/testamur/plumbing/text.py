"""From the bytes of an uploaded file to its text. Pure: what is wrong is said as a reason, not as a
sentence."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any


class Damage(StrEnum):
    """Why a file cannot be read as text, or its text not as rows or as XML."""

    EMPTY = "empty"
    OTHER_FORMAT = "other_format"
    BINARY = "binary"
    ENCODING = "encoding"
    QUOTATION = "quotation"
    LONG_LINE = "long_line"
    DOCTYPE = "doctype"
    TRUNCATED = "truncated"
    NOT_WELL_FORMED = "not_well_formed"


class Damaged(Exception):
    """A file that cannot be read. ``details`` are what a sentence about it needs."""

    def __init__(self, damage: Damage, **details: Any) -> None:
        super().__init__(damage, details)
        self.damage = damage
        self.details = details


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and whether its encoding had to be guessed."""

    text: str
    encoding: str
    guessed: bool = False


_OTHER_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "it is an Excel workbook (.xlsx), another office document or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "it is an older Excel workbook (.xls) or another old office document"),
    (b"%PDF", "it is a PDF"),
    (b"\x1f\x8b", "it is a compressed file (gzip)"),
)
_E_MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")


def refuse_other_formats(data: bytes) -> None:
    """Refuse what is plainly no text."""
    if not data.strip(b" \t\r\n\xef\xbb\xbf\0\xff\xfe"):
        raise Damaged(Damage.EMPTY)
    for beginning, what in _OTHER_FORMATS:
        if data.startswith(beginning):
            raise Damaged(Damage.OTHER_FORMAT, found=what)


def utf_16(data: bytes) -> str | None:
    """The variety of UTF-16 that the first bytes show: a byte-order mark, or every second byte a NUL."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = data[:8]
    if start[1::2] == b"\0\0\0\0":
        return "utf-16-le"
    if start[::2] == b"\0\0\0\0":
        return "utf-16-be"
    return None


def is_xml(data: bytes) -> bool:
    """Whether the first character that is not space is ``<``."""
    start = data[:512]
    if encoding := utf_16(data):
        start = start.decode(encoding, "ignore").encode("utf-8", "ignore")
    return start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def refuse_control_characters(data: bytes) -> None:
    if found := _CONTROL.search(data):
        raise Damaged(Damage.BINARY, position=found.start() + 1)


def decode(data: bytes) -> Decoded:
    """The text of a file of words.

    UTF-16 is what a spreadsheet calls "Unicode text"; it says so with its first two bytes. Everything else is
    UTF-8 or, failing that, Windows-1252, which is a guess.
    """
    if encoding := utf_16(data):
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise Damaged(Damage.ENCODING, encoding="UTF-16") from error
        refuse_control_characters(text.encode("utf-8", "replace"))
        return Decoded(text, "UTF-16")
    refuse_control_characters(data)
    try:
        return Decoded(data.decode("utf-8-sig"), "UTF-8")
    except UnicodeDecodeError:
        pass
    try:
        return Decoded(data.decode("cp1252"), "Windows-1252", guessed=True)
    except UnicodeDecodeError as error:
        raise Damaged(Damage.ENCODING, encoding="UTF-8 or Windows-1252") from error


def file_name(given: str, *, longest: int) -> str:
    """What a file is called, whatever its sender calls it: the last part of a path, with what can be printed alone."""
    name = "".join(each for each in given.replace("\\", "/") if each.isprintable())
    last = PurePath(name).name[:longest]
    return "" if last in {".", ".."} else last


def size(count: int) -> str:
    """A number of bytes for a person."""
    megabytes = count / (1024 * 1024)
    return f"{megabytes:g} MB" if megabytes >= 0.1 else f"{count:,} bytes"


def may_be_email(address: str) -> bool:
    """Whether mail could be sent to it; lenient, for the LRS's own pattern refuses addresses of today (lrs.md 4.6)."""
    return len(address) <= 254 and _E_MAIL.fullmatch(address) is not None
