"""Queue entry points of access."""

from __future__ import annotations

from testamur.access import actions as access_actions
from testamur.plumbing import queue


@queue.periodic(cron="17 3 * * *")
@queue.task(queueing_lock="forget_expired_tokens")
def forget_expired_tokens(timestamp: int) -> None:
    access_actions.forget_expired_tokens()


@queue.periodic(cron="47 3 * * *")
@queue.task(queueing_lock="forget_attempts")
def forget_attempts(timestamp: int) -> None:
    access_actions.forget_attempts()


@queue.periodic(cron="7 4 * * *")
@queue.task(queueing_lock="forget_sessions")
def forget_sessions(timestamp: int) -> None:
    access_actions.forget_sessions()
