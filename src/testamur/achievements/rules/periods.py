"""The period of a report: from a day to a day, both included."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

MONTHS = 12
MOST_YEARS = 5
_EARLIEST, _LATEST = 1900, 2999


class Unfit(StrEnum):
    """Why a period is none."""

    NOT_IN_TIME = "not_in_time"
    BACKWARDS = "backwards"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Period:
    first: dt.date
    last: dt.date

    @property
    def months(self) -> list[dt.date]:
        """The first day of every month of which a day is in the period."""
        found = [self.first.replace(day=1)]
        while (following := _next(found[-1])) <= self.last:
            found.append(following)
        return found

    def unfit(self, *, limited: bool = True) -> Unfit | None:
        """Why no report can be of this period, if so; ``limited`` where it shows every month."""
        if not _EARLIEST <= self.first.year <= _LATEST or not _EARLIEST <= self.last.year <= _LATEST:
            return Unfit.NOT_IN_TIME
        if self.last < self.first:
            return Unfit.BACKWARDS
        return Unfit.TOO_LONG if limited and len(self.months) > MOST_YEARS * 12 else None


def last_twelve_months(today: dt.date) -> Period:
    """This month as far as it has come, and the eleven months before it."""
    months = today.year * 12 + today.month - MONTHS
    return Period(dt.date(months // 12, months % 12 + 1, 1), today)


def _next(month: dt.date) -> dt.date:
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
