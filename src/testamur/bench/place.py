"""Where a measurement takes place: a database and a directory of its own, made anew and removed afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from testamur.plumbing import paths
from testamur.plumbing.postgres import EmbeddedPostgres

DATABASE = "testamur_bench"


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty database, named in ``DATABASE_URL``, and an empty home, for this process and its children.

    On the server that ``DATABASE_URL`` names, else on an embedded one that writes to the disk as in earnest
    (``fsync``). What is on the server already is left alone.
    """
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "TESTAMUR_HOME")}
    server = None if before["DATABASE_URL"] else EmbeddedPostgres("bench", durable=True)
    home = Path(tempfile.mkdtemp(prefix="bench-", dir=_made(paths.var())))
    try:
        if server:
            server.start()
        given = before["DATABASE_URL"] or (server.url("postgres") if server else "")
        _make_anew(given)
        os.environ["DATABASE_URL"] = urlsplit(given)._replace(path=f"/{DATABASE}").geturl()
        os.environ["TESTAMUR_HOME"] = str(home)
        yield home
        _drop(given)
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


def _make_anew(url: str) -> None:
    _drop(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")


def _drop(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
