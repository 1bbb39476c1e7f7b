"""What is measured, in which order: all in one run, the ways of writing in turn, so that noise meets all alike."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django.db import connection

from bench import (
    baselines,
    front,
    import_export,
    large,
    pages,
    pipeline,
    reads,
    records,
    reports,
    verifying,
    wire,
    world,
)
from bench.measure import Figure, Sample, timed
from bench.ways import NAMES, WAYS
from bench.workers import Workers, workers
from bench.world import SIZE, World
from testamur.plumbing import sql

Say = Callable[[str], None]


def run(directory: Path, *, quick: bool, only: Collection[str], say: Say) -> dict[str, Any]:
    """Measure and return everything, ready for JSON. ``quick``: once instead of five times, and no 100x, no country."""
    wanted = set(only) or set(NAMES) - ({"100x", "country"} if quick else set())
    load = os.getloadavg()[0]
    say("building the world: a register of 3,000 qualifications and its learners")
    here = world.build(directory, learner_count=20_000 if quick else 200_000)
    records.make_tables()
    numbers = iter(range(10_000))
    figures = _rounds(here, numbers, wanted, 1 if quick else 5, quick, say)
    for name, batches in (("10x", 10), ("100x", 100)):
        if name in wanted:
            say(f"{name}: {batches * SIZE:,} records, two workers")
            first = next(numbers)
            figures[name] = pipeline.many(here, first, batches, name=name)
            numbers = iter(range(first + batches, 10_000))
    if "again" in wanted:
        say("10,000 records once more, on what is now a full register")
        figures["again"] = _again(here, numbers, 1 if quick else 5)
    if "soap" in wanted:
        say("10,000 records through the web service")
        figures["soap"] = wire.measure(here, numbers, times=1 if quick else 5)
    if "verify" in wanted:
        say("a verify batch of 10,000 learners")
        figures["verify"] = verifying.measure(here, times=1 if quick else 5)
    result: dict[str, Any] = {
        "machine": _machine(load),
        "figures": {name: figure.as_json() for name, figure in figures.items()},
        "ratios": ratios(figures),
        "scale": scale(figures),
    }
    if "reads" in wanted:
        say("what pages read")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        result["reads"] = [read.as_json() for read in reads.measure(here)]
    if "reports" in wanted:
        result["reports"] = reports.measure(here, say)
    if "pages" in wanted:
        result["pages"] = pages.measure(here, next(numbers), say)
    if "front" in wanted:
        say("pages over the network")
        result["front"] = front.measure(here, rounds=3 if quick else 7, seconds=3)
    if "country" in wanted:
        result["country"] = _country(here, quick, say)
    ((result["machine"]["achievements_at_the_end"],),) = sql.rows(
        "SELECT count(*) FROM achievements_achievement"
    )
    return result


def _country(here: World, quick: bool, say: Say) -> dict[str, Any]:
    """A register of 1,000,000 learners and 5,000,000 achievements, or a tenth of it."""
    part = 10 if quick else 1
    large.grow(here, learner_count=1_000_000 // part, achievement_count=5_000_000 // part, say=say)
    return large.measure(here, say)


def _rounds(
    here: World, numbers: Any, wanted: set[str], rounds: int, quick: bool, say: Say
) -> dict[str, Figure]:
    """Every way in turn, round by round, on a new file each round."""
    figures = {name: Figure(name, title) for name, title in WAYS.items() if name in wanted}
    if not figures:
        return {}
    with workers(1, logs=here.directory / "log") as running:
        pipeline.one(
            here, next(numbers), running
        )  # the first batch of a worker also loads what it works with
        for turn in range(rounds):
            number = next(numbers)
            path = here.batch(number)
            for name, figure in figures.items():
                say(f"round {turn + 1} of {rounds}: {name}")
                figure.samples.append(_way(name, here, number, path, running, quick))
        if "pipeline" in figures:
            figures["pipeline"].notes["peak_memory_of_a_worker"] = running.peak_memory()
    return figures


def _way(name: str, here: World, number: int, path: Path, running: Workers, quick: bool) -> Sample:
    few = here.batch(number, SIZE // 10) if quick else path  # the slow ways need not be waited for
    ways: dict[str, Callable[[], Sample]] = {
        "pipeline": lambda: pipeline.one(here, number, running),
        "copy-bare": lambda: baselines.copy(here, path, table=records.BARE),
        "copy": lambda: baselines.copy(here, path, table=records.COPIED),
        "orm": lambda: baselines.orm(here, few, size=SIZE // 10 if quick else SIZE),
        "import-export": lambda: import_export.run(here, few, table=records.IMPORTED),
        "import-export-bulk": lambda: import_export.run(here, few, table=records.BULKED),
        "import-export-tuned": lambda: import_export.run(here, path, table=records.TUNED),
        "check": lambda: _check(path),
    }
    return ways[name]()


def _check(path: Path) -> Sample:
    command = [sys.executable, "-m", "testamur.commands", "check", str(path), "--json", "--limit", "0"]
    return timed(SIZE, lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False))


def _again(here: World, numbers: Any, times: int) -> Figure:
    figure = Figure("again", "This pipeline, on the register as it is in the end")
    with workers(1, logs=here.directory / "log") as running:
        pipeline.one(here, next(numbers), running)
        figure.samples = [pipeline.one(here, next(numbers), running) for _ in range(times)]
        figure.notes["peak_memory_of_a_worker"] = running.peak_memory()
    return figure


def ratios(figures: dict[str, Figure]) -> dict[str, float]:
    """How many times as many records a second the pipeline does, beside each other way."""
    if "pipeline" not in figures:
        return {}
    ours = figures["pipeline"].per_second
    return {
        name: round(ours / figures[name].per_second, 2)
        for name in WAYS
        if name in figures and name != "pipeline"
    }


def scale(figures: dict[str, Figure]) -> dict[str, Any]:
    """Processor time a record at 1, 10 and 100 batches, and the slope: 1 is linear, 2 quadratic.

    Processor time and not time, because one batch has one worker and many have two.
    """
    sizes = {"pipeline": 1, "10x": 10, "100x": 100}
    spent = {
        n: cpu for n, _ in sizes.items() if n in figures and (cpu := figures[n].cpu_microseconds) is not None
    }
    result: dict[str, Any] = {f"{sizes[name]}x": round(cpu, 1) for name, cpu in spent.items()}
    if len(spent) > 1:
        (first, low), *_, (last, high) = spent.items()
        result["slope"] = round(1 + math.log(high / low) / math.log(sizes[last] / sizes[first]), 3)
    return result


def _machine(load: float) -> dict[str, Any]:
    settings = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    return {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(load, 2),
        "postgresql": {name: sql.rows(f"SHOW {name}")[0][0] for name in settings},
    }
