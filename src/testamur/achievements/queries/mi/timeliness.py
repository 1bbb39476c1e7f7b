"""Whether results were uploaded within 10 working days of their issue (lrs section 7).

The day of issue is in no record of the LRS (lrs section 1.3). Where the file says when its results were issued, the
time is counted from then, else from the day that the setting ``REPORT_TIMELINESS_FROM`` names. A record counts as of
its first upload: one that was changed, and one that was withdrawn and sent again count once. A final result that
replaces a provisional one is issued once more, and is counted beside those, from its own issue.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from testamur.achievements.queries.mi.prepared import (
    FIGURES,
    PREPARED,
    NotPreparedYet,
    Preparation,
    held,
    is_live,
)
from testamur.achievements.rules.working_days import bank_holidays, due
from testamur.plumbing import clock, sql
from testamur.qualifications import queries as qualifications

if TYPE_CHECKING:
    from testamur.achievements.queries.mi.scope import Scope

LATEST = 20
# What a time may be counted from. An action's date is optional on a page, and the award stands in for it.
Start = Literal["award_date", "action_date"]
_FROM: dict[Start, str] = {
    "award_date": "coalesce({held}.{issued}, {held}.award_date)",
    "action_date": "coalesce({held}.{issued}, {held}.action_date, {held}.award_date)",
}


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How many records of a month, or of a type of qualification, were first uploaded in time, and late."""

    of: Any
    in_time: int
    late: int

    @property
    def records(self) -> int:
        return self.in_time + self.late


@dataclass(frozen=True, slots=True)
class Late:
    """One record that was uploaded late. ``days`` are all days between the last in time and the upload."""

    achievement: uuid.UUID
    uln: str
    reference: str
    title: str
    start: dt.date
    due: dt.date
    uploaded: dt.date
    days: int


@dataclass(frozen=True, slots=True)
class Timeliness:
    """``start`` is the date counted from where no day of issue is known; ``due_today`` the last day in time for what
    has that date today. ``finals`` are final results that came in the period and replaced provisional ones.

    The counts are as at ``as_at``. The latest are looked up by them, and are what they are now.
    """

    as_at: dt.datetime
    start: Start
    days: int
    due_today: dt.date
    total: Punctuality
    finals: Punctuality
    months: list[Punctuality]
    types: list[Punctuality]
    latest: list[Late]


# Every day up to which an upload can count, with the last day in time for it: the working day that stands
# ``days`` working days further.
_CALENDAR = """(
    WITH days AS (
        SELECT each::date AS day, extract(isodow FROM each) < 6 AND each::date <> ALL(%(closed)s::date[]) AS works
          FROM generate_series(%(begins)s::timestamp, %(ends)s::timestamp, interval '1 day') AS each
    ),
    counted AS (SELECT day, works, count(*) FILTER (WHERE works) OVER (ORDER BY day) AS place FROM days)
    SELECT counted.day, last.day AS due
      FROM counted JOIN counted AS last ON last.works AND last.place = counted.place + %(days)s
)"""

# A key whose record was withdrawn may have a later record. The first is the upload that counts.
COUNTS_AS_FIRST = """
{held}.organisation_id = %(organisation)s AND {held}.source = 'AO' AND {held}.state <> 'deleted'
   AND NOT EXISTS (
       SELECT FROM achievements_achievement AS earlier
        WHERE earlier.organisation_id = {held}.organisation_id AND earlier.uln = {held}.uln
          AND earlier.reference = {held}.reference AND earlier.award_date = {held}.award_date
          AND earlier.state = 'withdrawn' AND earlier.source = 'AO' AND earlier.id < {held}.id
       )
"""

# The same of one record as of the groups below. The calendar is an array here, so that a page of late records can be
# found in their order, without all of them being judged.
IS_LATE = f"""coalesce(
    (ARRAY(SELECT due FROM {_CALENDAR} AS calendar ORDER BY day))
        [greatest({{start}}, %(begins)s::date) - %(begins)s::date + 1]
    < ({{held}}.created_at AT TIME ZONE %(zone)s)::date, false)
"""

