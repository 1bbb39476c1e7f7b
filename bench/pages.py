"""Pages under load: the real web server with two processes, eight browsers at once, on this machine alone."""

from __future__ import annotations

import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

import psutil
from django.test import Client
from django.urls import reverse

from bench.large import browser, learner_client
from bench.measure import cpu_seconds
from bench.pipeline import submit
from bench.world import World
from testamur.achievements import queries as achievements
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.challenges import actions as challenge_actions
from testamur.challenges.rules import Problem
from testamur.learners import queries as learners
from testamur.plumbing import sql
from testamur.plumbing.processes import Children

PROCESSES = 2
BROWSERS = 8
SECONDS = 4.0
MOST_REQUESTS = 2_000
SECONDS_TO_START = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A page by its name, its address, and the cookie of who asks for it."""

    name: str
    address: str
    cookie: str = ""


@dataclass
class Load:
    """What came of asking for one page again and again."""

    name: str
    seconds: float = 0.0
    cpu_seconds: float | None = None
    milliseconds: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        ordered = sorted(self.milliseconds)
        cpu = self.cpu_seconds
        return {
            "name": self.name,
            "requests": len(ordered),
            "per_second": round(len(ordered) / self.seconds, 1),
            "p50_ms": round(statistics.median(ordered), 1),
            "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
            "cpu_ms": None if cpu is None else round(1000 * cpu / len(ordered), 2),
        }


def measure(world: World, number: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Ask for each page for some seconds, one page after another."""
    asked = _pages(world, number)
    with _web(world) as (port, web):
        for each in asked:
            _check(port, each)
        return [_loaded(port, web, each, say).as_json() for each in asked]


def _pages(world: World, number: int) -> list[Asked]:
    """The pages that people open most, of a batch with findings and of a learner with achievements and challenges."""
    batch_id = submit(world, world.batch(number))
    state = batches.advance(batch_id=batch_id)
    batch = ledger.batch_by_number(world.user, batch_id)
    if state != "done" or batch is None:
        raise RuntimeError(f"the batch of the pages came to {state}")
    ((uln,),) = sql.rows(
        "SELECT uln FROM achievements_achievement GROUP BY uln ORDER BY count(*) DESC LIMIT 1"
    )
    learner = learner_client(uln)
    achievement = _challenge(world, uln)
    staff = browser()
    staff.force_login(world.user)
    member, own = _cookie(staff), _cookie(learner)
    return [
        Asked("home", "/", member),
        Asked("batches", reverse("batch_list"), member),
        Asked("one batch", reverse("batch_detail", args=[batch.uuid]), member),
        Asked("findings of a batch", reverse("batch_findings", args=[batch.uuid]), member),
        Asked("one record of a batch", reverse("batch_record", args=[batch.uuid, 1]), member),
        Asked("one achievement", reverse("achievement_detail", args=[achievement.uuid]), member),
        Asked("the learner’s own record", reverse("record"), own),
        Asked("challenges", reverse("challenge_list"), member),
        Asked("register", reverse("register_search"), member),
        Asked("log in", reverse("account_login")),
        Asked("/healthz", "/healthz"),
    ]


def _challenge(world: World, uln: str) -> Any:
    """The learner challenges the grade of each of their achievements; one of these."""
    learner = learners.by_uln(uln)
    account = learners.account_of(learner) if learner else None
    found = list(achievements.achievements_of_learner(world.user, uln))
    if account is None or not found:
        raise RuntimeError("the learner of the pages lacks an account or achievements")
    for achievement in found:
        said = challenge_actions.Said(
            problem=Problem.GRADE,
            description="Another grade is on my certificate.",
            contact_name=str(account.user),
            contact_email=account.user.email,
            wanted_grade="A" if achievement.grade != "A" else "B",
        )
        challenge_actions.raise_challenge(
            achievement=achievement, said=said, raised_for=None, through="command", by=account.user
        )
    return found[0]


def _cookie(client: Client) -> str:
    return f"sessionid={client.cookies['sessionid'].value}"


@contextmanager
def _web(world: World) -> Iterator[tuple[int, psutil.Process]]:
    """The web server as an installation runs it, but without two-step sign-in: its port, and its first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    children = Children(world.directory / "log")
    command = [sys.executable, "-m", "testamur.commands", "web", "--port", str(port)]
    environment = {"TESTAMUR_TWO_STEP": "false", "TESTAMUR_LOG_LEVEL": "INFO"}
    try:
        child = children.start("web", [*command, "--processes", str(PROCESSES)], environment=environment)
        deadline = time.monotonic() + SECONDS_TO_START
        while not _answers(port):
            if children.dead() or time.monotonic() > deadline:
                raise RuntimeError(f"the web server did not start:\n{child.last_words()}")
            time.sleep(0.1)
        yield port, psutil.Process(child.process.pid)
    finally:
        children.stop()


def _answers(port: int) -> bool:
    try:
        return _Browser(port, Asked("", "/healthz")).status() == 200
    except (OSError, HTTPException):
        return False


class _Browser:
    """One that keeps its connection as long as the server does."""

    def __init__(self, port: int, asked: Asked) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self._asked = asked

    def status(self) -> int:
        headers = {"Host": "localhost", "Cookie": self._asked.cookie} if self._asked.cookie else {}
        self._connection.request("GET", self._asked.address, headers={"Host": "localhost"} | headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def close(self) -> None:
        self._connection.close()


def _check(port: int, asked: Asked) -> None:
    """The page is there, and each process has made it before."""
    for _ in range(10 * PROCESSES):
        status = _Browser(port, asked).status()
        if status != 200:
            raise RuntimeError(f"{asked.name} ({asked.address}) answered {status}")


def _loaded(port: int, web: psutil.Process, asked: Asked, say: Callable[[str], None]) -> Load:
    say(f"pages under load: {asked.name}")
    load, left, guard = Load(asked.name), iter(range(MOST_REQUESTS)), threading.Lock()
    processes = (web, *web.children(recursive=True))
    before, began = cpu_seconds(*processes), time.perf_counter()

    def browse() -> list[float]:
        browser, taken = _Browser(port, asked), []
        while time.perf_counter() - began < SECONDS:
            with guard:
                if next(left, None) is None:
                    break
            asked_at = time.perf_counter()
            if browser.status() != 200:
                raise RuntimeError(f"{asked.name} was not answered")
            taken.append(1000 * (time.perf_counter() - asked_at))
        browser.close()
        return taken

    with ThreadPoolExecutor(BROWSERS) as browsers:
        each = [browsers.submit(browse) for _ in range(BROWSERS)]
        load.milliseconds = [taken for done in each for taken in done.result()]
    load.seconds = time.perf_counter() - began
    after = cpu_seconds(*processes)
    load.cpu_seconds = None if before is None or after is None else after - before
    return load
