"""Running SQL of our own: rows as tuples, and the number of rows a statement touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection


def run(statement: str, parameters: Mapping[str, Any] | None = None) -> int:
    """Execute a statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(parameters or {}))
        return cursor.rowcount


def rows(statement: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Execute a query and return all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(parameters or {}))
        return cursor.fetchall()


def counts(statement: str, parameters: Mapping[str, Any] | None = None) -> dict[str, int]:
    """Execute a query of (name, number) rows and return them as a dictionary."""
    return {str(name): int(number) for name, number in rows(statement, parameters)}
