"""Who may see a whole learner's record: one rule for the pages, the API and the wire.

The learner sees all of it. Providers and local authorities see it when they name the learner (ULN and names, and
whatever else they say must be right) and the learner has not refused to share it (ACH-11). Nobody browses: without
the particulars there is no learner, and which of them is wrong is not said. Awarding organisations see what they
uploaded and nothing more (ACH-13), whatever the learner has chosen.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.models import Achievement
from testamur.achievements.queries.learner_record import SHOWN, LearnerRecord, learner_record
from testamur.learners import queries as learners

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.learners.models import Learner
    from testamur.learners.rules import Claim


@dataclass(frozen=True, slots=True)
class NotShared:
    """The learner has chosen not to share the record (WSEC0206)."""

    learner: Learner


@dataclass(frozen=True, slots=True)
class NotFound:
    """No learner has this ULN and these particulars (WSEC0208)."""


def record_for(user: Visitor, claim: Claim) -> LearnerRecord | NotShared | NotFound:
    """The record of the learner whom ``claim`` names. Raises ``PermissionDenied`` for who may see no record at all."""
    own = learners.learner_of(user)
    if own is None:
        access.check_can(user, Permission.RECORD_VIEW)
    found = learners.identified(claim)
    if found is None or (own is not None and found.known_as != own):
        return NotFound()
    return record_of(user, found)


def record_of(user: Visitor, learner: Learner) -> LearnerRecord | NotShared:
    """The record of a learner whom the person has named before (as :func:`record_for` saw to), or of themselves."""
    if learners.learner_of(user) == learner.known_as:
        return learner_record(learner)
    access.check_can(user, Permission.RECORD_VIEW)
    if not learners.sharing_meaning(learner).shows:
        return NotShared(learner.known_as)
    return learner_record(learner)


def own_record(user: Visitor) -> LearnerRecord | None:
    """The record of the learner whose account this is; ``None`` for everybody else."""
    learner = learners.learner_of(user)
    return learner_record(learner) if learner else None


def achievement_on_record(learner: Learner, value: uuid.UUID) -> Achievement | None:
    """One line of a learner's record by its address."""
    held = Achievement.objects.filter(
        uuid=value, learner__in=learners.same_person(learner).values("pk"), state__in=SHOWN
    )
    return held.select_related("organisation", "learner__master").first()


def learners_in_use_relation() -> str:
    """Learners under whose number anything was ever recorded, as a relation for set rules: learner_id."""
    return "(SELECT learner_id FROM achievements_achievement)"