# One pass over the records; everything else is done with groups of them: those of a month, those of a type, and
# the latest.
_JUDGED = f"""
WITH grouped AS (
    SELECT reference, greatest({{start}}, %(begins)s::date) AS start,
           (created_at AT TIME ZONE %(zone)s)::date AS uploaded, count(*) AS records
      FROM achievements_achievement AS held
     WHERE {{counted}} AND {COUNTS_AS_FIRST}
     GROUP BY 1, 2, 3
),
judged AS MATERIALIZED (
    SELECT grouped.*, coalesce(known.type, '') AS type, calendar.due,
           coalesce(calendar.due < uploaded, false) AS late
      FROM grouped
      LEFT JOIN {_CALENDAR} AS calendar ON calendar.day = grouped.start
      LEFT JOIN {qualifications.types_relation()} AS known ON known.reference = grouped.reference
)
"""
_ORDER = "uploaded - due DESC, reference, uploaded, start"

# What a report tells of groups, and as of when they are.
_TOLD = f"""
, summed AS (
    SELECT date_trunc('month', uploaded)::date AS month, type,
           coalesce(sum(records) FILTER (WHERE NOT late), 0) AS in_time,
           coalesce(sum(records) FILTER (WHERE late), 0) AS late
      FROM judged GROUP BY GROUPING SETS ((month), (type))
),
latest AS (
    SELECT * FROM judged WHERE late AND reference IS NOT NULL ORDER BY {_ORDER} LIMIT %(latest)s
)
SELECT month, type, in_time, late, NULL AS reference, NULL::date AS start, NULL::date AS due, NULL::date AS uploaded,
       NULL::timestamptz AS as_at FROM summed
UNION ALL
SELECT NULL, NULL, 0, records, reference, start, due, uploaded, NULL FROM latest
UNION ALL
SELECT NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, as_at FROM made
 ORDER BY month, type
"""

_OF_PERIOD = _JUDGED.replace("{counted}", "created_at >= %(since)s AND created_at < %(until)s")
_LIVE = f"{_OF_PERIOD}, made AS (SELECT statement_timestamp() AS as_at) {_TOLD}"

# The groups of all days, folded: of each day as many of the latest as a report lists, and the rest by type.
_FOLDED = f"""{_JUDGED.replace("{counted}", "true")},
placed AS (
    SELECT *, late AND row_number() OVER (PARTITION BY uploaded, late ORDER BY {_ORDER}) <= {LATEST} AS listed
      FROM judged
),
folded AS (
    SELECT uploaded, type, late, records, CASE WHEN listed THEN reference END AS reference,
           CASE WHEN listed THEN start END AS start, CASE WHEN listed THEN due END AS due
      FROM placed
)
SELECT uploaded AS day, jsonb_build_object(
           'type', type, 'late', late, 'records', sum(records), 'reference', reference, 'start', start, 'due', due
       ) AS figures
  FROM folded GROUP BY uploaded, type, late, reference, start, due
"""
_UNFOLDED = f"""
WITH made AS {PREPARED},
judged AS MATERIALIZED (
    SELECT day AS uploaded, figures ->> 'type' AS type, (figures ->> 'late')::boolean AS late,
           (figures ->> 'records')::bigint AS records, figures ->> 'reference' AS reference,
           (figures ->> 'start')::date AS start, (figures ->> 'due')::date AS due
      FROM {FIGURES} AS figures
)
{_TOLD}
"""

# The records of the groups that are the latest, found by the day of their upload.
_LATEST = f"""
SELECT held.uuid, held.uln, late.reference, coalesce(known.title, ''), late.start, late.due, late.uploaded,
       late.uploaded - late.due AS days
  FROM unnest(%(references)s::text[], %(starts)s::date[], %(dues)s::date[], %(uploads)s::date[])
       AS late (reference, start, due, uploaded)
 CROSS JOIN LATERAL (
       SELECT held.uuid, held.uln FROM achievements_achievement AS held
        WHERE held.created_at >= late.uploaded::timestamp AT TIME ZONE %(zone)s
          AND held.created_at < (late.uploaded + 1)::timestamp AT TIME ZONE %(zone)s
          AND held.reference = late.reference AND greatest({{start}}, %(begins)s::date) = late.start
          AND {COUNTS_AS_FIRST}
        ORDER BY held.uln, held.uuid LIMIT %(latest)s
       ) AS held
  LEFT JOIN {qualifications.types_relation()} AS known ON known.reference = late.reference
 ORDER BY days DESC, late.reference, held.uln, held.uuid LIMIT %(latest)s
"""


