"""The thread between the parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.challenges import queries as challenges
from testamur.challenges.actions import letters
from testamur.challenges.actions.moving import locked
from testamur.challenges.models import Challenge, Message
from testamur.challenges.states import Side
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User

_FIRST = (Side.AWARDING_ORGANISATION, Side.RAISER, Side.SUPPORT)


@transaction.atomic
def say(*, challenge: Challenge, text: str, by: User) -> Message:
    """Add a message to an open challenge; the other parties are told that it is there."""
    sides = challenges.sides_of(by, challenge)
    side = next((side for side in _FIRST if side in sides), None)
    if side is None:
        raise PermissionDenied(_("Only the parties to a challenge can write in it."))
    said = text.strip()
    if not said:
        raise ValidationError({"text": _("Enter your message.")})
    if len(said) > 4000:
        raise ValidationError({"text": _("Use 4,000 characters or fewer.")})
    held = locked(challenge)
    if not held.is_open:
        raise ValidationError(
            _("Challenge %(reference)s is “%(state)s”, so nothing can be added to it.")
            % {"reference": held.reference, "state": held.meaning.label}
        )
    message = Message.objects.create(challenge=held, author=by, side=side.value, text=said, at=clock.now())
    letters.said(message)
    return message
