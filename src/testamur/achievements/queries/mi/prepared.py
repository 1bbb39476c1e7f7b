"""Reports that are too long in the counting to be counted when they are asked for.

Of an organisation with many records their figures are counted by a job, by day, and kept with the instant at which
they were true. Any period is a sum over its days. Figures hold numbers and nothing of a learner.

A report declares in a :class:`Preparation` what is counted; what reads it asks :func:`is_live` first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from testamur.achievements.queries.mi.scope import KIND
from testamur.batches import queries as ledger
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

PAUSE = 100
"""Figures that take long to count are counted less often: a hundredth of the time, at most, goes into them."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """``figures`` is a query of (day, figures) over all records of one organisation; ``parameters`` are what it needs.

    ``basis`` names the settings by which it counts.
    """

    report: str
    figures: Callable[[], str]
    parameters: Callable[[int], dict[str, Any]]
    basis: Callable[[], str]


class NotPreparedYet(Exception):
    """The figures of an organisation with many records have not been counted yet, or by other settings than now."""


_SENT = f"""
SELECT organisation_id, sum(total) AS records FROM {ledger.jobs_relation()} AS job WHERE kind = '{KIND}'
 GROUP BY organisation_id
"""

_IS_LIVE = f"""
SELECT coalesce(sum(records), 0) <= %(live)s FROM ({_SENT}) AS sent WHERE organisation_id = %(organisation)s
"""

# What is prepared of a period, as a relation; its parameters are of a scope, and those of :func:`held`.
PREPARED = """(
    SELECT id, as_at FROM achievements_preparedreport
     WHERE organisation_id = %(organisation)s AND report = %(report)s AND basis = %(basis)s AND as_at IS NOT NULL
)"""
FIGURES = f"""(
    SELECT day, figures FROM achievements_preparedfigures
     WHERE report_id = (SELECT id FROM {PREPARED} AS prepared) AND day BETWEEN %(first)s AND %(last)s
)"""

_DUE = f"""
SELECT sent.organisation_id
  FROM ({_SENT}) AS sent
  LEFT JOIN achievements_preparedreport AS held
    ON held.organisation_id = sent.organisation_id AND held.report = %(report)s
 WHERE sent.records > %(live)s
   AND (held.as_at IS NULL OR held.basis <> %(basis)s
        OR held.as_at + make_interval(secs => greatest(%(interval)s, {PAUSE} * held.seconds)) <= statement_timestamp())
 ORDER BY held.as_at NULLS FIRST, sent.organisation_id
"""


def is_live(organisation: Organisation) -> bool:
    """Whether the organisation has sent so little that its reports are counted when they are asked for."""
    ((live,),) = sql.rows(_IS_LIVE, {"organisation": organisation.pk, "live": settings.REPORT_LIVE_RECORDS})
    return bool(live)


def held(preparation: Preparation) -> dict[str, str]:
    """Which figures are looked for, as parameters."""
    return {"report": preparation.report, "basis": preparation.basis()}


def organisations_due(preparation: Preparation) -> list[int]:
    """The organisations whose figures are to be counted now, those that wait longest first."""
    interval = 60 * settings.REPORT_REFRESH_MINUTES
    parameters = held(preparation) | {"live": settings.REPORT_LIVE_RECORDS, "interval": interval}
    return [organisation for (organisation,) in sql.rows(_DUE, parameters)]
