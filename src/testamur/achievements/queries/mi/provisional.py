"""Provisional achievements of which no final result has come yet, as things stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from testamur.achievements.models import Achievement
from testamur.achievements.states import Found, Source, State
from testamur.plumbing import clock, sql
from testamur.qualifications import queries as qualifications

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.access.models import Visitor
    from testamur.achievements.queries.mi.scope import Scope
    from testamur.organisations.models import Organisation

_PIECE = 5000


@dataclass(frozen=True, slots=True)
class Band:
    """An age in days since the award, from and to, both included; ``None`` where it has no end."""

    name: str
    first: int
    last: int | None


BANDS = (
    Band("up_to_30_days", 0, 30),
    Band("31_to_90_days", 31, 90),
    Band("91_to_180_days", 91, 180),
    Band("181_to_365_days", 181, 365),
    Band("over_365_days", 366, None),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """The provisional achievements of one qualification or unit, and the date of the oldest award."""

    reference: str
    title: str
    type: str
    records: int
    oldest: dt.date


@dataclass(frozen=True, slots=True)
class ProvisionalCounts:
    """``bands`` pairs every band with its number; ``references`` begin with the oldest award."""

    today: dt.date
    total: int
    bands: list[tuple[Band, int]]
    references: list[Counted]


@dataclass(frozen=True, slots=True)
class Provisional:
    """One achievement of the list, with what the register calls it."""

    achievement: Achievement
    title: str
    type: str
    days: int


# One pass over the records; the register is asked of each reference once.
_COUNTS = f"""
WITH grouped AS (
    SELECT reference, width_bucket(greatest(%(today)s - award_date, 0), %(bounds)s::int[]) - 1 AS band,
           count(*) AS records, min(award_date) AS oldest
      FROM achievements_achievement
     WHERE organisation_id = %(organisation)s AND status = '{Found.PROVISIONAL}' AND state = '{State.ACTIVE}'
       AND source = '{Source.AO}' AND award_date BETWEEN %(first)s AND %(last)s
     GROUP BY 1, 2
)
SELECT grouped.reference, coalesce(known.title, ''), coalesce(known.type, ''), band, records, oldest
  FROM grouped LEFT JOIN {qualifications.types_relation()} AS known ON known.reference = grouped.reference
"""


def provisional_counts(scope: Scope) -> ProvisionalCounts:
    """How many there are whose award is in the period, by age and by reference number."""
    today = clock.today()
    bands = dict.fromkeys(BANDS, 0)
    references: dict[str, Counted] = {}
    bounds = [band.first for band in BANDS]
    for reference, title, kind, band, records, oldest in sql.rows(
        _COUNTS, scope.parameters(today=today, bounds=bounds)
    ):
        bands[BANDS[band]] += records
        known = references.get(reference)
        references[reference] = Counted(
            reference,
            title,
            kind,
            records + (known.records if known else 0),
            min(oldest, known.oldest) if known else oldest,
        )
    return ProvisionalCounts(
        today,
        sum(bands.values()),
        list(bands.items()),
        sorted(references.values(), key=lambda each: (each.oldest, each.reference)),
    )


def provisional(scope: Scope) -> QuerySet[Achievement]:
    """The achievements themselves, the oldest award first."""
    return _waiting(Achievement.objects.all(), scope.organisation).filter(
        award_date__gte=scope.period.first, award_date__lte=scope.period.last
    )


def provisional_for(
    user: Visitor,
    organisation: Organisation,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    age: Band | None = None,
    of: str = "",
) -> QuerySet[Achievement]:
    """Those that the person may see: with an award in a period, of an age, of a ULN or a reference number."""
    found = _waiting(Achievement.objects.visible_to(user), organisation)
    if first:
        found = found.filter(award_date__gte=first)
    if last:
        found = found.filter(award_date__lte=last)
    if age:
        today = clock.today()
        if age.first:
            found = found.filter(award_date__lte=today - dt.timedelta(days=age.first))
        if age.last is not None:
            found = found.filter(award_date__gte=today - dt.timedelta(days=age.last))
    return found.filter(Q(uln=of) | Q(reference=of)) if of else found


def _waiting(achievements: QuerySet[Achievement], organisation: Organisation) -> QuerySet[Achievement]:
    found = achievements.filter(
        organisation=organisation,
        source=Source.AO.value,
        status=Found.PROVISIONAL.value,
        state=State.ACTIVE.value,
    )
    return found.order_by("award_date", "id")


def provisional_listed(achievements: list[Achievement]) -> list[Provisional]:
    """Achievements with the register's words for them and their age, in one query for all."""
    today = clock.today()
    described = qualifications.described({each.reference for each in achievements})
    return [
        Provisional(
            each,
            known.title if (known := described.get(each.reference)) else "",
            known.type if known else "",
            (today - each.award_date).days,
        )
        for each in achievements
    ]


def provisional_all(scope: Scope) -> Iterator[Provisional]:
    """The whole list for a file, read in pieces, so that memory does not grow."""
    rest = provisional(scope)
    piece = list(rest[:_PIECE])
    while piece:
        yield from provisional_listed(piece)
        last = piece[-1]
        after = rest.filter(award_date__gte=last.award_date).exclude(
            award_date=last.award_date, pk__lte=last.pk
        )
        piece = list(after[:_PIECE])
