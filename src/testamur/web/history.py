"""What happened to a record, as the pages tell it (``parts/history.html``)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changed:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One version. ``batch`` is the address part of the batch that wrote it, ``line`` its record there."""

    title: str
    at: dt.datetime
    by: str
    reason: str
    through: str = ""
    batch: uuid.UUID | None = None
    batch_number: int | None = None
    line: int | None = None
    changes: Sequence[Changed] = ()
