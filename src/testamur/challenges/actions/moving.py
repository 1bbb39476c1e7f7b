"""The one way a challenge goes from state to state."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.challenges import queries
from testamur.challenges.models import Challenge
from testamur.challenges.states import TRANSITIONS, Event, Side, allows
from testamur.plumbing import clock

_REFUSALS = {
    Event.PROCESS: gettext_lazy("Challenge %(reference)s is “%(state)s” and is no longer new."),
    Event.ACCEPT: gettext_lazy("Challenge %(reference)s is “%(state)s” and can no longer be accepted."),
    Event.REJECT: gettext_lazy("Challenge %(reference)s is “%(state)s” and can no longer be rejected."),
    Event.CORRECT: gettext_lazy(
        "Challenge %(reference)s is “%(state)s” and is not waiting for a correction."
    ),
    Event.CLOSE: gettext_lazy("Challenge %(reference)s is “%(state)s” and cannot be closed."),
    Event.SEND_BACK: gettext_lazy("Challenge %(reference)s is “%(state)s” and cannot be sent back."),
    Event.WITHDRAW: gettext_lazy("Challenge %(reference)s is “%(state)s” and can no longer be withdrawn."),
}


def check_side(user: Any, challenge: Challenge, side: Side) -> None:
    """Raise ``PermissionDenied`` with a sentence unless the person acts for this party."""
    queries.check_side(user, challenge, side)


def locked(challenge: Challenge) -> Challenge:
    """The challenge as it stands, held until the transaction ends."""
    return Challenge.objects.select_for_update().get(pk=challenge.pk)


def locked_for(challenge: Challenge, event: Event, by: Any) -> Challenge:
    """The same, if the event can happen to it and this person may make it happen.

    Raises ``PermissionDenied``, or ``ValidationError`` with a sentence: somebody else was faster, or it is over.
    """
    check_side(by, challenge, TRANSITIONS[event].by)
    held = locked(challenge)
    if not allows(event, held.state):
        words = {"reference": held.reference, "state": held.meaning.label}
        raise ValidationError(_REFUSALS[event] % words)
    return held


def move(challenge: Challenge, event: Event) -> None:
    """Change the state in memory; the caller saves it with the rest, inside its process."""
    challenge.state = TRANSITIONS[event].target.value
    challenge.updated_at = clock.now()


LONGEST_REASON = 1000


def reason_given(reason: str, sentence: str) -> str:
    """The reason without blanks around it; ``ValidationError`` with the sentence if there is none."""
    if not (text := optional_reason(reason)):
        raise ValidationError({"reason": sentence})
    return text


def optional_reason(reason: str, field: str = "reason") -> str:
    """A reason that may be left out, without blanks around it; ``ValidationError`` if it is too long to be kept."""
    if len(text := reason.strip()) > LONGEST_REASON:
        raise ValidationError({field: _("Use %(limit)s characters or fewer.") % {"limit": LONGEST_REASON}})
    return text
