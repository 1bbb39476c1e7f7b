"""Batches that go on only when a person decides, and how the latest went: what a home page tells."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Count, Q, Sum, Value, When
from django.db.models.functions import TruncWeek

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.models import Batch
from testamur.batches.states import BATCH_LIFE, BatchState, Event, Owner
from testamur.plumbing import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from testamur.access.models import Visitor


class Waiting(StrEnum):
    """For whom a batch waits that a person has to move on: for the reader, or for somebody else."""

    ME = "me"
    OTHERS = "others"


_FOR_A_PERSON = BATCH_LIFE.owned_by(Owner.PERSON)
_STOPPED = BATCH_LIFE.sources_of(Event.RETRY)


def waiting_for(user: Visitor, whom: Waiting) -> Q:
    """Which batches wait for the person, or for others: ``queries.can`` of confirming and trying again, as a set."""
    waits = Q(state__in=[state.value for state in _FOR_A_PERSON])
    decides = _decidable(user)
    return waits & decides if whom is Waiting.ME else waits & ~decides


def _decidable(user: Visitor) -> Q:
    submits: dict[Permission, list[str]] = defaultdict(list)
    undoes: dict[Permission, list[str]] = defaultdict(list)
    for kind in registry.all_kinds():
        submits[kind.submit_permission].append(kind.name)
        undoes[kind.undo_permission].append(kind.name)
    forwards = [state for state in _FOR_A_PERSON if state is not BatchState.UNDO_STOPPED]
    found = Q(pk__in=[])
    if access.can(user, Permission.SERVICE_OPERATE):
        found |= Q(state__in=[state.value for state in _STOPPED])
    for states, by_permission in ((forwards, submits), ([BatchState.UNDO_STOPPED], undoes)):
        for permission, kinds in by_permission.items():
            found |= _where(user, permission) & Q(kind__in=kinds, state__in=[each.value for each in states])
    return found


def _where(user: Visitor, permission: Permission) -> Q:
    if access.holds_everywhere(user, permission):
        return Q()
    return Q(organisation_id__in=access.ids_where(user, permission))


@dataclass(frozen=True, slots=True)
class WaitingBatches:
    """How many batches in one state wait for the person, and for others."""

    state: BatchState
    mine: int
    others: int


def waiting_batches(user: Visitor) -> list[WaitingBatches]:
    """By state, in the order of a batch's life; states in which nothing waits are left out."""
    seen = Batch.objects.visible_to(user).filter(state__in=[state.value for state in _FOR_A_PERSON])
    mine = Count("pk", filter=waiting_for(user, Waiting.ME))
    rows = seen.order_by().values_list("state").annotate(all=Count("pk"), mine=mine)
    counted = {state: (every, own) for state, every, own in rows}
    return [
        WaitingBatches(state, counted[state][1], counted[state][0] - counted[state][1])
        for state in BatchState
        if state in counted
    ]


@dataclass(frozen=True, slots=True)
class Week:
    """What was sent in one week, Monday to Sunday; ``begins`` is the Monday."""

    begins: dt.date
    batches: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Lately:
    """The last weeks, and how many of the batches sent since ``since`` are in which state."""

    since: dt.date
    by_state: dict[str, int]
    weeks: tuple[Week, ...]


def batches_lately(user: Visitor, *, days: int, weeks: int) -> Lately:
    """How the batches went that were sent in the last ``days``, and in each of the last ``weeks``; one query."""
    today = clock.today()
    since = today - dt.timedelta(days=days - 1)
    monday = today - dt.timedelta(days=today.weekday())
    mondays = [monday - dt.timedelta(weeks=back) for back in reversed(range(weeks))]
    recent = Case(
        When(received_at__gte=clock.beginning(since), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    seen = Batch.objects.visible_to(user).filter(received_at__gte=clock.beginning(min(since, mondays[0])))
    grouped = seen.order_by().values(
        "state", recent=recent, week=TruncWeek("received_at", tzinfo=clock.zone())
    )
    rows = list(grouped.annotate(number=Count("pk"), good=Sum("accepted"), bad=Sum("rejected")))
    by_state: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["recent"]:
            by_state[row["state"]] += row["number"]
    return Lately(since, dict(by_state), tuple(_week(each, rows) for each in mondays))


def _week(begins: dt.date, rows: Sequence[Mapping[str, Any]]) -> Week:
    of_week = [row for row in rows if row["week"].date() == begins]
    return Week(begins, *(sum(row[name] for row in of_week) for name in ("number", "good", "bad")))
