"""From a declaration and an address to the rows: sorted, counted as far as is cheap, a page or a piece at a time."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

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
        """A page. If the first one holds all there is, nothing is counted: it is just shown."""
        rows = self.object_list
        if "counted" not in self.__dict__ and isinstance(rows, QuerySet) and number in (None, "", "1"):
            first = list(rows[: self.per_page + 1])
            if len(first) <= self.per_page:
                self.object_list = first
        return super().get_page(number)

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
    """All rows, in order, in pieces. Only a number is kept of what is not in the piece.

    The numbers are read at once, so that a row which others change meanwhile is neither left out nor doubled.
    """
    if not isinstance(rows, QuerySet):
        yield from (rows[place : place + PIECE] for place in range(0, len(rows), PIECE))
        return
    numbers = array("q", rows.values_list(unique, flat=True).iterator(chunk_size=10 * PIECE))
    unordered = rows.order_by()
    for place in range(0, len(numbers), PIECE):
        piece = numbers[place : place + PIECE]
        found = {getattr(row, unique): row for row in unordered.filter(**{f"{unique}__in": piece})}
        yield [found[number] for number in piece if number in found]
