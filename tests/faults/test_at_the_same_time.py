"""Many batches at once over the same records: one wins each key, and the others are told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from faults.reference import hold_back, let_go
from faults.service import prepared
from testamur.plumbing.postgres.server import EmbeddedPostgres

KEYS, BATCHES = 150, 16
TOLD = {"B02.exists", "B09.changed_since"}


@pytest.mark.requirement("XC-02")
def test_sixteen_batches_for_the_same_keys_one_wins_each_and_the_others_are_told(
    server: EmbeddedPostgres, tmp_path: Path
) -> None:
    with (
        prepared(server, "overlapping", tmp_path / "prepared") as ready,
        ready.copy("raced", tmp_path / "raced", TESTAMUR_REJECTED_PERCENT="100") as service,
    ):
        hold_back(service)
        for name in ("first", "second"):
            service.worker(name, TESTAMUR_WORKER_CONCURRENCY="4")
        service.wait_for("select count(*) = 2 from procrastinate_workers")
        let_go(service)
        for batch in ready.facts["batches"]:
            assert service.wait_for_end(batch) == "done"
        service.wait_for_quiet(jobs="todo doing failed")

        wanted = "payload ->> 'reference' = '601/0002/3'"
        created = service.ask(
            f"select batch_id, line, findings from batches_batchrow where {wanted} order by 1, 2"
        )
        won = service.ask(
            f"select batch_id, line from batches_batchrow where {wanted} and effect = 'created' order by 1, 2"
        )
        held = service.ask(
            "select batch_id, batch_line from achievements_achievement where reference = '601/0002/3'"
        )
        assert len(created) == BATCHES * KEYS
        assert sorted(held) == won
        assert len(won) == KEYS
        told = Counter(
            finding["key"] for batch, line, said in created if (batch, line) not in won for finding in said
        )
        assert sum(told.values()) == (BATCHES - 1) * KEYS
        assert set(told) <= TOLD
        disturbed = sum(worker.log.read_text().count("step_disturbed") for worker in service.children.running)
        print(f"{disturbed} slices were disturbed and done again; told: {dict(told)}")

        versions = service.ask(
            "select count(*) from achievements_achievementevent group by uln, reference order by reference, uln"
        )
        assert (
            versions == [(1 + BATCHES,)] * KEYS + [(1,)] * KEYS
        )  # every update counted, every creation once
        assert service.ask(
            "select sum(attempts), count(*) from batches_batch where kind = 'achievements'"
        ) == [(0, 1 + BATCHES)]
