"""How numbers and dates are written for people, on pages and in letters, in the words of the reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class _Habits:
    """What a language does with figures. ``halves`` are the ends of a time before and after midday; without, the clock
    goes to 24."""

    thousands: str = ","
    decimal: str = "."
    per_cent: str = "%"
    first: str = "j"
    halves: tuple[str, str] | None = ("am", "pm")


# As CLDR has them. The spaces do not break, and the narrow ones are what French puts between figures.
_HABITS = {
    "cy": _Habits(halves=("yb", "yh")),
    "fr": _Habits(thousands="\u202f", decimal=",", per_cent="\u202f%", first="j\\e\\r", halves=None),
}
_ENGLISH = _Habits()


def _habits() -> _Habits:
    return _HABITS.get(get_language() or "", _ENGLISH)


def figures(english: str) -> str:
    """A number that is written as in English, as the language of the page writes it."""
    ours = _habits()
    return english.translate({ord(","): ours.thousands, ord("."): ours.decimal})


def per_cent(english: str) -> str:
    """The same with its sign: 12.5%, in French 12,5 %."""
    return f"{figures(english)}{_habits().per_cent}"


def number(value: int | Decimal | None) -> str:
    """1234567 is written 1,234,567."""
    return NOTHING if value is None else figures(f"{value:,}")


def date(value: dt.date | None) -> str:
    """3 January 2026; an instant is taken where the service is."""
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        value = _local(value)
    return _written(
        value.year,
        value.month,
        value.day,
        f"{_habits().first if value.day == 1 else 'j'} F Y",
        get_language(),
    )


def short_date(value: dt.date | None) -> str:
    """3 Jan 2010, in lists."""
    if value is None:
        return NOTHING
    return _written(value.year, value.month, value.day, "j M Y", get_language())


@lru_cache(maxsize=10_000)
def _written(year: int, month: int, day: int, how: str, language: str | None) -> str:
    """A day in the language that is spoken now: lists repeat the same few hundred days."""
    return dateformat.format(dt.date(year, month, day), how)


def time(value: dt.datetime) -> str:
    """2:05pm, midday, or midnight; in French 14 h 05."""
    local = _local(value)
    if local.minute == 0 and local.hour in (0, 12):
        return _("midday") if local.hour else _("midnight")
    halves = _habits().halves
    if halves is None:
        return f"{local.hour}\xa0h\xa0{local.minute:02}" if local.minute else f"{local.hour}\xa0h"
    return f"{local.hour % 12 or 12}:{local.minute:02}{halves[local.hour >= 12]}"


def date_time(value: dt.datetime | None) -> str:
    """3 January 2026, 2:05pm. The hour that the autumn change repeats carries its zone."""
    if value is None:
        return NOTHING
    text = _("%(date)s, %(time)s") % {"date": date(value), "time": time(value)}
    local = _local(value)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{text} {local.tzname()}" if twice else text


def _local(value: dt.datetime) -> dt.datetime:
    """Where the service is. A time without a zone is a mistake of ours and is refused."""
    return timezone.localtime(value)
