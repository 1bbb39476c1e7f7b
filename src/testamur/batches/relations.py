"""What the engine and a kind hand to each other: relations by their names, never a table that somebody has to know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """A set of records on its way: three temporary tables of one transaction.

    ``lines`` holds the accepted lines, typed: line and the columns of the kind's shape. ``found`` takes what set
    rules find: line, key, field, value, params. ``became`` takes what each line became: line, effect, record.
    """

    lines: str
    found: str
    became: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a kind has looked up for the lines of a stage, so that it need not look it up again.

    ``relation`` has one row a line; a kind that wants more of it than that names the columns in a type of its own.
    It holds as long as the transaction does.
    """

    relation: str
