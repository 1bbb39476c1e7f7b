"""The formula guard: what a spreadsheet would run as a formula gets an apostrophe, and loses it on return.

A text that itself begins with apostrophes and such a character gets one more, so that guarding and unguarding
are each other's inverse and a grade ``-`` survives the round trip.
"""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guard(text: str) -> str:
    return "'" + text if _RISKY.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
