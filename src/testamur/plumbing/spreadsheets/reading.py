"""Reading an uploaded workbook: looked over first, then taken apart by a child process that can do no harm.

A library that reads workbooks may run out of memory, run for ever or end its process, whatever is done in Python
around it. The child has little memory, little time, no environment of ours and nowhere to write but its answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from testamur.plumbing.spreadsheets.scanning import Limits, Unfit, Unusable, scan

__all__ = ["Limits", "Sheet", "Unfit", "Unusable", "read"]

log = structlog.get_logger(__name__)

SECONDS = 30
CPU_SECONDS = 20
MEMORY = 1 << 30
LARGEST_ANSWER = 256 * 1024 * 1024
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
    answer = _ask_child(data, sheet)
    if "sheets" in answer:
        raise Unusable(Unfit.NO_SHEET, expected=sheet, sheets=", ".join(answer["sheets"])[:300] or "-")
    return Sheet(str(answer["name"]), [[str(cell) for cell in row] for row in answer["rows"]])


def _ask_child(data: bytes, sheet: str) -> dict[str, Any]:
    command = [
        sys.executable,
        "-I",
        str(_CHILD),
        sheet,
        *map(str, (MEMORY, CPU_SECONDS, LARGEST_ANSWER)),
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
            log.warning("spreadsheet.too_slow", size=len(data))
            raise Unusable(Unfit.FAILED) from None
        if done.returncode != 0:
            log.warning("spreadsheet.child_died", size=len(data), code=done.returncode)
            raise Unusable(Unfit.DAMAGED if done.returncode == 3 else Unfit.FAILED)
        answer.seek(0)
        try:
            said: dict[str, Any] = json.loads(answer.read())
        except ValueError:
            raise Unusable(Unfit.FAILED) from None
    return said