# Final results in place of provisional ones.
_FINALS = f"""
SELECT count(*) FILTER (WHERE NOT late), count(*) FILTER (WHERE late)
  FROM (
        SELECT coalesce(calendar.due < (held.finalised_at AT TIME ZONE %(zone)s)::date, false) AS late
          FROM achievements_achievement AS held
          LEFT JOIN {_CALENDAR} AS calendar ON calendar.day = greatest({{start}}, %(begins)s::date)
         WHERE held.organisation_id = %(organisation)s AND held.source = 'AO' AND held.state <> 'deleted'
           AND held.finalised_at >= %(since)s AND held.finalised_at < %(until)s
       ) AS judged
"""


def timeliness(scope: Scope) -> Timeliness:
    """What was first uploaded in the period, by whether it was in time."""
    parameters = calendar_until(scope.period.last) | scope.parameters(latest=LATEST) | held(PREPARATION)
    statement = _LIVE if is_live(scope.organisation) else _UNFOLDED
    found = sql.rows(of_table(statement, "held"), parameters)
    as_at = next((row[8] for row in found if row[8]), None)
    if as_at is None:
        raise NotPreparedYet
    months = [_counted(row, row[0]) for row in found if row[0] is not None]
    ((in_time, late),) = sql.rows(of_table(_FINALS, "held", issued="final_issued_on"), parameters)
    return Timeliness(
        as_at=as_at,
        start=start_of_time(),
        days=settings.REPORT_WORKING_DAYS,
        due_today=due(clock.today(), settings.REPORT_WORKING_DAYS),
        total=Punctuality(None, sum(each.in_time for each in months), sum(each.late for each in months)),
        finals=Punctuality(None, int(in_time), int(late)),
        months=months,
        types=[_counted(row, row[1]) for row in found if row[1] is not None],
        latest=_latest([row[4:8] for row in found if row[4] is not None], parameters),
    )


def start_of_time() -> Start:
    """What the time is counted from in this installation."""
    start: Start = settings.REPORT_TIMELINESS_FROM
    if start not in _FROM:
        raise ImproperlyConfigured(
            f"TESTAMUR_REPORT_TIMELINESS_FROM is one of {', '.join(_FROM)}, not {start}."
        )
    return start


def of_table(text: str, held: str, *, issued: str = "issued_on") -> str:
    """SQL in which the achievements go by this name, and which counts from this day of issue where it is known."""
    return text.format(start=_FROM[start_of_time()].format(held=held, issued=issued), held=held)


def _counted(row: tuple[Any, ...], of: Any) -> Punctuality:
    return Punctuality(of, int(row[2]), int(row[3]))


def _latest(groups: list[tuple[Any, ...]], parameters: dict[str, Any]) -> list[Late]:
    if not groups:
        return []
    names = ("references", "starts", "dues", "uploads")
    columns = {name: list(values) for name, values in zip(names, zip(*groups, strict=True), strict=True)}
    return [Late(*row) for row in sql.rows(of_table(_LATEST, "held"), parameters | columns)]


def calendar_until(last: dt.date) -> dict[str, Any]:
    """What the calendar is made of, as far as it is needed for what was uploaded until ``last``."""
    days: int = settings.REPORT_WORKING_DAYS
    begins = settings.ACHIEVEMENT_AWARD_DATE_FLOOR
    ends = max(last, begins) + dt.timedelta(days=30 + 2 * days)
    return {
        "days": days,
        "begins": begins,
        "ends": ends,
        "closed": list(bank_holidays(begins.year, ends.year)),
    }


def _folding(organisation: int) -> dict[str, Any]:
    return calendar_until(clock.today()) | {"organisation": organisation, "zone": clock.zone().key}


def _basis() -> str:
    floor = settings.ACHIEVEMENT_AWARD_DATE_FLOOR
    return f"{start_of_time()} {settings.REPORT_WORKING_DAYS} {floor} {clock.zone().key}"


PREPARATION = Preparation("timeliness", lambda: of_table(_FOLDED, "held"), _folding, _basis)
