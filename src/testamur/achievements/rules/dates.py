"""Dates as they stand in a record."""

from __future__ import annotations

import re
from datetime import date

_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?",
    re.ASCII,
)


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
