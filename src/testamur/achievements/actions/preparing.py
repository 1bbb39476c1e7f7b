"""Counting the figures of reports that are prepared (``queries.mi.prepared``)."""

from __future__ import annotations

from django.db import transaction

from testamur.achievements.queries import mi
from testamur.plumbing import clock, queue, sql

JOB = "testamur.achievements.jobs.prepare_report"

_ANNOUNCE = """
INSERT INTO achievements_preparedreport (organisation_id, report, basis, seconds)
VALUES (%(organisation)s, %(report)s, '', 0) ON CONFLICT DO NOTHING
"""
_TAKE = """
SELECT id FROM achievements_preparedreport WHERE organisation_id = %(organisation)s AND report = %(report)s
   FOR UPDATE SKIP LOCKED
"""
_FORGET = "DELETE FROM achievements_preparedfigures WHERE report_id = %(held)s"
_COUNT = """
INSERT INTO achievements_preparedfigures (report_id, day, figures)
SELECT %(held)s, day, figures FROM ({figures}) AS counted
"""
_DATE = """
UPDATE achievements_preparedreport
   SET as_at = %(as_at)s, basis = %(basis)s, seconds = extract(epoch FROM clock_timestamp() - %(as_at)s)
 WHERE id = %(held)s
"""


def prepare_due_reports() -> int:
    """Have the figures counted that are due, an organisation a job; returns how many are."""
    due = [
        (each, organisation)
        for each in mi.PREPARATIONS.values()
        for organisation in mi.organisations_due(each)
    ]
    for preparation, organisation in due:
        _enqueue(preparation.report, organisation)
    return len(due)


def prepare_report(*, report: str, organisation_id: int) -> bool:
    """Count the figures of a report anew; whether it was done, which it is not while another does it.

    Whoever reads meets the former figures until all the new ones are there, and waits for nothing. A worker that is
    killed loses its transaction: the figures stay due.
    """
    preparation = mi.PREPARATIONS[report]
    asked = {"organisation": organisation_id, "report": report}
    sql.run(_ANNOUNCE, asked)
    with transaction.atomic():
        taken = sql.rows(_TAKE, asked)
        if not taken:
            return False
        held = {"held": taken[0][0], "basis": preparation.basis(), "as_at": clock.now()}
        sql.run(_FORGET, held)
        sql.run(_COUNT.format(figures=preparation.figures()), preparation.parameters(organisation_id) | held)
        sql.run(_DATE, held)
    return True


def _enqueue(report: str, organisation_id: int) -> None:
    queue.defer(
        JOB, once=f"report:{report}:{organisation_id}", report=report, organisation_id=organisation_id
    )
