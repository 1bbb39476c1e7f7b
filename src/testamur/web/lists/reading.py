"""From a declaration and an address to the rows: sorted, counted as far as is cheap, a page or a piece at a time."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from testamur.web.lists.declaration import MOST_COUNTED, Column, List

T = TypeVar("T")
Rows = QuerySet[Any] | Sequence[Any]
PIECE = 1000


class Pages(Paginator):
    """Pages of rows, of which no more are counted, or can be turned to, than is cheap however many there are."""

    @cached_property
    def counted(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: MOST_COUNTED + 1].count()
        return len(rows)

    def get_page(self, number: Any) -> Page[Any]:
        """A page. If the first one holds all there is, nothing is counted; it is never read twice."""
        rows = self.object_list
        if not isinstance(rows, QuerySet) or number not in (None, "", "1"):
            return super().get_page(number)
        first = list(rows[: self.per_page + 1])
        if len(first) <= self.per_page and "counted" not in self.__dict__:
            self.object_list = first
        return Page(first[: self.per_page], 1, self)

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST_COUNTED) if self.has_more else self.counted

    @property
    def has_more(self) -> bool:
        """Whether there are more than were counted."""
        return isinstance(self.object_list, QuerySet) and self.counted > MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column rows are sorted, if by any; otherwise they come in their own order."""

    column: Column[Any] | None
    descending: bool
    unique: str

    def of(self, rows: Rows) -> Rows:
        """The rows in this order. What is equal comes in the order of a unique key, so that no page repeats a row."""
        if isinstance(rows, QuerySet):
            if self.column is not None:
                rows = rows.order_by(*(("-" if self.descending else "") + key for key in _keys(self.column)))
            return _unique(rows, self.unique)
        if self.column is None:
            return rows
        value = self.column.value
        empty = [row for row in rows if value(row) in (None, "")]
        full = [row for row in rows if value(row) not in (None, "")]
        return sorted(full, key=lambda row: _folded(value(row)), reverse=self.descending) + empty


def sorting(declared: List[Any, Any], name: str, order: str, *, many: bool) -> Sorting:
    """What the address asks for, if rows can be sorted so; otherwise what is usual. ``many`` are not counted."""
    sortable = {column.name: column for column in declared.columns if sorts(column, many=many)}
    if name in sortable:
        return Sorting(sortable[name], order == "descending", declared.unique)
    usual = declared.sorted_by
    return Sorting(sortable.get(usual.removeprefix("-")), usual.startswith("-"), declared.unique)


def sorts(column: Column[Any], *, many: bool) -> bool:
    return bool(column.sort) and (column.indexed or not many)


def _keys(column: Column[Any]) -> Sequence[str]:
    if isinstance(column.sort, bool):
        raise TypeError(f"The column {column.name} is not told by which fields the database sorts it.")
    return [column.sort] if isinstance(column.sort, str) else column.sort


def _unique(rows: QuerySet[Any], unique: str) -> QuerySet[Any]:
    order = rows.query.order_by
    last = str(order[-1]).lstrip("-") if order else ""
    return rows if last in (unique, "pk", "id") else rows.order_by(*order, unique)


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def pieces(rows: Rows, unique: str) -> Iterator[Sequence[Any]]:
    """All rows, in order, in pieces. Only numbers are kept of what is not in the piece.

    The numbers are read at once, so that a row which others change meanwhile is neither left out nor doubled. A key of
    several fields has as many of them.
    """
    if not isinstance(rows, QuerySet):
        yield from (rows[place : place + PIECE] for place in range(0, len(rows), PIECE))
        return
    fields = [field.attname for field in rows.model._meta.pk_fields] if unique == "pk" else [unique]
    found_in_order = rows.values_list(*fields).iterator(chunk_size=10 * PIECE)
    numbers = array("q", itertools.chain.from_iterable(found_in_order))
    width, unordered = len(fields), rows.order_by()
    for place in range(0, len(numbers), PIECE * width):
        keys = list(zip(*[iter(numbers[place : place + PIECE * width])] * width, strict=True))
        found = {_key(row, fields): row for row in unordered.filter(_one_of(fields, keys))}
        yield [found[key] for key in keys if key in found]


def _key(row: Any, fields: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, field) for field in fields)


def _one_of(fields: Sequence[str], keys: Iterable[tuple[int, ...]]) -> Q:
    """By the last field, under each value of those before it, so that an index of them all is used."""
    *before, last = fields
    wanted = Q(pk__in=[])
    for head, group in itertools.groupby(sorted(keys), key=lambda key: key[:-1]):
        under = dict(zip(before, head, strict=True))
        wanted |= Q(**under, **{f"{last}__in": [key[-1] for key in group]})
    return wanted
