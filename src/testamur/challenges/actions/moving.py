"""The one way a challenge goes from state to state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from testamur.challenges import queries as challenges
from testamur.challenges.models import Challenge
from testamur.challenges.states import CHALLENGE_LIFE, Event, Side
from testamur.plumbing import clock
from testamur.plumbing.machines import NotPossible

if TYPE_CHECKING:
    from testamur.access.models import User, Visitor


def check_side(user: Visitor, challenge: Challenge, *sides: Side) -> None:
    """Raise ``PermissionDenied`` with a sentence unless the person acts for one of these parties."""
    challenges.check_side(user, challenge, *sides)


def locked(challenge: Challenge) -> Challenge:
    """The challenge as it stands, held until the transaction ends; nobody waits for a batch that decides about it."""
    return Challenge.objects.select_for_update(nowait=True).get(pk=challenge.pk)


def locked_for(challenge: Challenge, event: Event, by: User) -> Challenge:
    """The same, if the event can happen to it and this person may make it happen.

    Raises ``PermissionDenied``, or ``ValidationError`` with a sentence: somebody else was faster, or it is over.
    """
    check_side(by, challenge, *CHALLENGE_LIFE.by(event))
    held = locked(challenge)
    try:
        CHALLENGE_LIFE.check(event, held.state)
    except NotPossible as refused:
        words = {"reference": held.reference, "state": _(refused.label)}
        raise ValidationError(_(refused.sentence) % words) from refused
    return held


def move(challenge: Challenge, event: Event) -> None:
    """Change the state in memory; the caller saves it with the rest, inside its process."""
    challenge.state = CHALLENGE_LIFE.target_of(event).value
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
