"""How numbers, dates, sizes and shares are written on pages, in the words of the reader's language."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testamur.plumbing.formats import NOTHING, date, date_time, figures, number, per_cent, short_date, time

__all__ = [
    "FILTERS",
    "NOTHING",
    "date",
    "date_time",
    "duration",
    "file_size",
    "number",
    "percentage",
    "short_date",
    "time",
]


def file_size(value: int | None) -> str:
    """1.5 MB, where a MB is 1024 × 1024 bytes."""
    return NOTHING if value is None else filesizeformat(value)


def duration(value: dt.timedelta | float | None) -> str:
    """4.2 seconds; 3 minutes 20 seconds; 2 hours 5 minutes."""
    if value is None:
        return NOTHING
    seconds = value.total_seconds() if isinstance(value, dt.timedelta) else float(value)
    if seconds < 10:
        return _("%(number)s seconds") % {"number": figures(f"{seconds:.1f}")}
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _seconds(rest)
    if minutes < 60:
        return f"{_minutes(minutes)} {_seconds(rest)}" if rest else _minutes(minutes)
    hours, minutes = divmod(minutes, 60)
    text = ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": number(hours)}
    return f"{text} {_minutes(minutes)}" if minutes else text


def percentage(part: int | Decimal, whole: int | Decimal) -> str:
    """The share that ``part`` has in ``whole``: 12.5%. Nothing has no shares."""
    if not whole:
        return NOTHING
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return per_cent(f"{share.normalize():f}")


def _seconds(count: int) -> str:
    return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


FILTERS: dict[str, Any] = {
    "number": number,
    "date": date,
    "short_date": short_date,
    "time": time,
    "date_time": date_time,
    "file_size": file_size,
    "duration": duration,
    "percentage": percentage,
}
