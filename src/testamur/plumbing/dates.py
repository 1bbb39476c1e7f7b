"""Dates as they stand in a record, and as spreadsheets leave them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?",
    re.ASCII,
)
_TIME = r"(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){_TIME}", re.ASCII)
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{4}}){_TIME}", re.ASCII)
_SERIAL = re.compile(r"([1-7][0-9]{4})(?:\.[0-9]+)?", re.ASCII)
_DAY_ZERO = date(1899, 12, 30)
"""The day from which spreadsheets count, for every date after February 1900."""


def read_date(text: str) -> date | None:
    """The day of an ``xs:date`` or ``xs:dateTime``; None if it is neither, or no day of the calendar.

    The day as written counts, whatever the time and the zone: an award date is a date, and the schema says
    ``dateTime`` only because its framework has no other type.
    """
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None


class Guess(StrEnum):
    """How a text that is no date of the schema was read as one."""

    YEAR_FIRST = "year_first"
    DAY_FIRST = "day_first"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Guessed:
    day: date
    how: Guess


def guess_date(text: str) -> Guessed | None:
    """What a spreadsheet made of a date: its parts in another order or without zeros, or the number of its day."""
    for pattern, how in ((_YEAR_FIRST, Guess.YEAR_FIRST), (_DAY_FIRST, Guess.DAY_FIRST)):
        if match := pattern.fullmatch(text):
            parts = [int(part) for part in match.groups()]
            year, month, day = parts if how is Guess.YEAR_FIRST else reversed(parts)
            try:
                return Guessed(date(year, month, day), how)
            except ValueError:
                return None
    if match := _SERIAL.fullmatch(text):
        return Guessed(_DAY_ZERO + timedelta(days=int(match[1])), Guess.SERIAL)
    return None
