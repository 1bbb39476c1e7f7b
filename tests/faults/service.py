"""A whole service for a test: a database of its own, a home of its own, and real processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from testamur.plumbing.postgres.server import EmbeddedPostgres
from testamur.plumbing.processes import Child, Children

ROOT = Path(__file__).resolve().parents[2]
MIGRATED = "migrated"
PATIENCE = 90.0
"""Seconds after which what should happen is taken not to happen. No test asserts how long something takes."""


def wait_until(what: Callable[[], Any], *, why: Callable[[], str] = str, pause: float = 0.02) -> Any:
    """The first true answer of ``what``; ``why`` is asked for words if there is none."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := what():
            return answer
        time.sleep(pause)
    raise AssertionError(f"It did not happen within {PATIENCE:.0f} seconds. {why()}")


@dataclass
class Service:
    """One database and home; workers are started and killed at will. Its processes end with the ``with`` block."""

    url: str
    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.children = Children(self.home / "log")
        self._connection: psycopg.Connection[Any] | None = None

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *error: object) -> None:
        for child in self.children.running:
            with suppress(ProcessLookupError):
                os.kill(child.process.pid, signal.SIGCONT)
        self.children.stop()
        self.hang_up()

    # --- processes

    def environ(self) -> dict[str, str]:
        """The environment of its processes."""
        return {
            "DATABASE_URL": self.url,
            "TESTAMUR_HOME": str(self.home),
            "TESTAMUR_SECRET_KEY": "for tests alone",
            "TESTAMUR_LOG_LEVEL": "INFO",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
            **self.environment,
        }

    def start(self, name: str, *arguments: str, **environment: str) -> Child:
        """Start `testamur ARGUMENTS`."""
        command = [sys.executable, "-m", "testamur.commands", *arguments]
        return self.children.start(name, command, environment=self.environ() | environment)

    def worker(self, name: str = "worker", **environment: str) -> Child:
        return self.start(name, "worker", "--name", name, **environment)

    def kill(self, child: Child, number: signal.Signals = signal.SIGKILL) -> int:
        """End one process by this signal and give its exit code."""
        child.process.send_signal(number)
        code = child.process.wait(PATIENCE)
        self.children.running.remove(child)
        return code

    def run(self, part: str, *arguments: str) -> Any:
        """Do one part of `scenario` in a process of its own."""
        answer = subprocess.run(
            [sys.executable, "-m", "faults.scenario", part, *arguments],
            env=os.environ | self.environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`testamur ARGUMENTS`, to its end."""
        command = [sys.executable, "-m", "testamur.commands", *arguments]
        return subprocess.run(
            command, env=os.environ | self.environ(), capture_output=True, text=True, check=False
        )

    def words(self) -> str:
        """The end of every log, for the person who reads a failure."""
        logs = sorted((self.home / "log").glob("*.log"))
        return "\n".join(f"── {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in logs)

    # --- what it holds

    def ask(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query, over a connection that is made anew when it was lost."""
        for attempt in (1, 2):
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self.url, autocommit=True)
            try:
                cursor = self._connection.execute(query, parameters)  # type: ignore[arg-type]
                return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if attempt == 2 or not self._connection.closed:
                    raise
        raise AssertionError

    def hang_up(self) -> None:
        """Leave the database, until something is asked again."""
        if self._connection is not None:
            self._connection.close()

    def one(self, query: str, **parameters: Any) -> Any:
        found = self.ask(query, parameters)
        return found[0][0] if found else None

    def state(self, batch: int) -> str:
        return str(self.one("select state from batches_batch where id = %(batch)s", batch=batch))

    def wait_for(self, query: str, **parameters: Any) -> Any:
        """Wait until the first value of a query's first row is true."""
        return wait_until(lambda: self.one(query, **parameters), why=self.words)

    def wait_for_end(self, batch: int) -> str:
        """Wait until the engine has nothing left to do for the batch; its state then."""
        over = (
            "select state from batches_batch where id = %(batch)s and state in ('done', 'refused', 'undone')"
        )
        return str(self.wait_for(over, batch=batch))

    def do_a_job(self, task: str) -> None:
        """Ask for a job of housekeeping now, and wait until a worker has done it."""
        job = self.one(_ASK_FOR_A_JOB, task=task)
        self.wait_for("select not exists (select from procrastinate_jobs where id = %(job)s)", job=job)

    def wait_for_quiet(self, *, jobs: str = "todo") -> None:
        """Wait until every notice is sent and no job but housekeeping is in these states."""
        left = (
            "select (select count(*) from procrastinate_jobs where status::text = any(%(jobs)s) and task_name ~ "
            "'advance_batch|send_notice') + (select count(*) from notices_notice where sent_at is null) = 0"
        )
        self.wait_for(left, jobs=jobs.split())


_ASK_FOR_A_JOB = """
insert into procrastinate_jobs (queue_name, task_name, args) values ('default', %(task)s, '{"timestamp": 0}')
returning id
"""


@contextmanager
def database(server: EmbeddedPostgres, name: str, *, template: str = "template1") -> Iterator[str]:
    """A database of this name, made from another, dropped at the end. Gives its URL."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}" strategy file_copy')  # type: ignore[arg-type]
    try:
        yield server.url(name)
    finally:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute(f'drop database "{name}" with (force)')  # type: ignore[arg-type]


@contextmanager
def own_database(label: str) -> Iterator[str]:
    """A new database on the suite's server, dropped at the end. Gives its URL."""
    given, name = os.environ["DATABASE_URL"], f"{label}_{os.getpid()}"
    with psycopg.connect(make_conninfo(given, dbname="postgres"), autocommit=True) as above:
        above.execute(f'create database "{name}"')  # type: ignore[arg-type]
        try:
            yield urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            above.execute(f'drop database "{name}" with (force)')  # type: ignore[arg-type]


def copy_styles(home: Path) -> None:
    """Give a home the styles that were built, for its web processes."""
    built = ROOT / "var" / "build" / "static"
    assert built.is_dir(), "The styles are not built. Run `make styles`."
    shutil.copytree(built, home / "var" / "build" / "static")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Prepared:
    """A database and a home in which everything stands ready, to be copied as often as needed."""

    server: EmbeddedPostgres
    name: str
    home: Path
    facts: dict[str, Any]

    @contextmanager
    def copy(self, label: str, home: Path, **environment: str) -> Iterator[Service]:
        """A service in the same state as all its other copies."""
        shutil.copytree(self.home / "var", home / "var")
        with (
            database(self.server, f"{self.name}_{label}", template=self.name) as url,
            Service(url, home, environment) as service,
        ):
            yield service


@contextmanager
def prepared(server: EmbeddedPostgres, part: str, home: Path) -> Iterator[Prepared]:
    """Do a part of `scenario` once, to be copied."""
    with database(server, part, template=MIGRATED) as url:
        with Service(url, home) as service:
            facts = service.run(part)
        yield Prepared(server, part, home, facts)


def migrate(server: EmbeddedPostgres, home: Path) -> None:
    """Make the database from which all others are made."""
    server.create_database(MIGRATED)
    with Service(server.url(MIGRATED), home) as service:
        service.run("nothing")
