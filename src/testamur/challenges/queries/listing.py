"""Lists of challenges: who reads them, which ones, and how many of each there are."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges.models import Challenge
from testamur.challenges.queries.challenges import challenges_for
from testamur.challenges.states import CHALLENGE_LIFE, OPEN, Side, State, Status, states_of
from testamur.learners import queries as learners
from testamur.organisations import queries as organisations
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.organisations.models import Organisation


class Reader(StrEnum):
    """As whom a person reads lists of challenges; somebody who is more than one reads as the first."""

    SUPPORT = "support"
    AWARDING_ORGANISATION = "awarding_organisation"
    RAISER = "raiser"
    LEARNER = "learner"


class Waiting(StrEnum):
    """Who has the next move: the reader, or somebody else."""

    ME = "me"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Figures:
    """How many challenges the person sees: by status and state, and of the open ones those past their day.

    ``mine`` and ``my_overdue`` are those that wait for the person. ``resolved`` were so since the day that was asked
    for. ``owners`` are the awarding organisations against whose records they are.
    """

    by_status: dict[Status, int]
    by_state: dict[State, int]
    mine: dict[State, int]
    overdue: int
    my_overdue: int
    resolved: int
    owners: frozenset[int]

    @property
    def all(self) -> int:
        return sum(self.by_status.values())


def reader_of(user: Visitor) -> Reader | None:
    """As whom the person reads challenges; ``None`` for those who have no business with them."""
    if access.holds_everywhere(user, Permission.CHALLENGE_CLOSE):
        return Reader.SUPPORT
    if access.can(user, Permission.CHALLENGE_VIEW):
        return Reader.AWARDING_ORGANISATION
    if access.can(user, Permission.CHALLENGE_RAISE):
        return Reader.RAISER
    return Reader.LEARNER if learners.learner_of(user) is not None else None


def check_reader(user: Visitor) -> Reader:
    """The same; raises ``PermissionDenied`` with a sentence for those who have no business with challenges."""
    reader = reader_of(user)
    if reader is None:
        raise PermissionDenied(
            _("Your account does not have the right to do this. Ask a super user of your organisation.")
        )
    return reader


def listed_challenges(
    user: Visitor,
    *,
    status: Status | None = None,
    state: State | None = None,
    organisation: Organisation | None = None,
    overdue: bool = False,
    waiting: Waiting | None = None,
    resolved_from: dt.date | None = None,
    containing: str = "",
) -> QuerySet[Challenge]:
    """The challenges that the person may see and that are like this, with their learners; those due first on top.

    ``containing`` is a reference, a ULN, or what a learner's names contain.
    """
    found = challenges_for(user, status=status)
    found = found.select_related(None).select_related("organisation", "raised_for", "assigned_to", "learner")
    if state is not None:
        found = found.filter(state=state)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    if overdue:
        found = found.filter(_overdue())
    if waiting is not None:
        mine = _mine(user)
        found = found.filter(mine if waiting is Waiting.ME else Q(state__in=OPEN) & ~mine)
    if resolved_from is not None:
        found = found.filter(_resolved(resolved_from))
    for word in containing.split()[:8]:
        found = found.filter(_called(word))
    return found


def _called(word: str) -> Q:
    figures = word.upper().removeprefix("EDC")
    named = Q(learner__given_name__icontains=word) | Q(learner__family_name__icontains=word)
    if re.fullmatch("[0-9]{1,18}", figures, re.ASCII):
        named |= Q(pk=int(figures)) | Q(recorded_uln=figures)
    return named


def _mine(user: Visitor) -> Q:
    """Which challenges wait for the person: ``sides_of`` as a set, narrowed to who has the next move."""
    found = Q(pk__in=[])
    if access.holds_everywhere(user, Permission.CHALLENGE_CLOSE):
        found |= Q(state__in=CHALLENGE_LIFE.owned_by(Side.SUPPORT))
    deciding = access.ids_where(user, Permission.CHALLENGE_DECIDE)
    if deciding:
        found |= Q(
            state__in=CHALLENGE_LIFE.owned_by(Side.AWARDING_ORGANISATION), organisation_id__in=deciding
        )
    return found


def _resolved(since: dt.date) -> Q:
    return Q(resolved_at__gte=clock.beginning(since))


def figures(
    user: Visitor, *, organisation: Organisation | None = None, resolved_from: dt.date | None = None
) -> Figures:
    """The numbers above a list and on the home page, in one query."""
    mine = _mine(user)
    seen = Challenge.objects.visible_to(user)
    if organisation is not None:
        seen = seen.filter(organisation=organisation)
    grouped = seen.values("state", "organisation_id").order_by()
    resolved = _resolved(resolved_from) if resolved_from else Q(pk__in=[])
    rows = list(
        grouped.annotate(
            number=Count("id"),
            late=Count("id", _overdue()),
            own=Count("id", mine),
            own_late=Count("id", mine & _overdue()),
            done=Count("id", resolved),
        )
    )
    by_state = {state: sum(row["number"] for row in rows if row["state"] == state) for state in State}
    return Figures(
        by_status={status: sum(by_state[state] for state in states_of(status)) for status in Status},
        by_state=by_state,
        mine={state: sum(row["own"] for row in rows if row["state"] == state) for state in State},
        overdue=sum(row["late"] for row in rows),
        my_overdue=sum(row["own_late"] for row in rows),
        resolved=sum(row["done"] for row in rows),
        owners=frozenset(row["organisation_id"] for row in rows),
    )


def owners_of_challenges(counted: Figures) -> list[Organisation]:
    """The awarding organisations against whose records the person sees challenges, by name, if there are several."""
    return list(organisations.with_ids(counted.owners)) if len(counted.owners) > 1 else []


def is_overdue(challenge: Challenge, today: dt.date | None = None) -> bool:
    """Whether the challenge is open and its day has passed. Who asks for many gives the day of today."""
    return challenge.is_open and challenge.due_on < (today or clock.today())


def age_in_days(challenge: Challenge, today: dt.date | None = None) -> int:
    """How many days the challenge has been open, or was until it was resolved."""
    until = day_of(challenge.resolved_at) if challenge.resolved_at else today or clock.today()
    return (until - day_of(challenge.raised_at)).days


def day_of(moment: dt.datetime) -> dt.date:
    """The date where the service is."""
    return moment.astimezone(clock.zone()).date()


def _overdue() -> Q:
    return Q(state__in=OPEN, due_on__lt=clock.today())
