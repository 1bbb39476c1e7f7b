"""A worker that stands still with work in its hands: others take over, and it does no harm when it goes on."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from faults.reference import AT_WORK, Reference, finished, place_of, wait_for_place
from faults.service import Prepared, Service, wait_until
from testamur.plumbing.processes import Child

LEASE = {"TESTAMUR_IDLE_IN_TRANSACTION": "2s"}
WITHIN = """
select count(*) from pg_stat_activity
 where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and state = %(state)s
"""
FROZEN_OR_GONE = """
select coalesce(min(query_start) < now() - interval '3s', true) from pg_stat_activity where pid = %(pid)s
"""


@pytest.mark.requirement("XC-02")
def test_worker_frozen_in_a_slice_and_thawed_later_changes_nothing_in_the_outcome(
    whole: Prepared, expected: Reference, tmp_path: Path
) -> None:
    batch = whole.facts["batch"]
    with whole.copy("frozen", tmp_path, **LEASE) as service:
        frozen = service.worker("frozen")
        service.wait_for(AT_WORK)
        wait_for_place(service, batch, expected.writing)
        freeze_within_a_transaction(service, frozen)
        assert place_of(service, batch) <= max(expected.seconds)  # there is still something to be done
        service.ask(
            "update procrastinate_workers set last_heartbeat = 'epoch'"
        )  # as if it had been for hours
        other = service.worker("other")
        outcome = finished(service, batch)
        assert service.kill(other, signal.SIGTERM) == 0
        frozen.process.send_signal(signal.SIGCONT)
        wait_until(lambda: "batch.step_disturbed" in frozen.log.read_text(), why=service.words)
        service.do_a_job("testamur.notices.jobs.send_unsent_notices")  # nobody else is left to do it
        assert outcome.differences(expected.outcome) == {}
        assert finished(service, batch).differences(expected.outcome) == {}
        assert "batch.step_failed" not in service.words()
        assert service.kill(frozen, signal.SIGTERM) == 0


def freeze_within_a_transaction(service: Service, worker: Child) -> None:
    """Stop the process when the database waits for it to go on with a transaction."""
    for pause in _growing():
        worker.process.send_signal(signal.SIGSTOP)
        wait_until(lambda: service.one(WITHIN, state="active") == 0)
        if service.one(WITHIN, state="idle in transaction"):
            return
        worker.process.send_signal(signal.SIGCONT)
        time.sleep(pause)
    raise AssertionError("It was never within a transaction.")


def _growing() -> Iterator[float]:
    yield from (0.001 * 1.3**turn for turn in range(20))


def test_process_frozen_in_the_middle_of_a_copy_is_cut_off(small: Prepared, tmp_path: Path) -> None:
    """PostgreSQL's own time limit does not see it, because a statement is running."""
    with small.copy("copying", tmp_path, **LEASE) as service:
        frozen = psycopg.connect(service.url)
        batch, pid = small.facts["batch"], frozen.info.backend_pid
        service.worker()
        service.wait_for_end(batch)
        frozen.execute("select from batches_batch where id = %s for update", [batch])
        frozen.pgconn.exec_(b"COPY batches_batchrow (batch_id, line, incoming) FROM STDIN")
        frozen.pgconn.put_copy_data(b"%d\t1" % batch)
        frozen.pgconn.flush()
        service.wait_for(FROZEN_OR_GONE, pid=pid)
        service.do_a_job("testamur.plumbing.jobs.end_frozen_copies")
        service.wait_for("select count(*) = 0 from pg_stat_activity where pid = %(pid)s", pid=pid)
        assert (
            service.one("select id from batches_batch where id = %(id)s for update nowait", id=batch) == batch
        )
        frozen.close()
