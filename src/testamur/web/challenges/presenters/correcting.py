"""What confirming a correction would write, beside what stands there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.achievements import queries as achievements
from testamur.challenges import queries as challenges
from testamur.challenges.rules import PROBLEMS, Problem, Remedy
from testamur.web.challenges.presenters.detail import Compared
from testamur.web.formats import short_date

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge
    from testamur.challenges.queries import Correction


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """``hidden`` is what the record should be, for the form that confirms; ``impossible`` says why there is none."""

    version: str
    question: str
    effect: str
    button: str
    is_final: bool
    rows: list[Compared]
    hidden: list[tuple[str, Any]]
    impossible: str


def correction_page(challenge: Challenge) -> CorrectionPage:
    """The correction pre-filled by the challenge (EDC-04 to EDC-06)."""
    found = challenges.correction_of(challenge)
    question, effect, button = _words(found)
    return CorrectionPage(
        version=found.version,
        question=question,
        effect=effect,
        button=button,
        is_final=found.remedy == Remedy.DELETE,
        rows=_rows(challenge, found),
        hidden=list(_hidden(challenge)),
        impossible=_impossible(challenge, found),
    )


def _words(found: Correction) -> tuple[str, str, str]:
    """The heading, what will happen, and the button, in the words of event-data-challenges 4.3 to 4.5."""
    match found.remedy:
        case Remedy.EDIT_GRADE:
            return (
                _("Edit the grade"),
                _("The grade on the learner’s record will be replaced as soon as you confirm."),
                _("Confirm the new grade"),
            )
        case Remedy.WITHDRAW_AND_CREATE:
            return (
                _("Correct the award date"),
                _("The record will be withdrawn, and a new one created with the correct award date."),
                _("Confirm the new award date"),
            )
        case Remedy.MOVE:
            return (
                _("Move the achievement to the new learner"),
                _(
                    "The achievement will be removed from this learner’s record and added to the new "
                    "learner’s record."
                ),
                _("Confirm transfer"),
            )
        case Remedy.DELETE:
            return (
                _("Delete the achievement"),
                _(
                    "The achievement will be permanently removed from the learner’s record. Its history "
                    "is kept."
                ),
                _("Confirm delete"),
            )
        case Remedy.UPDATE:
            return _("Correct the record"), "", ""


def _rows(challenge: Challenge, found: Correction) -> list[Compared]:
    held = challenge.achievement
    (listed,) = achievements.listed([held])
    remedy = found.remedy
    new_date = short_date(found.award_date) if found.award_date else ""
    rows = [
        Compared(_("Achievement"), listed.subject or held.reference, "", False),
        Compared(_("Reference number"), held.reference, "", False),
        Compared(_("Grade"), held.grade or _("No grade"), found.grade, remedy == Remedy.EDIT_GRADE),
        Compared(
            _("Award date"), short_date(held.award_date), new_date, remedy == Remedy.WITHDRAW_AND_CREATE
        ),
        Compared(_("Learner"), str(held.learner), found.new_learner, remedy == Remedy.MOVE),
        Compared(_("ULN"), held.uln, found.uln, remedy == Remedy.MOVE),
    ]
    if remedy == Remedy.DELETE:
        rows.append(Compared(_("State"), _(listed.meaning.label), _("Deleted"), True))
    return rows


def _hidden(challenge: Challenge) -> Iterator[tuple[str, Any]]:
    """What the record should be, as the fields of a form send it: a date in its three parts."""
    name = PROBLEMS[Problem(challenge.problem)].asks
    value = getattr(challenge, name) if name else None
    if isinstance(value, dt.date):
        yield from ((f"{name}_{part}", getattr(value, part)) for part in ("day", "month", "year"))
    elif name and value:
        yield name, value


def _impossible(challenge: Challenge, found: Correction) -> str:
    if challenge.problem == Problem.OTHER:
        return _(
            "You cannot correct this here. Open the achievement and correct it there. The "
            "challenge will show the correction within seconds."
        )
    if not found.possible:
        return _("The achievement has been changed and is no longer on the learner’s record.")
    if found.remedy == Remedy.MOVE and not found.new_learner:
        return _("There is no learner with the ULN %(uln)s. Enter another one.") % {"uln": found.uln}
    return ""
