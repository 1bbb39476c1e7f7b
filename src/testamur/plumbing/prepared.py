"""Queries that nearly every request asks, made into a statement once.

To make a statement of a query costs Django more than to ask it: it is worth doing once for what differs in nothing
but a number.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

AnyModel = TypeVar("AnyModel", bound=Model)


class Given(Expression):
    """A value that is only known when the query is asked."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Prepared(Generic[AnyModel]):
    """A query of models. ``build`` gives it with :class:`Given` for what differs; a call gives the records.

    What is given stands only as a parameter of the statement, so it has to be of the type that the database expects.
    """

    def __init__(self, build: Callable[[], QuerySet[AnyModel]]) -> None:
        self._build = build

    def __call__(self, **given: Any) -> list[AnyModel]:
        queryset, compiler, statement, parameters = self._made
        values: Any = [given[each.name] if isinstance(each, Given) else each for each in parameters]
        ready = copy.copy(compiler)
        ready.connection = connections[DEFAULT_DB_ALIAS]  # each thread has its own
        ready.as_sql = lambda *_, **__: (statement, values)  # type: ignore[method-assign]
        return list(QuerySet(model=queryset.model, query=_Ready(ready)))  # type: ignore[arg-type]

    @cached_property
    def _made(self) -> tuple[QuerySet[AnyModel], SQLCompiler, str, list[Any]]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        statement, parameters = compiler.as_sql()
        return queryset, compiler, statement, list(parameters)


class _Ready:
    """What a query set asks of its query, of one whose statement is made."""

    _deferred_filter = None

    def __init__(self, compiler: SQLCompiler) -> None:
        self._compiler = compiler

    def get_compiler(self, *_: Any, **__: Any) -> SQLCompiler:
        return self._compiler
