"""`kill -9` of workers: the batch completes, as if nothing had happened."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from faults.reference import AT_WORK, Reference, finished, hold_back, let_go, place_of, wait_for_place
from faults.service import Prepared, wait_until

BATCHES, KILLS_EACH = 5, 4


def test_undisturbed_batch_does_everything_that_a_batch_can(expected: Reference) -> None:
    """The ground of all comparisons: every effect and every class of error is in it, and one e-mail."""
    outcome = expected.outcome
    effects = outcome.batch["effects"]
    assert set(effects) == {"created", "updated", "withdrawn", "reinstated", "promoted"}
    assert set(outcome.batch["classes"]) == {"FieldData", "LearnerData", "BusinessRule"}
    assert outcome.batch["accepted"] + outcome.batch["rejected"] == len(outcome.ledger) == 10_000
    assert 300 < outcome.batch["rejected"] < 400
    assert sum(effects.values()) == outcome.batch["accepted"]
    of_this_batch = [version for version in outcome.history if version["batch_id"] == outcome.batch["id"]]
    assert len(of_this_batch) == outcome.batch["accepted"]
    assert {version["process"]["process"] for version in of_this_batch} == {"batch.applied"}
    assert {version["process"]["batch"] for version in of_this_batch} == {outcome.batch["id"]}
    assert expected.seconds
    assert sum("batch 4" in told for told in outcome.letters) == 1
    assert max(outcome.letters.values()) == 1
    assert set(outcome.files) == {"results-outcome.xml", "results-rejected.xml", "results-findings.csv"}


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize("number", range(BATCHES))
def test_worker_killed_at_random_moments_changes_nothing_in_the_outcome(
    number: int, whole: Prepared, expected: Reference, seed: int, tmp_path: Path
) -> None:
    """Four times a batch, each time in the midst of another step or of the same; what was cut off is begun anew."""
    batch, chance = whole.facts["batch"], random.Random(f"{seed}/{number}")
    places = sorted(
        chance.choices(list(expected.seconds), weights=list(expected.seconds.values()), k=KILLS_EACH)
    )
    with whole.copy(f"killed{number}", tmp_path) as service:
        for turn, place in enumerate(places):
            worker = service.worker(f"worker-{turn}")
            wait_until(lambda: service.one(AT_WORK) or service.state(batch) == "done", why=service.words)
            wait_for_place(service, batch, place)
            moment = chance.uniform(0, expected.seconds[place])
            time.sleep(moment)
            service.kill(worker)
            print(f"killed {moment:.3f} s after {place}, at {place_of(service, batch)}")
        service.worker("last")
        assert finished(service, batch).differences(expected.outcome) == {}


@pytest.mark.requirement("XC-02")
def test_batch_of_a_killed_worker_is_finished_by_another_that_runs_already(
    whole: Prepared, expected: Reference, tmp_path: Path
) -> None:
    """Nobody starts anything: the living worker finds by itself what the dead one has left."""
    batch = whole.facts["batch"]
    with whole.copy("survivor", tmp_path) as service:
        hold_back(service)
        workers = {}
        for name in ("first", "second"):
            child = service.worker(name)
            newest = "select max(id) from procrastinate_workers having count(*) > %(others)s"
            workers[service.wait_for(newest, others=len(workers))] = child
        let_go(service)
        dead = service.wait_for(AT_WORK)
        service.kill(workers[dead])
        assert service.state(batch) != "done"
        assert finished(service, batch).differences(expected.outcome) == {}
        service.ask(
            "update procrastinate_workers set last_heartbeat = 'epoch' where id = %(dead)s", {"dead": dead}
        )
        service.do_a_job("testamur.plumbing.jobs.retry_stalled_jobs")
        service.wait_for_quiet(
            jobs="todo doing failed"
        )  # its job was given back, too, and there was nothing to do
        assert service.children.dead() is None


@pytest.mark.requirement("XC-02")
def test_two_workers_killed_at_once_change_nothing_in_the_outcome(
    whole: Prepared, expected: Reference, tmp_path: Path
) -> None:
    batch = whole.facts["batch"]
    with whole.copy("both", tmp_path) as service:
        workers = [service.worker(name) for name in ("first", "second")]
        service.wait_for("select count(*) = 2 from procrastinate_workers")
        wait_for_place(service, batch, expected.writing)
        for worker in workers:
            service.kill(worker)
        service.worker("third")
        assert finished(service, batch).differences(expected.outcome) == {}
