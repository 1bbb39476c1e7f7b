"""How numbers and dates are written for people, on pages and in letters, in the words of the reader's language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language
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


def _local(value: dt.datetime) -> dt.datetime:
    """Where the service is. A time without a zone is a mistake of ours and is refused."""
    return timezone.localtime(value)
