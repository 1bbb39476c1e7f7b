"""The bytes of a file: how many, of which sort, in which encoding."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from testamur.bulk.columns import Unreadable
from testamur.bulk.findings import Finding

_OTHER_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "it is an Excel workbook (.xlsx), another office document or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "it is an older Excel workbook (.xls) or another old office document"),
    (b"%PDF", "it is a PDF"),
    (b"\x1f\x8b", "it is a compressed file (gzip)"),
)
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\f\r")


def take(file: BinaryIO, max_bytes: int) -> bytes:
    """The bytes of the file. Reads no more than it may, and refuses what is plainly no batch file."""
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise Unreadable(Finding("J01.too_large", params={"limit": _size(max_bytes)}))
    if not data.strip(b" \t\r\n\xef\xbb\xbf\0\xff\xfe"):
        raise Unreadable(Finding("J04.empty"))
    for beginning, what in _OTHER_FORMATS:
        if data.startswith(beginning):
            raise Unreadable(Finding("J04.neither", params={"found": what}))
    return data


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
    if len(data.translate(None, _CONTROL)) != len(data):
        position = next(place for place, byte in enumerate(data, start=1) if byte in _CONTROL)
        raise Unreadable(Finding("J04.binary", params={"position": position}))


def decode(data: bytes) -> tuple[str, list[Finding]]:
    """The text of a CSV file, and a note if its encoding had to be guessed.

    UTF-16 is what a spreadsheet calls "Unicode text"; it says so with its first two bytes. Everything else is
    UTF-8 or, failing that, Windows-1252.
    """
    if encoding := utf_16(data):
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise Unreadable(Finding("J04.encoding", params={"encoding": "UTF-16"})) from error
        refuse_control_characters(text.encode("utf-8", "replace"))
        return text, []
    refuse_control_characters(data)
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), [Finding("R05.windows_1252")]
    except UnicodeDecodeError as error:
        raise Unreadable(Finding("J04.encoding", params={"encoding": "UTF-8 or Windows-1252"})) from error


def _size(count: int) -> str:
    megabytes = count / (1024 * 1024)
    return f"{megabytes:g} MB" if megabytes >= 0.1 else f"{count:,} bytes"
