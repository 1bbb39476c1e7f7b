"""Gives the suite its database server: the embedded one, unless `DATABASE_URL` names another.

Loaded by `-p plugins.postgres`, so that the address stands in the environment before pytest-django
reads the settings. With xdist the controller starts and stops the server; its workers inherit the address.

Where the machine has memory for it, the data stand there: a run copies some hundred databases, and what waits
for a disk that others use too may wait for long. `TESTAMUR_STATE` puts them elsewhere.
"""

import os
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from testamur.plumbing.postgres.place import PostgresError
from testamur.plumbing.postgres.server import EmbeddedPostgres

_server: EmbeddedPostgres | None = None
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
"""Bytes that must be free there. A run takes less than a quarter of them."""


def _in_memory() -> Path | None:
    """A directory in the machine's memory, if there is room and nobody else has put one there."""
    if not sys.platform.startswith("linux"):
        return None
    directory = MEMORY / f"testamur-{os.geteuid()}"
    try:
        free = os.statvfs(MEMORY)
        taken = directory.lstat() if directory.is_dir() else None
    except OSError:
        return None
    own = taken is None or taken.st_uid == os.geteuid()
    return directory if own and free.f_bavail * free.f_frsize >= ROOM else None


def _database() -> str:
    """A database of this run's own, so that two runs at once do not meet; a reused one keeps its name."""
    if "--reuse-db" in sys.argv:
        return "testamur"
    return f"testamur_{os.getpid()}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The first moment a plugin is given; the server itself starts only when the run is configured."""
    global _server
    if os.environ.get("DATABASE_URL"):
        return
    if (memory := _in_memory()) and "TESTAMUR_STATE" not in os.environ:
        os.environ["TESTAMUR_STATE"] = str(memory)
    try:
        _server = EmbeddedPostgres("test")
        os.environ["DATABASE_URL"] = _server.url(_database())
    except PostgresError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if _server is None or config.option.help or config.option.collectonly:
        return
    try:
        _server.start()
    except PostgresError as error:
        raise pytest.UsageError(str(error)) from error
    _drop_leftovers(_server)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _server is not None:
        _server.stop()


def _drop_leftovers(server: EmbeddedPostgres) -> None:
    """Drop the databases of runs that were killed before they could."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        found = connection.execute(
            "select datname, substring(datname from '^test_testamur_([0-9]+)')::int "
            "from pg_database where datname ~ '^test_testamur_[0-9]+'"
        ).fetchall()
        for name, process in found:
            if not psutil.pid_exists(process):
                statement = psycopg.sql.SQL("drop database if exists {} with (force)")
                connection.execute(statement.format(psycopg.sql.Identifier(name)))
