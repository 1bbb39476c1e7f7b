"""What pages read, on a full register: how many queries, how long they take, and whether one scans a large table."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection

from bench.world import World
from testamur.achievements import queries as achievements
from testamur.batches import queries as ledger
from testamur.qualifications import queries as qualifications

LARGE = {"achievements_achievement", "achievements_achievementevent", "batches_batchrow", "learners_learner"}
PAGE = 25
TIMES = 40


@dataclass
class Read:
    """One thing that a page reads."""

    name: str
    queries: int = 0
    milliseconds: list[float] = field(default_factory=list)
    scanned: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        ordered = sorted(self.milliseconds)
        return {
            "name": self.name,
            "queries": self.queries,
            "median_ms": round(statistics.median(ordered), 2),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
            "large_tables_scanned": sorted(self.scanned),
        }


def measure(world: World) -> list[Read]:
    """Read everything ``TIMES`` times, each time for another learner, batch or achievement."""
    chance = random.Random(7)  # noqa: S311 - nothing secret is drawn
    measured = [Read(name) for name in _reads(world, chance)]
    for _ in range(TIMES):
        for read, work in zip(measured, _reads(world, chance).values(), strict=True):
            run_read(read, work)
    return measured


def _reads(world: World, chance: random.Random) -> dict[str, Callable[[], Any]]:
    """What is read, for a learner, an achievement and a batch drawn at random."""
    user = world.user
    person = chance.choice(world.people)
    any_batch = chance.choice(ledger.batches_for(user)[:10])
    drawn = list(achievements.achievements_of_learner(user, person.uln)[:1])
    address = drawn[0].uuid if drawn else any_batch.uuid

    def of_learner() -> None:
        achievements.listed(list(achievements.achievements_of_learner(user, person.uln)[:PAGE]))

    def with_history() -> None:
        if found := achievements.achievement_for(user, address):
            achievements.history_of(found)

    def findings(**filters: Any) -> Callable[[], None]:
        def read() -> None:
            rows = ledger.rows_with_findings(any_batch, **filters)
            rows.count()
            ledger.in_words_all(any_batch, list(rows[:PAGE]))

        return read

    return {
        "achievements of a learner by ULN": of_learner,
        "one achievement with its history": with_history,
        "list of batches, first page": lambda: list(ledger.batches_for(user)[:PAGE]),
        "list of batches, last page": lambda: list(ledger.batches_for(user).order_by("id")[:PAGE]),
        "one batch": lambda: ledger.batch_for(user, any_batch.uuid),
        "findings of a batch, by code": lambda: ledger.findings_by_code(any_batch),
        "findings of a batch, first page": findings(),
        "findings of a batch, one code": findings(code="F01"),
        "findings of a batch, errors": findings(severity="error"),
        "search of the register": lambda: list(
            qualifications.search(f"measured {chance.randrange(3000)}")[:PAGE]
        ),
        "the operator's queue": ledger.queue_health,
    }


def run_read(read: Read, work: Callable[[], Any]) -> None:
    """Read once; count, time and, the first time, look at the plans."""
    said: list[tuple[str, Any]] = []

    def listen(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        said.append((statement, parameters))
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(listen):
        began = time.perf_counter()
        work()
        read.milliseconds.append(1000 * (time.perf_counter() - began))
    read.queries = max(read.queries, len(said))
    if len(read.milliseconds) == 1:
        for statement, parameters in said:
            read.scanned |= _scanned(statement, parameters)


def _scanned(statement: str, parameters: Any) -> set[str]:
    """The large tables that PostgreSQL would read from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        (plan,) = cursor.fetchone()
    plans = orjson.loads(plan) if isinstance(plan, str) else plan
    found, waiting = set(), [plans[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        waiting += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan":
            found.add(node["Relation Name"])
    return found & LARGE
