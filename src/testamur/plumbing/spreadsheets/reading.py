"""Reading an uploaded workbook: looked over first, then taken apart by a child process that can do no harm.

A library that reads workbooks may run out of memory, run for ever or end its process, whatever is done in Python
around it. The child has little memory, little time, no environment of ours and nowhere to write but its answer.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Unfit(StrEnum):
    """Why a workbook is not read."""

    OLD = "old"
    ENCRYPTED = "encrypted"
    OTHER_OFFICE = "other_office"
    NOT_A_WORKBOOK = "not_a_workbook"
    DAMAGED = "damaged"
    UNFOLDS = "unfolds"
    FAR_CELL = "far_cell"
    FORMULA = "formula"
    NO_SHEET = "no_sheet"
    FAILED = "failed"


class Unusable(Exception):
    """A workbook that is not read. ``details`` are what a sentence about it needs."""

    def __init__(self, reason: Unfit, **details: Any) -> None:
        super().__init__(reason, details)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a workbook may hold. Memory goes by the cells: a few bytes of an archive can be thousands of them."""

    rows: int = 20_000
    columns: int = 100
    cells: int = 500_000
    entries: int = 500
    unfolded: int = 96 * 1024 * 1024

    @property
    def answer(self) -> int:
        """The most bytes of all cells as texts; a text that many cells share counts for each of them."""
        return 32 * 1024 * 1024 + 64 * self.cells


_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PIECE = 1 << 20
# A cell with something in it. Programs name empty ones as far away as the last row there is, which do no harm.
_PLACE = re.compile(
    rb"""<(?:\w{1,20}:)?c\s(?:[^<>]{0,200}\s)?r\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,19})["'][^<>/]{0,200}>"""
)
_FILLED = re.compile(rb"<(?:\w{1,20}:)?c(?:\s[^<>]{0,300})?(?<!/)>")
_FORMULA = re.compile(
    rb"""<(?:\w{1,20}:)?c\s[^<>]{0,200}?\br\s*=\s*["']([A-Za-z]{1,3}[0-9]{1,7})["'][^<>]{0,200}>\s{0,50}<(?:\w{1,20}:)?f[\s/>]"""
)
_ANY_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s/>]")


def is_workbook(data: bytes) -> bool:
    """Whether this is a workbook of any sort, rather than a text."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLD))


def scan(data: bytes, limits: Limits) -> None:
    """Raise :class:`Unusable` for a workbook that is not to be read."""
    if data.startswith(_OLD):
        raise Unusable(Unfit.ENCRYPTED if _ENCRYPTED in data else Unfit.OLD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _scan_archive(archive, limits)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        RuntimeError,
        OSError,
    ) as error:
        raise Unusable(Unfit.DAMAGED) from error


def _scan_archive(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    names = [entry.filename.replace("\\", "/").lower().lstrip("/") for entry in entries]
    if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unfolded:
        raise Unusable(Unfit.UNFOLDS)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unusable(Unfit.ENCRYPTED)
    if "content.xml" in names or "xl/workbook.bin" in names:
        raise Unusable(Unfit.OTHER_OFFICE)
    if "xl/workbook.xml" not in names or len(set(names)) < len(names):
        raise Unusable(Unfit.NOT_A_WORKBOOK)
    left, cells = limits.unfolded, limits.cells
    for entry, name in zip(entries, names, strict=True):
        is_part = name.endswith((".xml", ".rels"))
        content = b"".join(_unfolded(archive, entry, left))
        left -= len(content)
        if is_part and (b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise Unusable(Unfit.NOT_A_WORKBOOK)
        if b"sheetData" in content:
            cells -= _scan_cells(content, limits, cells)


def _unfolded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> Iterator[bytes]:
    """The content of an entry, which may be larger than the archive says it is."""
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise Unusable(Unfit.UNFOLDS)
            yield piece


def _scan_cells(content: bytes, limits: Limits, left: int) -> int:
    """How many cells this sheet will be: all of the area around those with something in them, which is what is read."""
    rows = columns = number = 0
    for found in _PLACE.finditer(content):
        column, row = _number(found[1].decode()), int(found[2])
        if row > limits.rows + 1 or column > limits.columns:
            raise Unusable(Unfit.FAR_CELL, cell=f"{found[1].decode().upper()}{row}"[:20])
        rows, columns = max(rows, row), max(columns, column)
    for number, _cell in enumerate(_FILLED.finditer(content), start=1):
        if number > left:
            break
    if (area := max(rows * columns, number)) > left:
        raise Unusable(Unfit.UNFOLDS)
    if _ANY_FORMULA.search(content):
        cells = [found[1].decode().upper() for found in _FORMULA.finditer(content)]
        raise Unusable(Unfit.FORMULA, cells=", ".join(cells[:5]) or "?", count=max(len(cells), 1))
    return area


def _number(letters: str) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


__all__ = ["Limits", "Sheet", "Unfit", "Unusable", "read"]

SECONDS = 30
CPU_SECONDS = 20
MEMORY = 1 << 30
_CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet as texts, row by row from the first; rows may differ in length."""

    name: str
    rows: list[list[str]]


def read(data: bytes, *, sheet: str, limits: Limits | None = None) -> Sheet:
    """The sheet of this name, or the only one there is. Raises :class:`Unusable`."""
    allowed = limits or Limits()
    scan(data, allowed)
    answer = _ask_child(data, sheet, allowed.answer)
    if "sheets" in answer:
        raise Unusable(Unfit.NO_SHEET, expected=sheet, sheets=", ".join(answer["sheets"])[:300] or "-")
    return Sheet(str(answer["name"]), [[str(cell) for cell in row] for row in answer["rows"]])


def _ask_child(data: bytes, sheet: str, largest: int) -> dict[str, Any]:
    command = [
        sys.executable,
        "-I",
        str(_CHILD),
        sheet,
        *map(str, (MEMORY, CPU_SECONDS, largest)),
    ]
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(data)
        question.seek(0)
        try:
            done = subprocess.run(
                command,
                stdin=question,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8"},
                cwd="/",
                timeout=SECONDS,
                check=False,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired:
            _warn("spreadsheet.too_slow", size=len(data))
            raise Unusable(Unfit.FAILED) from None
        if done.returncode != 0:
            _warn("spreadsheet.child_died", size=len(data), code=done.returncode)
            raise Unusable(Unfit.DAMAGED if done.returncode == 3 else Unfit.FAILED)
        answer.seek(0)
        try:
            parsed: dict[str, Any] = json.loads(answer.read())
        except ValueError:
            raise Unusable(Unfit.FAILED) from None
    return parsed


def _warn(event: str, **facts: Any) -> None:
    # Slow to import, and only needed where a workbook has broken its reader.
    import structlog

    structlog.get_logger(__name__).warning(event, **facts)
