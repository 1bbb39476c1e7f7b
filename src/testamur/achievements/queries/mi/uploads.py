"""What was uploaded: batches and their records by month and type of job, from the counters of the batches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from testamur.achievements.states import Effect
from testamur.batches import queries as ledger
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.achievements.queries.mi.scope import Scope


@dataclass(frozen=True, slots=True)
class UploadLine:
    """The batches of one type of job that came in one month.

    ``submitted`` is ``accepted`` and ``rejected`` and ``not_taken``: records without a fault, or not checked, in
    batches that failed, were cancelled, or have not been written yet. ``effects`` are the counters of a job result.
    """

    month: dt.date
    job_type: str
    batches: int
    failed: int
    undone: int
    submitted: int
    accepted: int
    rejected: int
    not_taken: int
    effects: dict[Effect, int]


_EFFECTS = ", ".join(f"sum(coalesce((effects ->> '{effect}')::bigint, 0))" for effect in Effect)

_UPLOADS = f"""
SELECT date_trunc('month', received_at AT TIME ZONE %(zone)s)::date AS month,
       coalesce(nullif(header ->> 'job_type', ''), options ->> 'job_type', '') AS job_type,
       count(*), count(*) FILTER (WHERE state = 'refused'), count(*) FILTER (WHERE state = 'undone'),
       sum(total), sum(passed), sum(rejected), sum(total - passed - rejected), {_EFFECTS}
  FROM {ledger.jobs_relation()} AS job
 WHERE organisation_id = %(organisation)s AND kind = %(kind)s
   AND received_at >= %(since)s AND received_at < %(until)s
 GROUP BY month, job_type ORDER BY month, job_type
"""


def uploads(scope: Scope) -> list[UploadLine]:
    """The months in which something came, in their order."""
    return [_line(*row) for row in sql.rows(_UPLOADS, scope.parameters())]


def _line(month: dt.date, job_type: str, *numbers: Decimal) -> UploadLine:
    batches, failed, undone, submitted, accepted, rejected, not_taken, *effects = (
        int(each) for each in numbers
    )
    return UploadLine(
        month,
        job_type,
        batches,
        failed,
        undone,
        submitted,
        accepted,
        rejected,
        not_taken,
        dict(zip(Effect, effects, strict=True)),
    )
