"""A worker: runs the queue's jobs until it is told to stop, and outlives the database's absences."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import psycopg_pool
import structlog
from django.db import close_old_connections
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from testamur.plumbing import queue

log = structlog.get_logger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds between two attempts to work with a database that does not answer."""
SECONDS_FOR_A_CONNECTION = 5.0
SIDE_TASKS = 4
"""Heartbeat, periodic jobs, and what else the worker does beside its jobs."""
LONG_ENOUGH = 60.0
"""A session of so many seconds was a good one: after it the pauses begin anew."""

_LOST = (ConnectorException, psycopg.Error, psycopg_pool.PoolTimeout)


def run_worker(
    *,
    concurrency: int = 1,
    wait: bool = True,
    name: str | None = None,
    at_start: Callable[[], object] | None = None,
) -> None:
    """Run jobs until stopped (or, with ``wait=False``, until the queue is empty).

    SIGTERM and SIGINT let the running jobs come to a good place first; a second one ends the process. When the
    database goes away, the worker waits for it and goes on. ``at_start`` is called whenever it begins or goes on.
    """
    # What is loaded by now stays as long as the process does. Taken out of the garbage collector's rounds, it is not
    # walked through again and again while the many small things of a batch come and go.
    gc.collect()
    gc.freeze()
    options = {
        "concurrency": concurrency,
        "wait": wait,
        "name": name,
        "listen_notify": wait,
        "fetch_job_polling_interval": 5.0,
        "update_heartbeat_interval": queue.HEARTBEAT_SECONDS,
        "stalled_worker_timeout": queue.STALLED_SECONDS,
        "delete_jobs": "successful",
        "install_signal_handlers": False,
        "task_middleware": [_with_a_living_connection],
    }
    asyncio.run(_work(options, at_start))


async def _work(options: dict[str, Any], at_start: Callable[[], object] | None) -> None:
    stop = asyncio.Event()
    with _told_to(stop):
        pause = SHORTEST_PAUSE
        while True:
            began = time.monotonic()
            try:
                await _session(options, at_start, stop)
            except _LOST as error:
                if not options["wait"]:
                    raise
                log.warning("worker.database_lost", error=type(error).__name__, pause=pause)
            if stop.is_set() or not options["wait"]:
                return
            if time.monotonic() - began > LONG_ENOUGH:
                pause = SHORTEST_PAUSE
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(2 * pause, LONGEST_PAUSE)


async def _session(
    options: dict[str, Any], at_start: Callable[[], object] | None, stop: asyncio.Event
) -> None:
    """Work with one pool of connections, until told to stop or until the database is lost."""
    connector = PsycopgConnector(
        kwargs=connector_params(),
        min_size=1,
        max_size=options["concurrency"] + SIDE_TASKS,
        timeout=SECONDS_FOR_A_CONNECTION,
    )
    stopping = asyncio.create_task(stop.wait())
    try:
        with app.replace_connector(connector):
            opening = asyncio.create_task(connector.open_async())
            await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                opening.cancel()
                return
            opening.result()
            if at_start is not None:
                await asyncio.to_thread(_with_a_living_connection, at_start)
            working = asyncio.create_task(app.run_worker_async(**options))
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                working.cancel()  # which lets the running jobs end
            with contextlib.suppress(asyncio.CancelledError):
                await working
    finally:
        stopping.cancel()
        with contextlib.suppress(*_LOST):
            await connector.close_async()


@contextlib.contextmanager
def _told_to(stop: asyncio.Event) -> Iterator[None]:
    """Set ``stop`` at the first SIGTERM or SIGINT; a second one does what it always does."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)

    def asked_to_stop() -> None:
        for number in numbers:
            loop.remove_signal_handler(number)
        queue.ask_to_stop()
        stop.set()

    for number in numbers:
        loop.add_signal_handler(number, asked_to_stop)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _with_a_living_connection(call: Callable[[], Any], *context: Any) -> Any:
    """Run a job (or what is done at the start) with a connection that is neither dead nor too old."""
    close_old_connections()
    try:
        return call()
    finally:
        close_old_connections()
