"""Dates as XML writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.plumbing.dates import read_date


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "T00:00:00",
        "T23:59:59",
        "T12:30:00.1234567",
        "Z",
        "T00:00:00Z",
        "T23:30:00+01:00",
        "T00:30:00-14:00",
        "+02:00",
    ],
)
def test_the_day_as_written_counts_whatever_time_and_zone(rest: str) -> None:
    assert read_date(f"2024-02-29{rest}") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023-02-29",
        "2024-2-9",
        "2024-06-31",
        "2024-13-01",
        "0000-01-01",
        "20240629",
        "29/06/2024",
        "2024-06-29T",
        "2024-06-29T24:00:00",
        "2024-06-29T12:60:00",
        "2024-06-29T12:00",
        "2024-06-29 12:00:00",
        "2024-06-29T12:00:00+15:00",
        "2024-06-29T12:00:00.",
        "2024-06-29x",
        "-2024-06-29",
        "２０２４-06-29",
    ],
)
def test_what_is_no_date_of_the_calendar_is_not_read(text: str) -> None:
    assert read_date(text) is None


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert read_date(day.isoformat()) == read_date(f"{day.isoformat()}T00:00:00") == day
