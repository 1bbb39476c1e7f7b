"""Rows of a delimited text (CSV), read as spreadsheets really write them and written so that they are safe
to open.

Pure. A cell that a spreadsheet would run as a formula gets an apostrophe when it is written, and loses it
when it comes back. A text that itself begins with apostrophes and such a character gets one more, so that
guarding and unguarding are each other's inverse and a grade ``-`` survives the round trip.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from testamur.plumbing.text import Damage, Damaged

LONGEST_LINE = 64 * 1024
_PIECE = 500

# What makes a spreadsheet run a cell; some take the wide forms of East Asian keyboards for the same.
_BEGINS = r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]"
_RISKY = re.compile(f"'*{_BEGINS}")
_GUARDED = re.compile(f"'+{_BEGINS}")
_PUNCTUATION = re.compile(r"[\W_]+")


def guard(text: str) -> str:
    return "'" + text if _RISKY.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


class Rows:
    """The rows with something in them; damage is refused with the line where it shows.

    A first line ``sep=;`` is obeyed. Otherwise ``rank`` says how much the first row, split by a separator,
    looks like headings, and the separator that ranks highest is taken.
    """

    def __init__(self, text: str, *, separators: Sequence[str], rank: Callable[[list[str]], Any]) -> None:
        beginning, _, rest = text.partition("\n")
        first = beginning.strip().lower()
        if first.startswith("sep=") and len(first) == 5:
            separator, text = beginning.strip()[4], rest
        else:
            separator = _separator(text, separators, rank)
        self._reader = csv.reader(_short_lines(text), delimiter=separator, strict=True)

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        try:
            for row in self._reader:
                if any(row) and any(cell.strip() for cell in row):
                    return row
        except csv.Error as error:
            raise Damaged(Damage.QUOTATION, line=self._reader.line_num) from error
        raise StopIteration


def _short_lines(text: str) -> Iterator[str]:
    """The physical lines. One of many kilobytes is no record, and is not worth the memory of its cells."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LONGEST_LINE:
            raise Damaged(Damage.LONG_LINE, line=number, limit=LONGEST_LINE)
        yield line


def _separator(text: str, separators: Sequence[str], rank: Callable[[list[str]], Any]) -> str:
    start = [line for line in io.StringIO(text[: 2 * LONGEST_LINE], newline="") if line.strip()][:1]
    try:
        return max(separators, key=lambda separator: rank(next(csv.reader(start, delimiter=separator), [])))
    except csv.Error:
        return separators[0]


def plain(heading: str) -> str:
    """A heading without what people write differently: case, punctuation and spaces."""
    return _PUNCTUATION.sub("", heading).casefold()


def nearest(heading: str, known: Iterable[str]) -> str | None:
    """The known heading that this one was probably meant to be, or ``None``."""
    named = {plain(name): name for name in known}
    found = difflib.get_close_matches(plain(heading[:60]), named, 1, 0.7)
    return named[found[0]] if found else None


def written(rows: Iterable[Sequence[str | None]], *, separator: str = ",") -> Iterator[bytes]:
    """Rows as UTF-8 with a byte-order mark (by which spreadsheets know it), every cell guarded, in pieces."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    yield codecs.BOM_UTF8
    remaining = iter(rows)
    while piece := list(islice(remaining, _PIECE)):
        writer.writerows([[guard(cell) if cell else "" for cell in row] for row in piece])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
