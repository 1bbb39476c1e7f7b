"""Achievements as people see them: of a learner, one by one, and over time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, UUIDField

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.models import Achievement
from testamur.achievements.states import ACHIEVEMENT_LIFE, Event, Party, State
from testamur.audit.queries import Version, log_of, timeline
from testamur.learners import queries as learners
from testamur.plumbing.machines import Meaning
from testamur.plumbing.prepared import Given, Prepared
from testamur.qualifications import queries as qualifications

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.learners.models import Learner
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Listed:
    """An achievement with what the register calls it (columns of event-data-challenges table 3)."""

    achievement: Achievement
    subject: str
    type: str
    level: str

    @property
    def meaning(self) -> Meaning[Party]:
        return ACHIEVEMENT_LIFE.meaning(self.achievement.state)


def achievements_of_learner(user: Visitor, uln: str) -> QuerySet[Achievement]:
    """The achievements of the person known under this ULN that ``user`` may see.

    Of a merged learner: everything of the master and of all ULNs merged into it (lrs section 4.2).
    """
    learner = learners.by_uln(uln)
    return Achievement.objects.none() if learner is None else achievements_of(user, learner)


def on_record_of(organisation: Organisation, people: Iterable[Learner]) -> set[int]:
    """Of these people the ids of those whom the organisation knows: it awarded to them, or taught them."""
    numbers = [each.known_as.pk for each in people]
    own = Q(organisation=organisation)
    if organisation.ukprn:
        own |= Q(provider_ukprn=organisation.ukprn)
    found = Achievement.objects.filter(own, Q(learner__in=numbers) | Q(learner__master__in=numbers))
    return {master or own for own, master in found.values_list("learner", "learner__master").distinct()}


def achievements_of(user: Visitor, learner: Learner) -> QuerySet[Achievement]:
    """The same of a learner who has been looked up, latest award first."""
    people = learners.same_person(learner).values_list("pk", flat=True)
    achievements = Achievement.objects.visible_to(user).filter(learner_id__in=list(people))
    return achievements.select_related("organisation", "learner").order_by("-award_date", "reference", "id")


def achievements_of_person(learner: Learner) -> QuerySet[Achievement]:
    """Everything that anybody has recorded of this person, whichever of their ULNs it was sent under."""
    people = learners.same_person(learner).values_list("pk", flat=True)
    return Achievement.objects.filter(learner_id__in=list(people))


def achievement_for(user: Visitor, value: uuid.UUID) -> Achievement | None:
    """One achievement by its address, if the person may see it."""
    return next((found for found in _ACHIEVEMENT(uuid=value) if found.is_visible_to(user)), None)


_ACHIEVEMENT = Prepared(
    lambda: Achievement.objects.select_related("organisation", "learner__master", "batch").filter(
        uuid=Given("uuid", UUIDField())
    )
)


def achievement_of_record(user: Visitor, record: int) -> Achievement | None:
    """The achievement that a line of a batch became (``BatchRow.record``), if the person may see it."""
    return Achievement.objects.visible_to(user).filter(pk=record).first()


def achievements_by_key(
    organisation: Organisation, *, uln: str, reference: str, award_date: dt.date
) -> QuerySet[Achievement]:
    """The organisation's achievements under one key: the active one first, then withdrawn ones, latest first.

    Deleted ones are left out: nothing can be done with them any more.
    """
    key = {"organisation": organisation, "uln": uln, "reference": reference, "award_date": award_date}
    # Each state has an index of its own over the key; without the states in the question, none could answer it.
    of_any_state = Q(pk__in=[])
    for state in (State.ACTIVE, State.WITHDRAWN):
        of_any_state |= Q(**key, state=state.value)
    return Achievement.objects.filter(of_any_state).order_by("state", "-id")


def can_be_changed(achievement: Achievement) -> bool:
    """Whether it can be updated and withdrawn: it is on the learner's record."""
    return ACHIEVEMENT_LIFE.may(Event.UPDATE, achievement.state)


def can_be_reinstated(achievement: Achievement) -> bool:
    """Whether it is the one that a reinstatement of its key would bring back."""
    if not ACHIEVEMENT_LIFE.may(Event.REINSTATE, achievement.state):
        return False
    same = achievements_by_key(
        achievement.organisation,
        uln=achievement.uln,
        reference=achievement.reference,
        award_date=achievement.award_date,
    )
    return same.first() == achievement


def listed(achievements: list[Achievement]) -> list[Listed]:
    """Achievements with the register's words for them, in one query for all."""
    described = qualifications.described({achievement.reference for achievement in achievements})
    return [
        Listed(
            achievement,
            known.title if (known := described.get(achievement.reference)) else "",
            known.type if known else "",
            known.level if known else "",
        )
        for achievement in achievements
    ]


def history_of(achievement: Achievement) -> list[Version]:
    """Every version of the achievement, newest first: who, when, what, why, and through which batch or page."""
    return timeline(achievement)


def achievement_log(user: Visitor) -> QuerySet[Any] | None:
    """What happened to the achievements that the person may see; ``None`` for whom there are none to see."""
    if not access.can(user, Permission.ACHIEVEMENT_VIEW):
        return None
    return log_of(Achievement.objects.visible_to(user))
