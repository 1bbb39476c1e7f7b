"""What is said of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from testamur.plumbing import selecting
from testamur.web import current

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text

    from testamur.access.models import User

S = TypeVar("S")  # what the address names, such as an organisation
R = TypeVar("R")  # a row

Value = str | int | dt.date | None
SIZES = (25, 50, 100)
MOST_COUNTED = 10_000
"""Up to here what matches is counted. What is more is “more than 10,000”, and is to be narrowed."""


class Kind(StrEnum):
    """What sort of value a column has: how a page writes it, and its type in a workbook."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Asked(Generic[S]):
    """What somebody asks of a list. ``wanted`` has a filter's value by its name, or ``None``."""

    request: HttpRequest
    scope: S
    search: str = ""
    wanted: Mapping[str, Any] = field(default_factory=dict)

    @property
    def user(self) -> User:
        return current.person(self.request)


# --- columns ---

Appears = Callable[[Asked[Any], Sequence[Any]], bool]


def always(asked: Asked[Any], rows: Sequence[Any]) -> bool:
    return True


def never(asked: Asked[Any], rows: Sequence[Any]) -> bool:
    return False


def differs(value: Callable[[Any], Value]) -> Appears:
    """A column that appears where its rows do not all say the same."""

    def appears(asked: Asked[Any], rows: Sequence[Any]) -> bool:
        return len({value(row) for row in rows}) > 1

    return appears


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column.

    ``value`` is what is exported, sorted and, unless ``cell`` or ``template`` says how, shown. ``sort`` are the fields
    by which the database sorts, or true where the rows are no query. A column that is not ``indexed`` does not sort
    what is too much to be counted.
    """

    name: str
    label: Text
    value: Callable[[R], Value]
    _: KW_ONLY
    kind: Kind = Kind.TEXT
    cell: Callable[[R], str] | None = None
    template: str = ""
    link: Callable[[R], str | None] | None = None
    link_prefix: Text = ""
    sort: str | Sequence[str] | bool = False
    indexed: bool = False
    classes: str = ""
    on_screen: Appears = always
    exported: Appears = always


# --- filters ---


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter: how the address and the page name it, and what it means to the list's rows."""

    key: str
    label: Text
    value: Any = None


@dataclass(frozen=True, slots=True)
class Choice(Generic[S]):
    """A filter with one of several options. With fewer than two it is left out, unless there is no ``all``."""

    name: str
    label: Text
    options: Callable[[Asked[S]], Iterable[Option]]
    _: KW_ONLY
    all: Text = ""
    default: Callable[[Asked[S]], str] | None = None


@dataclass(frozen=True, slots=True)
class Tick(Generic[S]):
    """A filter that is on or off; one that ``widens`` shows more when it is on."""

    name: str
    label: Text
    appears: Callable[[Asked[S]], bool] = lambda asked: True
    widens: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A filter by a date in three parts. ``called`` is how its messages name it, such as "first day"."""

    name: str
    label: Text
    called: Text


Filter = Choice[S] | Tick[S] | Day

# --- acts ---


@dataclass(frozen=True, slots=True)
class Selection:
    """What was selected and confirmed. ``key`` is the same for the same selection confirmed twice."""

    rows: QuerySet[Any]
    count: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Generic[S]):
    """Something done to many at once, after a page that asks.

    ``question`` is the heading of that page, for so many. ``run`` gets the selection and what the ``form`` was told;
    ``form`` is made of what was sent, or of nothing.
    """

    name: str
    label: Text
    question: Callable[[int], str]
    run: Callable[[Asked[S], Selection, Mapping[str, Any]], HttpResponse]
    explanation: Text = ""
    button: Text = ""
    form: Callable[[Any, Asked[S]], BaseForm] | None = None
    may: Callable[[Asked[S]], bool] = lambda asked: True
    most: int = selecting.MOST
    warning: bool = False


# --- the list ---


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Generic[S, R]):
    """A list.

    ``scope`` answers 403 or 404 for whom the list is not, and says what its address names. ``rows`` are those that the
    person may see and that match what is asked, as a query or a sequence; ``prepare`` makes the rows of one page, or of
    one piece of a file, ready to be shown. ``nothing`` is said where there is nothing at all, ``no_match`` where
    nothing matches. ``status`` says above the table which rows are shown, of how many; without it, how many there are.
    ``known`` is how many rows there are where that need not be counted; ``None`` where it does.
    ``unique`` is a field that no two rows have alike. A row that can be selected is known by its ``key_field`` and
    ``called`` something.
    """

    name: str
    title: Callable[[Asked[S]], Text]
    scope: Callable[..., S]
    rows: Callable[[Asked[S]], QuerySet[Any] | Sequence[Any]]
    columns: Sequence[Column[R]]
    count: Callable[[int], str]
    nothing: Callable[[Asked[S]], Text]
    no_match: Callable[[Asked[S]], Text]
    show_all: Text
    prepare: Callable[[Asked[S], Sequence[Any]], Sequence[R]] = lambda asked, rows: rows
    search: Text = ""
    filters: Sequence[Filter[S]] = ()
    button: Text = ""
    sorted_by: str = ""
    sizes: Sequence[int] = SIZES
    acts: Sequence[Act[S]] = ()
    status: Callable[[int, int, int], Text] | None = None
    known: Callable[[Asked[S]], int | None] = lambda asked: None
    unique: str = "pk"
    key_field: str = "uuid"
    called: Callable[[R], str] = str
    exports: bool = True
    template: str = "lists/page.html"
    words: Callable[[Asked[S]], Mapping[str, Any]] = lambda asked: {}
