"""Queue entry points of notices."""

from __future__ import annotations

import contextlib

from testamur.notices import actions as notices
from testamur.plumbing import queue


@queue.task
def send_notice(notice_id: int) -> None:
    with contextlib.suppress(notices.ServerAwayError):  # it stays in the outbox, for the job below
        notices.send(notice_id=notice_id)


@queue.periodic(cron="*/5 * * * *")
@queue.task(queueing_lock="send_unsent_notices")
def send_unsent_notices(timestamp: int) -> None:
    """Try again what a mail server that was down, or a killed worker, left in the outbox."""
    notices.send_unsent()
