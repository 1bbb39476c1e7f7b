"""Corrections and challenges find each other, whichever page, batch or call the correction came through (EDC-10)."""

from __future__ import annotations

from django.db import transaction

from testamur.audit import actions as audit
from testamur.challenges import queries as challenges
from testamur.challenges.actions import letters
from testamur.challenges.actions.moving import move
from testamur.challenges.models import Challenge
from testamur.challenges.states import CHALLENGE_LIFE, Event


def match_corrections() -> int:
    """Mark every challenge whose record has been put right since it was raised; returns how many.

    It only looks at challenges that wait for a correction, so it can be asked as often as one likes, and it does
    nothing twice.
    """
    right = {found.challenge: found.batch for found in challenges.changed_since_raised() if found.satisfied}
    return _mark(right) if right else 0


@transaction.atomic
def _mark(right: dict[int, int | None]) -> int:
    waiting = list(
        Challenge.objects.select_for_update()
        .filter(pk__in=list(right), **CHALLENGE_LIFE.lookup(Event.CORRECT))
        .order_by("id")
    )
    # Asked again under the lock: the record may have been changed back in between.
    still = {found.challenge for found in challenges.compared(right) if found.satisfied}
    marked = [challenge for challenge in waiting if challenge.pk in still]
    for challenge in marked:
        move(challenge, Event.CORRECT)
        challenge.corrected_at = challenge.updated_at
        with audit.process("challenge.corrected", by=None, batch=right[challenge.pk]):
            challenge.save()
        letters.corrected(challenge)
    return len(marked)
