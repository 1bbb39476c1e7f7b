"""The job queue: procrastinate on the same PostgreSQL, so that a job is enqueued with the change that needs it."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

from django.db import transaction
from procrastinate import exceptions, tasks
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from testamur.plumbing import sql

task = app.task
periodic = app.periodic

HEARTBEAT_SECONDS = 5
STALLED_SECONDS = 20
FIRST = 1
"""The priority of housekeeping: a job of seconds that must not wait behind a hundred batches."""

_WAITS = "SELECT FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %(key)s"

# Inside a worker the app speaks through a pool of its own, which knows nothing of Django's transactions.
_in_this_transaction = JobManager(DjangoConnector())
_stopping = threading.Event()


def defer(name: str, *, once: str | None = None, **arguments: Any) -> None:
    """Enqueue the job called ``name`` in the current transaction: it exists if, and only if, that commits.

    Jobs are named, not imported, because they stand above the actions that enqueue them. With ``once``, nothing
    is added while a job with that key still waits.
    """
    if once and sql.rows(_WAITS, {"key": once}):
        return
    deferrer = tasks.configure_task(name=name, job_manager=_in_this_transaction, queueing_lock=once)
    with transaction.atomic(), contextlib.suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        deferrer.defer(**arguments)


def ask_to_stop() -> None:
    """Let running jobs know that this worker is to end."""
    _stopping.set()


def is_stopping() -> bool:
    """Whether this worker is to end, so that a long job should leave the rest to another at the next good place."""
    return _stopping.is_set()


def living_workers() -> int:
    """How many workers have given a sign of life lately; the others are stalled or gone."""
    ((number,),) = sql.rows(
        "SELECT count(*) FROM procrastinate_workers "
        "WHERE last_heartbeat > statement_timestamp() - make_interval(secs => %(seconds)s)",
        {"seconds": STALLED_SECONDS},
    )
    return int(number)
