"""Queue entry points of challenges."""

from __future__ import annotations

from testamur.challenges import actions as challenge_actions
from testamur.plumbing import queue


@queue.periodic(cron="* * * * * */10")
@queue.task(queueing_lock="match_corrections")
def match_corrections(timestamp: int) -> None:
    challenge_actions.match_corrections()


@queue.periodic(cron="* * * * *")
@queue.task(queueing_lock="make_weekly_reports")
def make_weekly_reports(timestamp: int) -> None:
    """Asked every minute, so that a week that was missed is made up as soon as the service is back."""
    challenge_actions.make_due_weekly_reports()
