"""Running SQL of our own: rows as tuples, and the number of rows a statement touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, TypeVar

import psycopg
from django.db import IntegrityError, connection, transaction

Written = TypeVar("Written")


def run(statement: str, parameters: Mapping[str, Any] | None = None) -> int:
    """Execute a statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(parameters or {}))
        return cursor.rowcount


def run_many(statement: str, parameters: Mapping[str, Any] | None = None) -> int:
    """:func:`run` for a statement that may write many rows of a table with history.

    The trigger that keeps history joins the old rows with the new ones, by a plan that the connection made when it
    first ran and keeps. Made for one row, it compares all with all: ten thousand rows then take half a minute.
    """
    run("DISCARD PLANS")
    return run(statement, parameters)


def rows(statement: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Execute a query and return all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(parameters or {}))
        return cursor.fetchall()


def counts(statement: str, parameters: Mapping[str, Any] | None = None) -> dict[str, int]:
    """Execute a query of (name, number) rows and return them as a dictionary."""
    return {str(name): int(number) for name, number in rows(statement, parameters)}


_numbers = count(1)


def temporary(name: str, query: str, parameters: Mapping[str, Any] | None = None) -> str:
    """Keep what a query gives until the transaction ends, and return the name of the relation.

    No two have the same name, so whoever wants to read one has to be given it.
    """
    relation = f"{name}_{next(_numbers)}"
    run(f"CREATE TEMPORARY TABLE {relation} ON COMMIT DROP AS {query}", parameters)
    return relation


def where_free(write: Callable[[], Written], *, tries: int = 3) -> Written:
    """Let ``write`` write what is unique. Where another takes it at the same moment, it looks and writes once more.

    A statement that asks whether a value is free does not see one that is being written; it is told when that
    commits.
    """
    while True:
        try:
            with transaction.atomic():
                return write()
        except IntegrityError as error:
            tries -= 1
            if not tries or not isinstance(error.__cause__, psycopg.errors.UniqueViolation):
                raise


def new_uuid() -> str:
    """The SQL function for a new UUID: where PostgreSQL has it (18), one that grows with time.

    An index on such numbers is written at its end, one on random numbers in as many places as there are rows.
    """
    return "uuidv7()" if connection.pg_version >= 180000 else "gen_random_uuid()"  # type: ignore[attr-defined]


def was_disturbed(error: BaseException) -> bool:
    """Whether a transaction failed through no fault of its own, so that it may simply be tried again.

    That is: a deadlock was resolved at its cost, or its connection was lost.
    """
    reason = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(reason, _DISTURBANCES):
        return True
    if not isinstance(reason, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return reason.sqlstate is None or reason.sqlstate.startswith("08")


_DISTURBANCES = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.IdleInTransactionSessionTimeout,
    psycopg.errors.AdminShutdown,
    psycopg.errors.CrashShutdown,
    psycopg.errors.CannotConnectNow,
)
