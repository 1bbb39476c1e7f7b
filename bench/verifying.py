"""A verify batch of 10,000 learners, end to end: submitted, through the real queue and a real worker, to the result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import pipeline
from bench.measure import Figure, Sample, clocked
from bench.workers import Workers, workers
from bench.world import SIZE, World
from testamur.achievements.samples import SampleLearner
from testamur.batches import queries as ledger
from testamur.learners.kinds.verify.writing import write_request

STRANGER = "9990000009"
"""A right ULN that nobody has."""


def measure(world: World, *, times: int) -> Figure:
    figure = Figure("verify", "A verify batch, submitted to result")
    with workers(1, logs=world.directory / "log") as running:
        _one(world, 0, running)  # the first batch of a worker also loads what it works with
        figure.samples = [_one(world, turn, running) for turn in range(1, times + 1)]
        figure.notes["peak_memory_of_a_worker"] = running.peak_memory()
    return figure


def _one(world: World, turn: int, running: Workers) -> Sample:
    path = _file(world, turn)
    with clocked(SIZE, *running.processes) as sample:
        ids = [pipeline.submit(world, path, kind="verify")]
        pipeline.wait(ids, running, every=0.01)
    sample.parts = running.steps(ids[0])
    sample.parts["submit, queue, commits"] = sample.seconds - sum(sample.parts.values())
    batch = ledger.batch_by_number(world.user, ids[0])
    if batch is None or batch.total != SIZE or len(batch.effects) < 4 or len(batch.reports) < 2:
        raise RuntimeError(f"verify batch {ids[0]} did not come to what was measured before")
    return sample


def _file(world: World, turn: int) -> Path:
    path = world.directory / f"verify-{turn:04}.xml"
    people = world.people[turn :: max(len(world.people) // SIZE, 1)][:SIZE]
    with path.open("wb") as file:
        file.writelines(write_request(_claims(people, turn), count=len(people)))
    return path


def _claims(people: list[SampleLearner], turn: int) -> Iterator[tuple[str | None, ...]]:
    """Of a hundred learners five have a name cut short, three another name, one another birthday, one no such ULN."""
    for number, person in enumerate(people):
        place = number % 100
        given = person.given_name[:2] if place < 5 else person.given_name
        family = "Otherwise" if 5 <= place < 8 else person.family_name
        born = "1990-02-03" if place == 8 else person.date_of_birth.isoformat()
        uln = STRANGER if place == 9 else person.uln
        yield (f"{turn}-{number}", uln, family, given, born, str(person.gender))
