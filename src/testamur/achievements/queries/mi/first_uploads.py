"""The records that the report of timeliness counts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from testamur.achievements.models import Achievement
from testamur.achievements.queries.mi.timeliness import (
    COUNTS_AS_FIRST,
    IS_LATE,
    calendar_until,
    of_table,
    start_of_time,
)
from testamur.achievements.rules.working_days import due
from testamur.plumbing import clock
from testamur.qualifications import queries as qualifications

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.access.models import Visitor
    from testamur.organisations.models import Organisation

_TABLE = Achievement._meta.db_table


@dataclass(frozen=True, slots=True)
class FirstUpload:
    """A record with the register's words for it, and whether it came in time: ``days`` are all days too late."""

    achievement: Achievement
    title: str
    type: str
    start: dt.date
    due: dt.date
    uploaded: dt.date

    @property
    def days(self) -> int:
        return max((self.uploaded - self.due).days, 0)


def first_uploads(
    user: Visitor,
    organisation: Organisation,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    late: bool | None = None,
    type: str | None = None,
) -> QuerySet[Achievement]:
    """What was first uploaded in a period, as far as the person may see it, the latest first.

    ``type`` is that of the qualification; an empty one is that of what is not on the register.
    """
    found = Achievement.objects.visible_to(user).filter(
        _condition(COUNTS_AS_FIRST, {"organisation": organisation.pk})
    )
    if first:
        found = found.filter(created_at__gte=clock.beginning(first))
    if last:
        found = found.filter(created_at__lt=clock.beginning(last + dt.timedelta(days=1)))
    if late is not None:
        today = clock.today()
        calendar = calendar_until(min(last or today, today)) | {"zone": clock.zone().key}
        found = found.filter(_condition(IS_LATE if late else f"NOT {IS_LATE}", calendar))
    if type is not None:
        found = found.filter(_condition(_of_type(type), {"type": type}))
    return found.order_by("-id")


def _of_type(type: str) -> str:
    known = f"SELECT reference FROM {qualifications.types_relation()} AS known"
    return (
        f"{{held}}.reference IN ({known} WHERE type = %(type)s)"
        if type
        else f"{{held}}.reference NOT IN ({known})"
    )


def _condition(text: str, parameters: Mapping[str, Any]) -> RawSQL:
    """SQL with named parameters as a condition of a query, which has them by their places."""
    named = re.compile(r"%\((\w+)\)s")
    values = [parameters[name] for name in named.findall(text)]
    places = named.sub("%s", of_table(text, _TABLE))
    return RawSQL(places, values, output_field=BooleanField())  # noqa: S611 - of our own texts alone


def first_uploaded(achievements: Iterable[Achievement]) -> list[FirstUpload]:
    """Records with what is told of them, in one query for all."""
    several = list(achievements)
    described = qualifications.described({each.reference for each in several})
    return [
        FirstUpload(
            each,
            known.title if (known := described.get(each.reference)) else "",
            known.type if known else "",
            start := _start(each),
            due(start, settings.REPORT_WORKING_DAYS),
            each.created_at.astimezone(clock.zone()).date(),
        )
        for each in several
    ]


def _start(achievement: Achievement) -> dt.date:
    from_action = start_of_time() == "action_date" and achievement.action_date
    start = achievement.issued_on or from_action or achievement.award_date
    return max(start, settings.ACHIEVEMENT_AWARD_DATE_FLOOR)
