"""Guessing at learners: claims that identify nobody are counted, each once a minute, for whoever makes them.

Right claims count for nothing, so a system may ask for as many learners as it has. Who is over the bound is refused
before anything is looked up: the refusal does not tell a right guess from a wrong one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.utils.crypto import salted_hmac

from testamur.plumbing import meter

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.learners.rules.verifying import Claim

log = structlog.get_logger(__name__)


def check_may_name(*, claim: Claim, by: User) -> None:
    """Raise :class:`meter.Exhausted` for who has named too many learners wrongly in this minute, or this one."""
    bounds = {
        _of_all(by): settings.LEARNER_MISSES_PER_MINUTE,
        _of_one(claim, by): settings.LEARNER_MISSES_OF_ONE_PER_MINUTE,
    }
    taken = meter.taken(list(bounds))
    if any(taken.get(who, 0) >= most for who, most in bounds.items()):
        log.warning("learner.misses_refused", taken=sorted(taken.values()))
        raise meter.Exhausted


def note_miss(*, claim: Claim, by: User) -> None:
    """Count a claim that identified nobody, unless it was counted in this minute."""
    said = f"{claim.uln} {claim.given_name} {claim.family_name} {claim.date_of_birth} {claim.gender}".lower()
    if meter.count(f"learner-miss:{by.pk}:{_digest(said)}", a_minute=1).number == 1:
        for who in (_of_all(by), _of_one(claim, by)):
            meter.count(who, a_minute=0)


def _of_all(by: User) -> str:
    return f"learner-misses:{by.pk}"


def _of_one(claim: Claim, by: User) -> str:
    return f"learner-misses:{by.pk}:{_digest(claim.uln)}"


def _digest(text: str) -> str:
    """What is counted is not kept as it was said: it names somebody, perhaps."""
    return salted_hmac("learner misses", text, algorithm="sha256").hexdigest()
