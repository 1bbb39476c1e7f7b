"""Real worker processes, as an installation runs them, and what their logs say of the steps they took."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.measure import peak_memory
from testamur.plumbing import queue
from testamur.plumbing.processes import Child, Children

SECONDS_TO_START = 30


@dataclass
class Workers:
    """Workers that have started and wait for jobs."""

    children: Children

    @property
    def processes(self) -> list[psutil.Process]:
        return [psutil.Process(child.process.pid) for child in self.children.running]

    def peak_memory(self) -> int | None:
        """That of the largest worker."""
        peaks = [peak for process in self.processes if (peak := peak_memory(process))]
        return max(peaks, default=None)

    def check(self) -> None:
        """Raise if one has died, with the end of its log."""
        if dead := self.children.dead():
            raise RuntimeError(f"{dead.name} ended by itself:\n{dead.last_words()}")

    def steps(self, batch: int) -> dict[str, float]:
        """Seconds by step of one batch, as the engine logged them; the slices of a step together."""
        spent: dict[str, float] = {}
        for child in self.children.running:
            for said in _logged(child):
                if said.get("event") == "batch.step_taken" and said.get("batch_id") == batch:
                    for process, seconds in said["parts"].items():
                        step = process.removeprefix("batch.")
                        spent[step] = spent.get(step, 0.0) + seconds
        return spent


def _logged(child: Child) -> Iterator[dict[str, Any]]:
    for line in child.log.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("{"):
            yield json.loads(line)


@contextmanager
def workers(number: int, *, logs: Path) -> Iterator[Workers]:
    """Run ``number`` worker processes for as long as the block lasts."""
    children = Children(logs)
    try:
        for _ in range(number):
            name = f"worker-{time.monotonic_ns()}"
            command = [sys.executable, "-m", "testamur.commands", "worker", "--name", name]
            children.start(name, command, environment={"TESTAMUR_LOG_LEVEL": "INFO"})
        running = Workers(children)
        deadline = time.monotonic() + SECONDS_TO_START
        while queue.living_workers() < number:
            running.check()
            if time.monotonic() > deadline:
                raise RuntimeError("the workers did not start")
            time.sleep(0.05)
        time.sleep(0.5)  # a worker listens a moment after it has said that it lives
        yield running
    finally:
        children.stop()
