"""How numbers, dates, sizes and shares are written on pages, in the words of the reader's language."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import dateformat, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NOTHING = "–"


def number(value: int | Decimal | None) -> str:
    """1234567 is written 1,234,567."""
    return NOTHING if value is None else f"{value:,}"


def date(value: dt.date | None) -> str:
    """3 January 2026; an instant is taken where the service is."""
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        value = _local(value)
    return _written(value.year, value.month, value.day, "j F Y", get_language())


def short_date(value: dt.date | None) -> str:
    """03 Jan 2010, as lists of achievements write it."""
    if value is None:
        return NOTHING
    return _written(value.year, value.month, value.day, "d M Y", get_language())


@lru_cache(maxsize=10_000)
def _written(year: int, month: int, day: int, how: str, language: str | None) -> str:
    """A day in the language that is spoken now: lists repeat the same few hundred days."""
    return dateformat.format(dt.date(year, month, day), how)


def time(value: dt.datetime) -> str:
    """2:05pm, midday, or midnight."""
    local = _local(value)
    if local.minute == 0 and local.hour in (0, 12):
        return _("midday") if local.hour else _("midnight")
    return f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"


def date_time(value: dt.datetime | None) -> str:
    """3 January 2026 at 2:05pm. The hour that the autumn change repeats carries its zone."""
    if value is None:
        return NOTHING
    text = _("%(date)s at %(time)s") % {"date": date(value), "time": time(value)}
    local = _local(value)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{text} {local.tzname()}" if twice else text


def file_size(value: int | None) -> str:
    """1.5 MB, where a MB is 1024 × 1024 bytes."""
    return NOTHING if value is None else filesizeformat(value)


def duration(value: dt.timedelta | float | None) -> str:
    """4.2 seconds; 3 minutes 20 seconds; 2 hours 5 minutes."""
    if value is None:
        return NOTHING
    seconds = value.total_seconds() if isinstance(value, dt.timedelta) else float(value)
    if seconds < 10:
        return _("%(number)s seconds") % {"number": f"{seconds:.1f}"}
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
    return f"{share.normalize():f}%"


def _seconds(count: int) -> str:
    return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _local(value: dt.datetime) -> dt.datetime:
    """Where the service is. A time without a zone is a mistake of ours and is refused."""
    return timezone.localtime(value)


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
