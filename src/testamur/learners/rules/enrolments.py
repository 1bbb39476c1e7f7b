"""With which provider a learner is, and in which year group (progress_results.md A5.6)."""

from __future__ import annotations

import re

YEAR_GROUPS = (7, 8, 9, 10, 11, 12, 13, 14)
"""Learners of 11 to 19. The source shows the first and says that the others follow."""


def year_group_of(text: str) -> int | None:
    """The year group that somebody means by “Year 11”, “11” or “Y11”; ``None`` if there is none."""
    found = re.fullmatch(r"(?:y(?:ea)?r?\.?)?\s*0?([0-9]{1,2})", text.strip(), re.ASCII | re.IGNORECASE)
    year = int(found[1]) if found else 0
    return year if year in YEAR_GROUPS else None
