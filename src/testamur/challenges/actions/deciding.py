"""The awarding organisation's side: process, accept, reject; and giving a challenge to somebody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.audit import actions as audit
from testamur.challenges import queries as challenges
from testamur.challenges.actions import letters
from testamur.challenges.actions.moving import locked, locked_for, move, optional_reason, reason_given
from testamur.challenges.models import Challenge
from testamur.challenges.rules import PROBLEMS, Problem
from testamur.challenges.states import Event, Side
from testamur.learners.rules import uln_is_valid

if TYPE_CHECKING:
    from testamur.access.models import User


@transaction.atomic
def process(*, challenge: Challenge, through: str, by: User) -> Challenge:
    """Begin to work on a new challenge; it shows as In progress from now on (event-data-challenges section 4.1)."""
    held = locked_for(challenge, Event.PROCESS, by)
    move(held, Event.PROCESS)
    if held.assigned_to_id is None:
        held.assigned_to = by if challenges.assignable(held).filter(pk=by.pk).exists() else None
    with audit.process("challenge.processed", by=by, through=through):
        held.save()
    return held


@transaction.atomic
def accept(
    *,
    challenge: Challenge,
    reason: str = "",
    wanted_grade: str | None = None,
    wanted_award_date: dt.date | None = None,
    wanted_uln: str | None = None,
    through: str,
    by: User,
) -> Challenge:
    """Agree that the record is wrong. What it should be is as the raiser says, unless something else is given here.

    Raises ``ValidationError`` with a sentence for the field that does not fit.
    """
    held = locked_for(challenge, Event.ACCEPT, by)
    asks = PROBLEMS[Problem(held.problem)].asks
    given = {"wanted_grade": wanted_grade, "wanted_award_date": wanted_award_date, "wanted_uln": wanted_uln}
    if asks and given[asks]:
        _check_agreed(asks, given[asks])
        setattr(held, asks, given[asks])
    said = optional_reason(reason)
    move(held, Event.ACCEPT)
    _record_decision(held, said, by)
    with audit.process("challenge.accepted", by=by, reason=said, through=through):
        held.save()
    letters.decided(held, number=_decisions_so_far(held))
    return held


def _check_agreed(field: str, value: Any) -> None:
    if field == "wanted_grade" and len(value) > 20:
        raise ValidationError({field: _("The grade must be 20 characters or fewer.")})
    if field == "wanted_uln" and not uln_is_valid(value):
        raise ValidationError({field: _("This is not a ULN. Check the number.")})


@transaction.atomic
def reject(*, challenge: Challenge, reason: str, through: str, by: User) -> Challenge:
    """Say that the record is right, and why."""
    held = locked_for(challenge, Event.REJECT, by)
    said = reason_given(
        reason, _("Enter why the challenge is rejected. The person who raised it will read this.")
    )
    move(held, Event.REJECT)
    _record_decision(held, said, by)
    with audit.process("challenge.rejected", by=by, reason=said, through=through):
        held.save()
    letters.decided(held, number=_decisions_so_far(held))
    return held


def _record_decision(challenge: Challenge, reason: str, by: User) -> None:
    challenge.decided_at, challenge.decided_by, challenge.decision_reason = challenge.updated_at, by, reason


def _decisions_so_far(challenge: Challenge) -> int:
    """A challenge that was sent back can be decided again, and that is told again."""
    return challenge.pgh_event_model.objects.filter(pgh_obj_id=challenge.pk).count()  # type: ignore[attr-defined]


@transaction.atomic
def assign(*, challenge: Challenge, to: User | None, through: str, by: User) -> Challenge:
    """Give the challenge to one of the awarding organisation's people, or to all of them (``None``)."""
    if not challenges.sides_of(by, challenge) & {Side.AWARDING_ORGANISATION, Side.SUPPORT}:
        raise PermissionDenied(
            _("Your account does not have the right to do this. Ask a super user of your organisation.")
        )
    held = locked(challenge)
    if not held.is_open:
        raise ValidationError(
            _("Challenge %(reference)s is “%(state)s”. No one has to work on it.")
            % {"reference": held.reference, "state": held.meaning.label}
        )
    if to is not None and not challenges.assignable(held).filter(pk=to.pk).exists():
        raise ValidationError(
            {"to": _("%(name)s does not work on challenges of this organisation.") % {"name": to}}
        )
    held.assigned_to = to
    with audit.process("challenge.assigned", by=by, through=through):
        held.save(update_fields=["assigned_to"])
    letters.assigned(held, number=_decisions_so_far(held))
    return held
