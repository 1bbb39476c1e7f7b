"""What the engine and a kind hand to each other: relations by their names, never a table that somebody has to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from django.db import models


@dataclass(frozen=True, slots=True)
class Selected:
    """Lines made of a query: its columns are ``incoming`` (jsonb, an array of texts) and ``payload`` (jsonb).

    They are numbered in its order. ``headings`` name the texts.
    """

    query: str
    parameters: Mapping[str, Any]
    headings: Sequence[str]


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


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the accepted lines would become, as things stand: a query of line, effect, record and after.

    ``record`` is the id of the record that would be changed; ``after`` (jsonb) the values that the line would write,
    by column. Neither has to be there.
    """

    query: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Writes:
    """The table that a kind writes, as far as undoing a batch needs to know it.

    What a batch changed goes back to what history says it was, column by column; the model says which columns there
    are. What it created is not destroyed, because something may refer to it by now: it gets the values of
    ``taken_back``, and the column ``reason`` says why. ``in_use`` is a relation of ``record``, of those created that
    must not be taken back. ``still`` names columns that must be as the batch left them, where a record can move on
    without another batch or person taking it over. ``listed`` names what is told of a record that was left: word to
    column. ``compared`` are the columns whose values before and after are shown, each with its label in English,
    and ``words`` what people call their values.
    """

    model: str
    taken_back: Mapping[str, str | bool]
    listed: Mapping[str, str]
    reason: str = ""
    in_use: str = ""
    still: tuple[str, ...] = ()
    compared: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)


@dataclass(frozen=True, slots=True)
class PutBack:
    """What undoing a batch has put back: a relation of line, record and the record's columns as they are now."""

    relation: str
