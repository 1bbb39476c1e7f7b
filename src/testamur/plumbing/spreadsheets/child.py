"""Takes a workbook apart: a program of its own, which imports nothing of ours.

``child.py <sheet> <bytes of memory> <seconds of CPU> <bytes of answer>`` reads the workbook from its standard input
and writes JSON. It ends with 3 if the workbook cannot be read.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import resource
import sys
from typing import Any

UNREADABLE = 3


def _limit(memory: int, seconds: int, answer: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_CORE, 0),
    ):
        # Not every system knows every limit; the parent's clock holds in any case.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _text(value: Any) -> str:
    """What a person sees in the cell, dates as ISO has them."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _answer(data: bytes, wanted: str) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = list(book.sheet_names)
    name = wanted if wanted in names else names[0] if len(names) == 1 else None
    if name is None:
        return {"sheets": names}
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return {"name": name, "rows": [[_text(cell) for cell in row] for row in rows]}


def main(arguments: list[str]) -> int:
    wanted, *limits = arguments
    _limit(*map(int, limits))
    data = sys.stdin.buffer.read()
    try:
        answer = _answer(data, wanted)
    except Exception:  # whatever the library makes of a file that is none
        return UNREADABLE
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
