"""Working days: Monday to Friday without the bank holidays of England and Wales.

Results are uploaded within ten working days of being issued to the learner (awarding-organisation-faq; lrs section 7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import lru_cache

import holidays

_WEEKEND = (5, 6)


@lru_cache(maxsize=8)
def bank_holidays(first_year: int, last_year: int) -> tuple[dt.date, ...]:
    """The bank holidays of these years and all between, with substitute days and those given once."""
    years = range(first_year, last_year + 1)
    return tuple(sorted(holidays.country_holidays("GB", subdiv="ENG", years=years)))


def is_working_day(day: dt.date, closed: Collection[dt.date]) -> bool:
    return day.weekday() not in _WEEKEND and day not in closed


def due(start: dt.date, days: int) -> dt.date:
    """The last day in time: the ``days``th working day after ``start``, which itself does not count."""
    # A year ahead holds more working days than anybody is given.
    closed = frozenset(bank_holidays(start.year, start.year + 1 + days // 200))
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        days -= is_working_day(day, closed)
    return day
