"""The job queue: procrastinate on the same PostgreSQL, so that a job is enqueued with the change that needs it."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from testamur.plumbing import sql

task = app.task
periodic = app.periodic

HEARTBEAT_SECONDS = 5
STALLED_SECONDS = 20


def defer(name: str, *, once: str | None = None, **arguments: Any) -> None:
    """Enqueue the job called ``name`` in the current transaction: it exists if, and only if, that commits.

    Jobs are named, not imported, because they stand above the actions that enqueue them. With ``once``, nothing
    is added while a job with that key still waits.
    """
    with contextlib.suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        app.configure_task(name=name, queueing_lock=once).defer(**arguments)


def run_worker(*, concurrency: int = 1, wait: bool = True, name: str | None = None) -> None:
    """Run jobs until stopped (or, with ``wait=False``, until the queue is empty)."""
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(
            concurrency=concurrency,
            wait=wait,
            name=name,
            listen_notify=wait,
            fetch_job_polling_interval=5.0,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            delete_jobs="successful",
        )


def living_workers() -> int:
    """How many workers have given a sign of life lately; the others are stalled or gone."""
    ((number,),) = sql.rows(
        "SELECT count(*) FROM procrastinate_workers "
        "WHERE last_heartbeat > statement_timestamp() - make_interval(secs => %(seconds)s)",
        {"seconds": STALLED_SECONDS},
    )
    return int(number)
