"""Queue entry points of achievements."""

from __future__ import annotations

from testamur.achievements import actions as achievement_actions
from testamur.plumbing import queue


@queue.periodic(cron="* * * * *")
@queue.task(queueing_lock="prepare_due_reports", priority=queue.FIRST)
def prepare_due_reports(timestamp: int) -> None:
    """Asked every minute; when figures are due, ``TESTAMUR_REPORT_REFRESH_MINUTES`` says."""
    achievement_actions.prepare_due_reports()


@queue.task
def prepare_report(report: str, organisation_id: int) -> None:
    achievement_actions.prepare_report(report=report, organisation_id=organisation_id)
