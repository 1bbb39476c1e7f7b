"""This pipeline, end to end: submitted, through the real queue and real workers, to the outcome file."""

from __future__ import annotations

import time
from pathlib import Path

from bench.measure import Figure, Sample, clocked
from bench.workers import Workers, workers
from bench.world import SIZE, World
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.plumbing import sql

_ENDED = "SELECT count(*) FROM batches_batch WHERE id = ANY(%(ids)s) AND ended_at IS NOT NULL"
_NOT_DONE = "SELECT id, state, last_error FROM batches_batch WHERE id = ANY(%(ids)s) AND state <> 'done'"
_ENDS = """
SELECT extract(epoch FROM ended_at - (SELECT min(received_at) FROM batches_batch WHERE id = ANY(%(ids)s)))::float
  FROM batches_batch WHERE id = ANY(%(ids)s) ORDER BY ended_at
"""


def one(world: World, number: int, running: Workers, *, size: int = SIZE) -> Sample:
    """One batch: from before it is submitted until its outcome files are there."""
    path = world.batch(number, size)
    with clocked(size, *running.processes) as sample:
        ids = [submit(world, path)]
        wait(ids, running, every=0.01)
    sample.parts = running.steps(ids[0])
    sample.parts["submit, queue, commits"] = sample.seconds - sum(sample.parts.values())
    _check_outcome(world, ids[0], size)
    return sample


def many(world: World, first: int, batches: int, *, name: str, worker_count: int = 2) -> Figure:
    """Many batches submitted at once, done by several workers."""
    figure = Figure(name, f"{batches * SIZE:,} records as {batches} batches, {worker_count} workers")
    paths = [world.batch(number) for number in range(first, first + batches)]
    with workers(worker_count, logs=world.directory / "log") as running:
        with clocked(batches * SIZE, *running.processes) as sample:
            ids = [submit(world, path) for path in paths]
            wait(ids, running, every=0.1)
        figure.notes["peak_memory_of_a_worker"] = running.peak_memory()
    ends = [0.0, *(end for (end,) in sql.rows(_ENDS, {"ids": ids}))]
    tenth = max(batches // 10, 1)
    figure.notes["first_tenth_per_second"] = round(tenth * SIZE / ends[tenth])
    figure.notes["last_tenth_per_second"] = round(tenth * SIZE / (ends[-1] - ends[-1 - tenth]))
    figure.samples.append(sample)
    return figure


def submit(world: World, path: Path, *, kind: str = "achievements") -> int:
    """Submit one file as a person would; the number of the batch."""
    with path.open("rb") as file:
        submission = batches.submit(
            kind=kind,
            organisation=world.organisation,
            file=file,
            file_name=path.name,
            through="command",
            by=world.user,
        )
    if not submission.is_new:
        raise RuntimeError(f"{path.name} was submitted before")
    return int(submission.batch.pk)


def wait(ids: list[int], running: Workers, *, every: float) -> None:
    """Until all have ended."""
    while sql.rows(_ENDED, {"ids": ids}) != [(len(ids),)]:
        running.check()
        time.sleep(every)
    if failed := sql.rows(_NOT_DONE, {"ids": ids}):
        raise RuntimeError(f"not every batch was applied: {failed[:3]}")


def _check_outcome(world: World, number: int, size: int) -> None:
    """A fast pipeline that wrote nothing would be worth nothing."""
    batch = ledger.batch_by_number(world.user, number)
    if batch is None or batch.total != size or not 0 < batch.rejected < size / 10 or len(batch.reports) < 3:
        raise RuntimeError(f"batch {number} did not come to what was measured before")
    if sum(batch.effects.values()) != batch.accepted:
        raise RuntimeError(f"batch {number}: {batch.effects} is not {batch.accepted} records")
