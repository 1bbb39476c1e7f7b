"""Correcting the record from the challenge itself: applying the correction is what satisfies the challenge."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.achievements import actions as achievement_actions
from testamur.audit import actions as audit
from testamur.challenges import queries as challenges
from testamur.challenges.actions import letters
from testamur.challenges.actions.moving import check_side, locked, move
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Remedy
from testamur.challenges.states import Event, Side, State

if TYPE_CHECKING:
    from testamur.access.models import User


@transaction.atomic
def correct(
    *,
    challenge: Challenge,
    version: str | None = None,
    grade: str | None = None,
    award_date: dt.date | None = None,
    uln: str | None = None,
    through: str,
    by: User,
) -> Challenge:
    """Correct the record of an accepted challenge, in the way its problem asks for.

    What is given here takes the place of what was agreed. ``version`` is the record's as the person saw it. Raises
    ``achievements.Rejected`` with a sentence a field, ``ValidationError`` and ``PermissionDenied``; then nothing is
    changed, neither the record nor the challenge.
    """
    check_side(by, challenge, Side.AWARDING_ORGANISATION)
    held = locked(challenge)
    if held.state != State.ACCEPTED:
        raise ValidationError(
            _("Challenge %(reference)s is “%(state)s”. The record is corrected once it is accepted.")
            % {"reference": held.reference, "state": held.meaning.label}
        )
    held.wanted_grade = grade or held.wanted_grade
    held.wanted_award_date = award_date or held.wanted_award_date
    held.wanted_uln = uln or held.wanted_uln
    with audit.process("challenge.wanted_changed", by=by, through=through):
        held.save(update_fields=["wanted_grade", "wanted_award_date", "wanted_uln"])
    _apply(held, version, through, by)
    if not challenges.compared_one(held).satisfied:
        raise ValidationError(_("This would not put the record right as the challenge asks."))
    move(held, Event.CORRECT)
    held.corrected_at = held.updated_at
    with audit.process("challenge.corrected", by=by, through=through):
        held.save()
    letters.corrected(held)
    return held


def _apply(challenge: Challenge, version: str | None, through: str, by: User) -> None:
    """The correction by its remedy; the record's history says for which challenge it was made."""
    record = challenge.achievement
    reason = _("Event data challenge %(reference)s") % {"reference": challenge.reference}
    common: dict[str, Any] = {
        "through": through,
        "by": by,
        "version": version,
        "reason": reason,
    }
    match challenges.correction_of(challenge).remedy:
        case Remedy.EDIT_GRADE:
            achievement_actions.edit_grade(achievement=record, grade=challenge.wanted_grade or "", **common)
        case Remedy.MOVE:
            achievement_actions.move(achievement=record, uln=challenge.wanted_uln or "", **common)
        case Remedy.DELETE:
            achievement_actions.delete(achievement=record, **common)
        case Remedy.WITHDRAW_AND_CREATE:
            if challenge.wanted_award_date is None:
                raise ValidationError({"award_date": _("Enter the award date that should be on the record.")})
            achievement_actions.redate(achievement=record, award_date=challenge.wanted_award_date, **common)
        case Remedy.UPDATE:
            raise ValidationError(
                _("This cannot be corrected here. Correct the achievement under Achievements.")
            )
