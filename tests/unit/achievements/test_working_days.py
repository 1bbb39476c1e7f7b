"""Working days and periods, against days that were looked up in a calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from testamur.achievements.rules.periods import Period, Unfit, last_twelve_months
from testamur.achievements.rules.working_days import bank_holidays, due


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-07-01", 10, "2026-07-15"),  # a Wednesday and two weekends
        ("2026-07-03", 1, "2026-07-06"),  # a Friday
        ("2026-07-04", 1, "2026-07-06"),  # a Saturday
        ("2026-07-05", 10, "2026-07-17"),  # a Sunday
        ("2026-08-20", 10, "2026-09-04"),  # over the summer bank holiday, 31 August
        ("2025-12-22", 10, "2026-01-08"),  # over Christmas Day, Boxing Day and New Year's Day
        ("2026-12-24", 1, "2026-12-29"),  # Boxing Day on a Saturday has its substitute on Monday the 28th
        ("2026-04-02", 1, "2026-04-07"),  # Good Friday and Easter Monday
        ("2022-06-01", 1, "2022-06-06"),  # the holiday given once, 3 June 2022
        ("2026-07-01", 0, "2026-07-01"),
        ("2026-01-01", 600, "2028-05-17"),
    ],
)
def test_last_day_in_time(start: str, days: int, last: str) -> None:
    assert due(dt.date.fromisoformat(start), days).isoformat() == last


def test_england_has_eight_bank_holidays_in_2026() -> None:
    working = [day for day in bank_holidays(2026, 2026) if day.weekday() < 5]
    assert [day.isoformat() for day in working] == [
        "2026-01-01",
        "2026-04-03",
        "2026-04-06",
        "2026-05-04",
        "2026-05-25",
        "2026-08-31",
        "2026-12-25",
        "2026-12-28",
    ]


def test_months_of_a_period() -> None:
    period = Period(dt.date(2025, 11, 30), dt.date(2026, 2, 1))
    assert [month.isoformat() for month in period.months] == [
        "2025-11-01",
        "2025-12-01",
        "2026-01-01",
        "2026-02-01",
    ]


@pytest.mark.parametrize(
    ("today", "first"),
    [("2026-11-22", "2025-12-01"), ("2026-12-31", "2026-01-01"), ("2026-01-01", "2025-02-01")],
)
def test_last_twelve_months_are_this_month_and_the_eleven_before(today: str, first: str) -> None:
    period = last_twelve_months(dt.date.fromisoformat(today))
    assert (period.first.isoformat(), period.last.isoformat()) == (first, today)
    assert len(period.months) == 12


@pytest.mark.parametrize(
    ("first", "last", "limited", "unfit"),
    [
        ("2021-12-01", "2026-11-30", True, None),
        ("2021-11-30", "2026-11-01", True, Unfit.TOO_LONG),
        ("2006-09-01", "2026-11-01", False, None),
        ("2026-11-01", "2026-11-01", True, None),
        ("2026-11-02", "2026-11-01", True, Unfit.BACKWARDS),
        ("1900-01-01", "2999-12-31", False, None),
        ("1899-12-31", "1999-12-31", False, Unfit.NOT_IN_TIME),
        ("2999-12-31", "3000-01-01", True, Unfit.NOT_IN_TIME),
        ("2026-11-02", "9999-12-31", False, Unfit.NOT_IN_TIME),
        ("0001-01-01", "2026-11-02", True, Unfit.NOT_IN_TIME),
    ],
)
def test_periods_that_are_none(first: str, last: str, limited: bool, unfit: Unfit | None) -> None:
    period = Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert period.unfit(limited=limited) == unfit
