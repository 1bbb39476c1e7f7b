"""The settings of a reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """``today`` is passed in, because a rule never reads a clock."""

    today: date
    max_bytes: int
    max_records: int
    max_field: int = 1000
