"""Checks and repairs that fields of every kind share: text, dates, codes, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from testamur.batches.columns.layout import Check, Read, Repair
from testamur.batches.findings import Finding
from testamur.plumbing.dates import Guess, guess_date, read_date

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
FIRST_BIRTHDAY = date(1800, 1, 1)
_DECIMALS = re.compile(r"([0-9]{1,12})\.0+", re.ASCII)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
_LIKE_A_DATE = re.compile(rf"[0-9]{{1,2}}-(?:{_MONTHS})|(?:{_MONTHS})-[0-9]{{2}}", re.ASCII | re.IGNORECASE)


def always(check: Check) -> Callable[[Any], Check]:
    """A check that no setting changes."""
    return lambda _options: check


def as_it_is(value: str) -> Read:
    return value, ()


def text(longest: int) -> Check:
    """Free text of bounded length that can be printed. Finds ``too_long`` and ``control_character``."""

    def check(value: str) -> Read:
        if len(value) <= longest and value.isprintable():
            return value, ()
        findings = []
        if len(value) > longest:
            lengths = {"length": len(value), "longest": longest}
            findings.append(Finding("too_long", value=value, params=lengths))
        if UNPRINTABLE.search(value):
            findings.append(Finding("control_character", value=UNPRINTABLE.sub("\ufffd", value)))
        return (None if findings else value), findings

    return check


def day(*, earliest: date | None = None, latest: date | None = None) -> Check:
    """A date in the schema's form, as ISO text. Finds ``not_a_date``, ``too_early`` and ``in_the_future``."""

    def check(value: str) -> Read:
        read = read_date(value)
        if read is None:
            return None, [Finding("not_a_date", value=value)]
        iso = read.isoformat()
        if earliest is not None and read < earliest:
            return None, [Finding("too_early", value=iso, params={"floor": earliest.isoformat()})]
        if latest is not None and read > latest:
            return None, [Finding("in_the_future", value=iso)]
        return iso, ()

    return check


def birthday(today: date) -> Check:
    """Finds ``birth_not_a_date`` and ``birth_range``."""

    def check(value: str) -> Read:
        read = read_date(value)
        if read is None:
            return None, [Finding("birth_not_a_date", value=value)]
        if not FIRST_BIRTHDAY <= read <= today:
            return None, [Finding("birth_range", value=read.isoformat())]
        return read.isoformat(), ()

    return check


def code(known: Mapping[str, Any]) -> Check:
    """One of the codes, in capitals or not; gives what it stands for. Finds ``code``."""

    def check(value: str) -> Read:
        found = known.get(value.upper())
        if found is None:
            return None, [Finding("code", value=value, params={"expected": ", ".join(known)})]
        return found, ()

    return check


# --- repairs ------------------------------------------------------------------------------------------------------


def date_repair(text: str) -> tuple[str, Finding | None]:
    """Year first is plain; day first (``day_first``) and a spreadsheet's day number (``serial``) are read, and said."""
    if not text or read_date(text):
        return text, None
    guessed = guess_date(text)
    if guessed is None:
        return text, None
    iso = guessed.day.isoformat()
    if guessed.how is Guess.YEAR_FIRST:
        return iso, None
    return iso, Finding(guessed.how.value, value=text, params={"read": iso})


def decimals_repair(text: str) -> tuple[str, Finding | None]:
    """A whole number to which a spreadsheet has added decimals."""
    if match := _DECIMALS.fullmatch(text):
        return match[1], Finding("decimals", value=text, params={"read": match[1]})
    return text, None


def date_like_repair(text: str) -> tuple[str, Finding | None]:
    """Nothing can be taken back, but a text like 09-Aug is worth a look."""
    return text, Finding("like_a_date", value=text) if _LIKE_A_DATE.fullmatch(text) else None


def repairs(field_repair: Repair, *, day_first_dates: str) -> Repair:
    """The repair as a profile wants it: dates with the day first may be accepted without a word."""
    if day_first_dates != "accept":
        return field_repair

    def quiet(text: str) -> tuple[str, Finding | None]:
        repaired, finding = field_repair(text)
        return repaired, None if finding is not None and finding.key == "day_first" else finding

    return quiet
