"""Housekeeping of the queue itself, and of what is only passing through."""

from __future__ import annotations

import structlog
from django.conf import settings
from procrastinate import JobContext
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from testamur.plumbing import queue, spool, sql

log = structlog.get_logger(__name__)


@queue.periodic(cron="* * * * *")
@queue.task(queueing_lock="retry_stalled_jobs", priority=queue.FIRST, pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of killed workers to the living; without this they would stay in ``doing`` for ever."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=queue.STALLED_SECONDS):
        log.warning("job.stalled", job_id=job.id, task=job.task_name)
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # another with the same key waits already
            await manager.finish_job(job, status=Status.ABORTED, delete_job=True)


@queue.periodic(cron="* * * * * */30")
@queue.task(queueing_lock="end_frozen_copies", priority=queue.FIRST)
def end_frozen_copies(timestamp: int) -> None:
    """Cut off processes that froze while they sent rows; their locks would otherwise outlive every time limit.

    PostgreSQL cuts off a transaction whose process is silent between two statements
    (``idle_in_transaction_session_timeout``), but not one that is silent in the middle of a COPY.
    """
    ended = sql.rows(
        """
        SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
           AND state = 'active' AND wait_event = 'ClientRead' AND query LIKE 'COPY %%'
           AND query_start < statement_timestamp() - %(limit)s::interval AND pg_terminate_backend(pid)
        """,
        {"limit": settings.IDLE_IN_TRANSACTION},
    )
    if ended:
        log.warning("copy.frozen", sessions=len(ended))


@queue.periodic(cron="*/10 * * * *")
@queue.task(queueing_lock="clean_spool", priority=queue.FIRST)
def clean_spool(timestamp: int) -> None:
    """Remove what killed processes left. Every web and worker does so too when it starts, on its own host."""
    if removed := spool.clean():
        log.warning("spool.cleaned", files=removed)
