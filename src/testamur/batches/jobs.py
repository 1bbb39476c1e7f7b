"""Queue entry points of the batch engine."""

from __future__ import annotations

from testamur.batches import actions as batches
from testamur.plumbing import queue


@queue.task
def advance_batch(batch_id: int) -> None:
    batches.advance(batch_id=batch_id)


@queue.periodic(cron="* * * * * */10")
@queue.task(queueing_lock="wake_unfinished_batches", priority=queue.FIRST)
def wake_unfinished_batches(timestamp: int) -> None:
    batches.wake_unfinished()
