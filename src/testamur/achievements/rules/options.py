"""The settings of the rules for achievements: every value that LRS documents leave open or call "currently"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from testamur.batches.findings import Severity

ACTIONS: tuple[str, ...] = ("create", "update", "withdraw", "reinstate")
FAIL_GRADES = frozenset(
    {
        "f",
        "fail",
        "failed",
        "n",
        "not achieved",
        "not yet achieved",
        "u",
        "unclassified",
        "ungraded",
        "x",
        "no result",
    }
)


def _numbered(words: tuple[str, ...]) -> dict[str, str]:
    return {
        **{str(number): word for number, word in enumerate(words, start=1)},
        **{word: word for word in words},
    }


@dataclass(frozen=True, slots=True)
class RowOptions:
    """Settings of the row rules. ``today`` is passed in, because a rule never reads a clock.

    ``actions``, ``languages`` and ``fail_grades`` are looked up in lower case. The numbers of actions, the
    words for languages and the grades that mean "not achieved" are assumptions (lrs.md 1.6): no LRS document
    that we could read lists them.
    """

    today: date
    job_type: str = "final"
    award_date_floor: date = date(2006, 9, 1)
    actions: Mapping[str, str] = field(default_factory=lambda: _numbered(ACTIONS))
    languages: Mapping[str, str] = field(
        default_factory=lambda: {
            "english": "English",
            "welsh": "Welsh",
            "irish": "Irish",
            "eng": "English",
            "wel": "Welsh",
            "cym": "Welsh",
            "gle": "Irish",
        }
    )
    unknown_language_is: Severity = Severity.ERROR
    fail_grades: frozenset[str] = FAIL_GRADES
    grade_longest: int = 20
    name_longest: int = 35
    mis_identifier_longest: int = 128
    action_reason_longest: int = 255
