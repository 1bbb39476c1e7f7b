"""Business Support's side: check, then close or send back (event-data-challenges section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.audit import actions as audit
from testamur.challenges import queries as challenges
from testamur.challenges.actions import letters
from testamur.challenges.actions.moving import locked_for, move, optional_reason, reason_given
from testamur.challenges.models import Challenge
from testamur.challenges.states import Event, State

if TYPE_CHECKING:
    from testamur.access.models import User


@transaction.atomic
def close(*, challenge: Challenge, note: str = "", through: str, by: User) -> Challenge:
    """Close a challenge: one that was rejected as it is, one that was accepted only if the record is right now."""
    held = locked_for(challenge, Event.CLOSE, by)
    if held.state == State.CORRECTED:
        if not challenges.compared_one(held).satisfied:
            raise ValidationError(
                _(
                    "The record is no longer as the challenge asks. Send the challenge back to the organisation."
                )
            )
        resolution = _("The record has been corrected.")
    else:
        resolution = _("The awarding organisation says that the record is right, and nothing was changed.")
    said = optional_reason(note, "note")
    move(held, Event.CLOSE)
    held.resolved_at = held.updated_at
    held.resolution = f"{resolution} {said}".strip()
    with audit.process("challenge.closed", by=by, reason=said, through=through):
        held.save()
    letters.closed(held)
    return held


@transaction.atomic
def send_back(*, challenge: Challenge, reason: str, through: str, by: User) -> Challenge:
    """Ask the awarding organisation to look again: the decision is taken anew."""
    held = locked_for(challenge, Event.SEND_BACK, by)
    said = reason_given(reason, _("Enter what the organisation should look at again."))
    move(held, Event.SEND_BACK)
    held.decided_at, held.decided_by, held.decision_reason, held.corrected_at = None, None, "", None
    with audit.process("challenge.sent_back", by=by, reason=said, through=through):
        held.save()
    number = held.pgh_event_model.objects.filter(pgh_obj_id=held.pk).count()  # type: ignore[attr-defined]
    letters.sent_back(held, reason=said, number=number)
    return held
