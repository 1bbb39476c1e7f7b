"""The settings of the rules for achievements: every value that LRS documents leave open or call "currently"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from testamur.batches.findings import Severity

ACTIONS: tuple[str, ...] = ("create", "update", "withdraw", "reinstate")
# Grades that say that a QCF unit was not achieved. No list is published: these are the words that centres use.
FAILED_UNIT_GRADES: tuple[str, ...] = (
    *("F", "Fail", "Failed", "Unsuccessful", "Unsatisfactory", "Not successful"),
    *("N", "Not achieved", "Did not achieve", "NYA", "Not yet achieved"),
    *("NC", "Not competent", "NYC", "Not yet competent", "Not met", "Not passed", "Did not pass"),
    *("R", "Refer", "Referred", "Referral", "Resit", "Retake", "Resubmit", "Resubmission"),
    *("Def", "Defer", "Deferred", "Deferral", "Pending", "Q"),
    *("Inc", "Incomplete", "Not complete", "Not completed", "Did not complete", "DNC"),
    *("Abs", "Absent", "Did not attend", "DNA", "W", "Withdrawn", "Withdrew"),
    *("U", "Unclassified", "Ungraded", "X", "No result", "No award", "Nil", "Void", "Disqualified"),
)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def _plain(grade: str) -> str:
    """A grade without case, spaces and punctuation."""
    return "".join(letter for letter in grade.casefold() if letter.isalnum())


def failing(grades: Iterable[str]) -> frozenset[str]:
    """The grades as :meth:`RowOptions.says_failed` compares them."""
    return frozenset(filter(None, map(_plain, grades)))


def _numbered(words: tuple[str, ...]) -> dict[str, str]:
    return {
        **{str(number): word for number, word in enumerate(words, start=1)},
        **{word: word for word in words},
    }


@dataclass(frozen=True, slots=True)
class RowOptions:
    """Settings of the row rules. ``today`` is passed in, because a rule never reads a clock.

    ``actions`` and ``languages`` are looked up in lower case; ``fail_grades`` is what :func:`failing` makes. The
    numbers of actions, the words for languages and the grades that mean "not achieved" are assumptions (lrs.md 1.6):
    no LRS document that we could read lists them.
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
    fail_grades: frozenset[str] = failing(FAILED_UNIT_GRADES)
    grade_longest: int = 20
    name_longest: int = 35
    mis_identifier_longest: int = 128
    action_reason_longest: int = 255

    def says_failed(self, grade: str) -> bool:
        """Whether this grade of a unit says that it was not achieved: "Fail (F)" and "Refer (1st attempt)" too."""
        return _plain(grade) in self.fail_grades or _plain(_IN_BRACKETS.sub("", grade)) in self.fail_grades
