"""What stands in a person's way and will pass: somebody holds the record, the database is slow, the disk is full, files
cannot be scanned, too many guesses were wrong.

The one place that knows it by its exception; page, API and web service say it each in its own form.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import Any

import psycopg.errors
from django.utils.translation import gettext_lazy

from testamur.plumbing import malware, meter


@dataclass(frozen=True, slots=True)
class Trouble:
    """``slug`` is the API's name for it; ``remedy`` says what to do."""

    slug: str
    status: int
    title: Any
    remedy: Any
    retry_after: int = 60

    def __str__(self) -> str:
        return f"{self.title}. {self.remedy}"


HELD = Trouble(
    "being-changed",
    409,
    gettext_lazy("Someone else is changing this at the moment"),
    gettext_lazy("Try again in a minute."),
)
SLOW = Trouble(
    "too-slow",
    503,
    gettext_lazy("This takes too long at the moment"),
    gettext_lazy("Nothing was changed. Try again in a few minutes, or ask for less at once."),
)
FULL = Trouble(
    "no-room",
    507,
    gettext_lazy("There is no room to save this"),
    gettext_lazy("Nothing was saved. Try again in a few minutes."),
)
UNSCANNED = Trouble(
    "not-scanned",
    503,
    gettext_lazy("Files cannot be checked for malware at the moment"),
    gettext_lazy("Nothing was saved. Try again in a few minutes."),
)

MISSED = Trouble(
    "too-many-requests",
    429,
    gettext_lazy("Too many learners could not be identified"),
    gettext_lazy("Check what you have of them against their own papers, and go on in a minute."),
)

_HELD = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
_FULL = (psycopg.errors.DiskFull,)
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


def of(error: BaseException | None) -> Trouble | None:
    """Which trouble an exception tells of, itself or by its cause; ``None`` for any other."""
    while error is not None:
        if isinstance(error, _HELD):
            return HELD
        if isinstance(error, psycopg.errors.QueryCanceled):
            return SLOW
        if isinstance(error, _FULL) or (isinstance(error, OSError) and error.errno in _NO_SPACE):
            return FULL
        if isinstance(error, malware.Unscanned):
            return UNSCANNED
        if isinstance(error, meter.Exhausted):
            return MISSED
        error = error.__cause__
    return None
