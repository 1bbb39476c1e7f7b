"""Time, processor time and memory of this process, of workers and of the database server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from testamur.plumbing import sql


@dataclass
class Sample:
    """One measured run of ``records`` records. ``parts`` are seconds by step, where steps are known."""

    records: int
    seconds: float
    cpu_seconds: float | None = None
    parts: dict[str, float] = field(default_factory=dict)


@dataclass
class Figure:
    """What came out for one way of doing it, as the median of its runs."""

    name: str
    title: str
    samples: list[Sample] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def per_second(self) -> float:
        return statistics.median(sample.records / sample.seconds for sample in self.samples)

    @property
    def cpu_microseconds(self) -> float | None:
        """Processor time a record, of all processes that took part."""
        spent = [s.cpu_seconds / s.records * 1e6 for s in self.samples if s.cpu_seconds is not None]
        return statistics.median(spent) if spent else None

    @property
    def parts(self) -> dict[str, float]:
        names = dict.fromkeys(name for sample in self.samples for name in sample.parts)
        return {
            name: statistics.median(sample.parts.get(name, 0.0) for sample in self.samples) for name in names
        }

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "runs": len(self.samples),
            "records": self.samples[0].records,
            "seconds": round(self.seconds, 4),
            "all_seconds": [round(sample.seconds, 4) for sample in self.samples],
            "records_per_second": round(self.per_second),
            "cpu_microseconds_a_record": _rounded(self.cpu_microseconds),
            "steps": {name: round(seconds, 4) for name, seconds in self.parts.items()},
            **self.notes,
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def timed(records: int, work: Callable[[], Any]) -> Sample:
    """Run ``work`` in this process."""
    with clocked(records) as sample:
        work()
    return sample


@contextmanager
def clocked(records: int, *processes: psutil.Process) -> Iterator[Sample]:
    """Time a block, with the processor time of this process, of ``processes`` and of the server."""
    taking_part = (psutil.Process(), *processes)
    server = _server()
    before, began = _cpu(server, taking_part), time.perf_counter()
    sample = Sample(records, 0.0)
    yield sample
    sample.seconds = time.perf_counter() - began
    after = _cpu(server, taking_part)
    if before is not None and after is not None:
        sample.cpu_seconds = after - before


def cpu_seconds(*processes: psutil.Process) -> float | None:
    """The processor time that these and the database server have taken so far; ``None`` if it is elsewhere."""
    return _cpu(_server(), processes)


def _server() -> psutil.Process | None:
    """The database server's first process, if it runs on this machine."""
    ((number,),) = sql.rows(
        "SELECT pg_backend_pid() WHERE inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8'"
    ) or [(0,)]
    try:
        return psutil.Process(number).parent() if number else None
    except psutil.Error:
        return None


def _cpu(server: psutil.Process | None, others: tuple[psutil.Process, ...]) -> float | None:
    """User and system seconds of all, those of the server's ended children included."""
    if server is None:
        return None
    try:
        times = server.cpu_times()
        spent = sum((times.user, times.system, times.children_user, times.children_system))
        for process in (*server.children(recursive=True), *others):
            times = process.cpu_times()
            spent += times.user + times.system
    except psutil.Error:
        return None
    return float(spent)


def peak_memory(process: psutil.Process) -> int | None:
    """The most memory, in bytes, that a process has held at a time; ``None`` where the system does not say."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return None
