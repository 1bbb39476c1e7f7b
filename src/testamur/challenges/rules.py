"""What a challenge may say, what puts it right, and by when.

Sources: event-data-challenges sections 1 to 4; awarding-organisation-faq section 5; lrs sections 3.5 and 6.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from testamur.plumbing.translatable import Translatable

WEEKS = 5


class Problem(StrEnum):
    """What is wrong with the record (lrs section 6, suggested set)."""

    GRADE = "grade"
    AWARD_DATE = "award_date"
    LEARNER = "learner"
    DUPLICATE = "duplicate"
    NOT_COMPLETED = "not_completed"
    OTHER = "other"


class Remedy(StrEnum):
    """The corrections that the pages and the batch know."""

    EDIT_GRADE = "edit_grade"
    WITHDRAW_AND_CREATE = "withdraw_and_create"
    MOVE = "move"
    DELETE = "delete"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class ProblemMeaning:
    """How a problem is put to people, and what corrects it.

    ``asks`` names the field of the challenge that says what the record should be, if one does.
    """

    label: Translatable
    hint: Translatable
    remedy: Remedy
    recommended: Translatable
    asks: str | None = None


PROBLEMS: dict[Problem, ProblemMeaning] = {
    Problem.GRADE: ProblemMeaning(
        "The grade is wrong",
        "The grade on the record is not the grade that was awarded.",
        Remedy.EDIT_GRADE,
        "Edit the grade, or send an Update with the right grade.",
        "wanted_grade",
    ),
    # An update cannot change the date (awarding-organisation-faq, "Updating").
    Problem.AWARD_DATE: ProblemMeaning(
        "The award date is wrong",
        "The date on the record is not the date on the certificate.",
        Remedy.WITHDRAW_AND_CREATE,
        "Withdraw the achievement and create it with the right award date.",
        "wanted_award_date",
    ),
    Problem.LEARNER: ProblemMeaning(
        "The achievement is not this learner’s",
        "It belongs to someone else.",
        Remedy.MOVE,
        "Move the achievement to the right learner, or delete it.",
        "wanted_uln",
    ),
    Problem.DUPLICATE: ProblemMeaning(
        "The same achievement is there twice",
        "It is on the record twice, but it was awarded once.",
        Remedy.DELETE,
        "Delete or withdraw the second record.",
    ),
    Problem.NOT_COMPLETED: ProblemMeaning(
        "The learner never completed this",
        "It was recorded in error.",
        Remedy.DELETE,
        "Delete or withdraw the achievement.",
    ),
    Problem.OTHER: ProblemMeaning(
        "Something else about the data is wrong",
        "For example the provider or the language of assessment.",
        Remedy.UPDATE,
        "Compare with your own records and correct what differs.",
    ),
}


def due_on(raised: dt.date, days: int = WEEKS * 7) -> dt.date:
    """The day by which the challenge is to be closed: "a maximum of 5 weeks" (event-data-challenges section 2)."""
    return raised + dt.timedelta(days=days)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week in which ``day`` lies; the weekly report is of that week."""
    return day - dt.timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the record should be: as agreed by the awarding organisation or, before that, as the raiser asks."""

    grade: str | None = None
    award_date: dt.date | None = None
    uln: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the challenged record stands now.

    ``with_learner`` says that it is with the learner against whose record the challenge was raised. ``elsewhere``
    says that the same organisation holds an active record of the same reference for the wanted learner on the
    wanted date.
    """

    active: bool
    grade: str | None
    award_date: dt.date
    with_learner: bool
    elsewhere: bool
    changed_since: bool


def satisfied(problem: Problem, wanted: Wanted, standing: Standing) -> bool:
    """Whether the record as it stands is what the challenge asks for."""
    here = standing.active and standing.with_learner
    match problem:
        case Problem.GRADE:
            right = (standing.grade or "").casefold() == (wanted.grade or "").casefold()
            return here and bool(wanted.grade) and right
        case Problem.AWARD_DATE:
            if wanted.award_date is None:
                return False
            return (here and standing.award_date == wanted.award_date) or (not here and standing.elsewhere)
        case Problem.LEARNER:
            return not here and (not wanted.uln or standing.elsewhere)
        case Problem.DUPLICATE | Problem.NOT_COMPLETED:
            return not here
        case Problem.OTHER:
            return standing.changed_since


def reference_of(number: int) -> str:
    """The reference by which people quote a challenge."""
    return f"EDC{number:07d}"


def number_of(reference: str) -> int | None:
    """The inverse of :func:`reference_of`, forgiving spaces and small letters; ``None`` for what is no reference."""
    text = reference.strip().upper().replace(" ", "").replace("-", "")
    digits = text.removeprefix("EDC")
    if digits == text or not digits.isascii() or not digits.isdigit() or not 0 < len(digits) <= 12:
        return None
    return int(digits)
