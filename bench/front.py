"""Pages over the network: beside a synchronous server, in turn, and beside fifty clients that never finish asking."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from django.conf import settings
from django.test import Client

from bench.world import World
from testamur.plumbing.processes import Children

CLIENTS, SLOW, PROCESSES = 8, 50, 2
SECONDS_TO_START = 60
PAGES = {"the log-in form": "/account/login/", "the list of batches": "/batches/"}
SYNCHRONOUS, FRONT, BESIDE = (
    "synchronous processes, as before",
    "the front",
    f"the front, beside {SLOW} slow clients",
)
_COLLECT = "from testamur.commands import set_up_django, static; set_up_django(); static.collect()"


@dataclass
class Row:
    """A page as one server gives it: rate, 95th percentile and its processor time a request, for each round."""

    page: str
    server: str
    rates: list[float] = field(default_factory=list)
    p95s: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    def as_json(self, base: Row) -> dict[str, Any]:
        """With the median of the ratios of rounds, each to that of ``base`` in the same round."""
        pairs = zip(self.rates, base.rates, strict=True)
        return {
            "page": self.page,
            "server": self.server,
            "requests_per_second": round(statistics.median(self.rates)),
            "p95_ms": round(statistics.median(self.p95s), 1),
            "cpu_ms": round(statistics.median(self.spent), 2),
            "ratio": round(statistics.median(own / other for own, other in pairs), 2),
        }


def measure(world: World, *, rounds: int, seconds: float) -> list[dict[str, Any]]:
    """``CLIENTS`` clients at each page of each server, in turn, round by round."""
    cookies = {"/batches/": _logged_in(world)}
    rows = {(page, server): Row(page, server) for page in PAGES for server in (SYNCHRONOUS, FRONT, BESIDE)}
    with _servers(world.directory) as (ports, children):
        for turn in range(rounds + 1):
            for (page, server), row in rows.items():
                with ExitStack() as beside:
                    if server == BESIDE:
                        beside.enter_context(_slow_clients(ports[server]))
                    before = _processor_seconds(children)
                    rate, p95 = _load(ports[server], PAGES[page], cookies.get(PAGES[page], ""), seconds)
                if turn:  # the first round only warms up
                    row.rates.append(rate)
                    row.p95s.append(p95)
                    row.spent.append(1000 * (_processor_seconds(children) - before) / (rate * seconds))
    return [row.as_json(rows[row.page, SYNCHRONOUS]) for row in rows.values()]


def _logged_in(world: World) -> str:
    client = Client()
    client.force_login(world.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


@contextmanager
def _servers(home: Path) -> Iterator[tuple[dict[str, int], Children]]:
    """Both servers with two processes each, on the same database."""
    built = Path(__file__).resolve().parent.parent / "var" / "build" / "static"
    shutil.copytree(built, home / "var" / "build" / "static", dirs_exist_ok=True)
    environment = {"TESTAMUR_TWO_STEP": "false", "DJANGO_SETTINGS_MODULE": "testamur.config.settings"}
    subprocess.run([sys.executable, "-c", _COLLECT], check=True, env=os.environ | environment)
    front, synchronous = _free_port(), _free_port()
    commands = {
        front: ["testamur.commands", "web", "--port", str(front), "--processes", str(PROCESSES)],
        synchronous: [
            "gunicorn",
            "-b",
            f"127.0.0.1:{synchronous}",
            "-w",
            str(PROCESSES),
            "testamur.config.wsgi",
        ],
    }
    children = Children(home / "log")
    try:
        for port, command in commands.items():
            children.start(f"web-{port}", [sys.executable, "-m", *command], environment=environment)
            _wait_for(port, children)
        yield {SYNCHRONOUS: synchronous, FRONT: front, BESIDE: front}, children
    finally:
        children.stop()


def _processor_seconds(servers: Children) -> float:
    """What both servers have used; the one that is not asked uses next to nothing."""
    spent = 0.0
    for child in servers.running:
        first = psutil.Process(child.process.pid)
        for process in (first, *first.children(recursive=True)):
            times = process.cpu_times()
            spent += times.user + times.system
    return spent


def _wait_for(port: int, children: Children) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return _ask(port, "/healthz", "")
        except (OSError, http.client.HTTPException):
            if time.monotonic() > deadline or children.dead():
                raise
            time.sleep(0.2)


def _load(port: int, path: str, cookie: str, seconds: float) -> tuple[float, float]:
    """Requests a second, each over a connection of its own, and the 95th percentile of their milliseconds."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    def client(number: int) -> None:
        while (began := time.perf_counter()) < end:
            _ask(port, path, cookie)
            taken.append(time.perf_counter() - began)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(client, range(CLIENTS)))
    return len(taken) / seconds, 1000 * sorted(taken)[int(len(taken) * 0.95)]


def _ask(port: int, path: str, cookie: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
    try:
        connection.request(
            "GET", path, headers={"Cookie": cookie, "Connection": "close", "Host": "localhost"}
        )
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} was answered with {answer.status}")


@contextmanager
def _slow_clients(port: int) -> Iterator[None]:
    """Half of a request's head from each, and never the rest."""
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
    try:
        for each in held:
            each.sendall(b"GET / HTTP/1.1\r\nHost: local")
        yield
    finally:
        for each in held:
            each.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
