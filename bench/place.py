"""Where a measurement takes place: a database and a directory of its own, made anew and removed afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg

from testamur.plumbing import paths
from testamur.plumbing.postgres.server import EmbeddedPostgres

NAME = "testamur_bench_"


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty database, named in ``DATABASE_URL``, and an empty home, for this process and its children.

    On the server that ``DATABASE_URL`` names, else on an embedded one that writes to the disk as in earnest
    (``fsync``). What is on the server already is left alone. The database has this process's number in its name, so
    that nothing left of a run that was killed meets it.
    """
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "TESTAMUR_HOME")}
    server = None if before["DATABASE_URL"] else EmbeddedPostgres("bench", durable=True)
    home = Path(tempfile.mkdtemp(prefix="bench-", dir=_made(paths.var())))
    database = f"{NAME}{os.getpid()}"
    try:
        if server:
            server.start()
            _drop_leftovers(server.url("postgres"))
        given = before["DATABASE_URL"] or (server.url("postgres") if server else "")
        _run(given, f"CREATE DATABASE {database}")
        os.environ["DATABASE_URL"] = urlsplit(given)._replace(path=f"/{database}").geturl()
        os.environ["TESTAMUR_HOME"] = str(home)
        try:
            yield home
        finally:
            _run(given, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        if server:
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def _run(url: str, statement: str) -> list[tuple[str, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


def _drop_leftovers(url: str) -> None:
    """Drop the databases of runs that were killed before they could."""
    for (name,) in _run(url, f"SELECT datname FROM pg_database WHERE datname ~ '^{NAME}[0-9]+$'"):
        if not psutil.pid_exists(int(name.removeprefix(NAME))):
            _run(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
