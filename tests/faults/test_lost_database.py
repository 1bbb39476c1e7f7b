"""PostgreSQL killed under its users: workers wait for it, go on by themselves, and nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import psutil
import pytest

from faults.reference import Reference, finished, place_of, wait_for_place
from faults.service import PATIENCE, Prepared, wait_until
from testamur.plumbing.postgres.server import EmbeddedPostgres


@pytest.mark.requirement("XC-02")
def test_database_killed_in_the_middle_of_writing_changes_nothing_in_the_outcome(
    server: EmbeddedPostgres, whole: Prepared, expected: Reference, seed: int, tmp_path: Path
) -> None:
    batch, chance = whole.facts["batch"], random.Random(f"{seed}/database")
    with whole.copy("crashed", tmp_path) as service:
        workers = [service.worker(name) for name in ("first", "second")]
        service.wait_for("select count(*) = 2 from procrastinate_workers")
        wait_for_place(service, batch, expected.writing)
        time.sleep(chance.uniform(0, expected.seconds[expected.writing]))
        kill(server)
        assert not server.is_running()
        assert [worker.process.poll() for worker in workers] == [None, None]
        server.start()
        print(f"killed at {place_of(service, batch)}")
        assert finished(service, batch).differences(expected.outcome) == {}
        assert [worker.process.poll() for worker in workers] == [None, None]
        assert [service.kill(worker, signal.SIGTERM) for worker in workers] == [0, 0]


def test_worker_that_finds_no_database_while_it_runs_waits_and_can_be_stopped(
    server: EmbeddedPostgres, small: Prepared, tmp_path: Path
) -> None:
    with small.copy("away", tmp_path) as service:
        worker = service.worker()
        service.wait_for_end(small.facts["batch"])
        kill(server)
        wait_until(lambda: "worker.database_lost" in worker.log.read_text(), why=service.words)
        assert service.kill(worker, signal.SIGTERM) == 0
        server.start()


def kill(server: EmbeddedPostgres) -> None:
    """What `pg_ctl stop -m immediate` does: all sessions are cut off, and nothing is written any more."""
    postmaster = psutil.Process(int((server.place.data / "postmaster.pid").read_text().split()[0]))
    os.kill(postmaster.pid, signal.SIGQUIT)
    postmaster.wait(PATIENCE)
