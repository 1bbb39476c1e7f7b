"""Housekeeping of the queue itself."""

from __future__ import annotations

import structlog
from procrastinate import JobContext

from testamur.plumbing import queue

log = structlog.get_logger(__name__)


@queue.periodic(cron="* * * * *")
@queue.task(queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of killed workers to the living; without this they would stay in ``doing`` for ever."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=queue.STALLED_SECONDS):
        log.warning("job.stalled", job_id=job.id, task=job.task_name)
        await manager.retry_job(job)
