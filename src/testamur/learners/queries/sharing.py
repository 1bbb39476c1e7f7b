"""Whether a learner's record is shared, and how it came to be so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from testamur.audit.queries import Version, timeline
from testamur.learners.models import Learner
from testamur.learners.states import SHARING_LIFE, Sharing, SharingMeaning, Who, choices_for

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

LOOKED_AT = "learner.record_viewed"
"""The process of a look."""


@dataclass(frozen=True, slots=True)
class SharingChange:
    """One change: who, when, why."""

    at: dt.datetime
    before: Sharing
    after: Sharing
    by_name: str
    reason: str
    through: str


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of an organisation was shown the whole record."""

    at: dt.datetime
    by_name: str
    organisation: str


def sharing_of(learner: Learner) -> Sharing:
    """The state of the person, whichever of their ULNs this is: it is kept with the one they are known under."""
    return Sharing(learner.known_as.ability_to_share)


def sharing_meaning(learner: Learner) -> SharingMeaning:
    return SHARING_LIFE.states[sharing_of(learner)]


def takes_refusals(organisation: Organisation | None) -> bool:
    """Whether this centre still takes a learner's refusal to share; for ``None``, whether any centre does."""
    if settings.SHARING_OPT_OUT_ALLOWED:
        return True
    centres = settings.SHARING_OPT_OUT_CENTRES
    return organisation.ukprn in centres if organisation else bool(centres)


def sharing_choices(
    learner: Learner, who: Who, organisation: Organisation | None = None
) -> tuple[Sharing, ...]:
    """To what ``who`` may change it now; a centre, where its settings let it."""
    return choices_for(who, sharing_of(learner), opt_out_allowed=takes_refusals(organisation))


def sharing_history(learner: Learner) -> list[SharingChange]:
    """Every change of the sharing, newest first."""
    return [
        SharingChange(
            version.at,
            Sharing(change.before),
            Sharing(change.after),
            version.by_name,
            version.reason,
            version.through,
        )
        for version in timeline(learner.known_as)
        for change in version.changes
        if change.field == "ability_to_share" and change.before is not None
    ]


def looks_at(learner: Learner, *, at_most: int = 200) -> list[Look]:
    """Who was shown the record, newest first."""
    found = [version for version in timeline(learner.known_as) if version.process == LOOKED_AT]
    return [_look(version) for version in found[:at_most]]


def _look(version: Version) -> Look:
    return Look(version.at, version.by_name, version.reason)
