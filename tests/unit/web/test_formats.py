"""How numbers, dates and shares are written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from testamur.web import formats

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1000, "1,000"), (-1234567, "-1,234,567"), (None, "–")]
)
def test_number_has_thousands_separators(value: int | None, text: str) -> None:
    assert formats.number(value) == text


def test_date_is_written_in_words() -> None:
    assert formats.date(dt.date(2026, 1, 3)) == "3 January 2026"
    assert formats.date(None) == "–"


def test_date_of_an_instant_is_that_of_the_service() -> None:
    assert formats.date(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)) == "1 July 2026"


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (dt.datetime(2026, 1, 3, 14, 5, tzinfo=dt.UTC), "3 January 2026, 2:05pm"),
        (dt.datetime(2026, 7, 3, 14, 5, tzinfo=dt.UTC), "3 July 2026, 3:05pm"),
        (dt.datetime(2026, 1, 3, 0, 0, tzinfo=dt.UTC), "3 January 2026, midnight"),
        (dt.datetime(2026, 1, 3, 12, 0, tzinfo=dt.UTC), "3 January 2026, midday"),
        (dt.datetime(2026, 1, 3, 0, 9, tzinfo=dt.UTC), "3 January 2026, 12:09am"),
    ],
)
def test_instant_is_written_where_the_service_is(instant: dt.datetime, text: str) -> None:
    assert formats.date_time(instant) == text


def test_instant_in_the_hour_that_comes_twice_carries_its_zone() -> None:
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert formats.date_time(first) == "25 October 2026, 1:30am BST"
    assert formats.date_time(first + dt.timedelta(hours=1)) == "25 October 2026, 1:30am GMT"


def test_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        formats.date_time(dt.datetime(2026, 1, 3, 14, 5))  # noqa: DTZ001 - the mistake that is to be caught


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0\xa0bytes"), (1536, "1.5\xa0KB"), (6 * 1024 * 1024, "6.0\xa0MB"), (None, "–")]
)
def test_file_size_is_written_in_its_unit(value: int | None, text: str) -> None:
    assert formats.file_size(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.04, "0.0 seconds"),
        (4.26, "4.3 seconds"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "1 minute 1 second"),
        (dt.timedelta(minutes=3, seconds=20), "3 minutes 20 seconds"),
        (3600, "1 hour"),
        (dt.timedelta(hours=2, minutes=5, seconds=9), "2 hours 5 minutes"),
        (dt.timedelta(days=3), "72 hours"),
        (None, "–"),
    ],
)
def test_duration_is_written_in_words(value: dt.timedelta | float | None, text: str) -> None:
    assert formats.duration(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 8, "12.5%"),
        (1, 3, "33.3%"),
        (100, 100, "100%"),
        (0, 7, "0%"),
        (3, 0, "–"),
        (Decimal("0.05"), 100, "0.1%"),
    ],
)
def test_percentage_is_rounded_to_one_place(part: int, whole: int, text: str) -> None:
    assert formats.percentage(part, whole) == text


@pytest.mark.parametrize(
    ("language", "day", "text"),
    [
        ("cy", dt.date(2026, 11, 26), "26 Tachwedd 2026"),
        ("cy", dt.date(2026, 8, 1), "1 Awst 2026"),
        ("fr", dt.date(2026, 11, 26), "26 novembre 2026"),
        ("fr", dt.date(2026, 8, 1), "1er août 2026"),
    ],
)
def test_date_is_written_as_the_language_does(language: str, day: dt.date, text: str) -> None:
    with translation.override(language):
        assert formats.date(day) == text


@pytest.mark.parametrize("language", ["cy", "fr"])
def test_every_month_has_its_name_in_the_language(language: str) -> None:
    months = [dt.date(2026, month, 2) for month in range(1, 13)]
    with translation.override(language):
        names = {formats.date(each).split()[1] for each in months}
    assert len(names) == 12
    assert not names & {formats.date(each).split()[1] for each in months}


@pytest.mark.parametrize(
    ("language", "hour", "minute", "text"),
    [
        ("cy", 1, 27, "1:27yb"),
        ("cy", 13, 27, "1:27yh"),
        ("fr", 1, 27, "1\xa0h\xa027"),
        ("fr", 14, 5, "14\xa0h\xa005"),
        ("fr", 9, 0, "9\xa0h"),
    ],
)
def test_time_is_written_as_the_language_does(language: str, hour: int, minute: int, text: str) -> None:
    with translation.override(language):
        assert formats.time(dt.datetime(2026, 11, 26, hour, minute, tzinfo=dt.UTC)) == text


@pytest.mark.parametrize(
    ("language", "thousands", "share"),
    [("en", "10,000", "12.5%"), ("cy", "10,000", "12.5%"), ("fr", "10\u202f000", "12,5\u202f%")],
)
def test_numbers_and_shares_are_written_as_the_language_does(
    language: str, thousands: str, share: str
) -> None:
    with translation.override(language):
        assert formats.number(10_000) == thousands
        assert formats.number(Decimal("1234.5")).endswith("234,5" if language == "fr" else "234.5")
        assert formats.percentage(1, 8) == share


def test_file_size_has_the_unit_of_the_language() -> None:
    with translation.override("fr"):
        assert formats.file_size(1536) == "1,5\xa0Kio"
