"""The database of this process: the one `DATABASE_URL` names, else the embedded server of this checkout."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg

from testamur.plumbing.postgres.place import PostgresError
from testamur.plumbing.postgres.server import EmbeddedPostgres

DATABASE = "testamur"


@cache
def choose() -> EmbeddedPostgres | None:
    """Settle `DATABASE_URL` before any settings are read, and start nothing yet.

    The embedded server, if that is the one; none if the environment named another.
    """
    if os.environ.get("DATABASE_URL"):
        return None
    server = EmbeddedPostgres("run")
    os.environ["DATABASE_URL"] = server.url(DATABASE)
    return server


@contextmanager
def running() -> Iterator[str]:
    """Have the chosen database answer for as long as the block lasts. Gives its description."""
    server = choose()
    if server is None:
        yield _check_given(os.environ["DATABASE_URL"])
        return
    try:
        server.start()
        server.create_database(DATABASE)
        yield "PostgreSQL of this checkout"
    finally:
        server.stop()


def _check_given(url: str) -> str:
    """Ask the server that was named for an answer, so that a wrong address is said before anything begins."""
    try:
        named = psycopg.conninfo.conninfo_to_dict(url)
        place = f"{named.get('host', 'the local socket')}, database {named.get('dbname', '')}"
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.ProgrammingError as error:
        raise PostgresError(f"DATABASE_URL is not an address of PostgreSQL: {error}") from error
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise PostgresError(
            f"The database that DATABASE_URL names ({place}) does not answer: {reason}"
        ) from error
    if version < 150000:
        raise PostgresError(
            f"The database at {place} is PostgreSQL {version // 10000}. Testamur needs 15 or later."
        )
    return f"PostgreSQL {version // 10000} at {place}"
