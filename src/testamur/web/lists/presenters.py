"""A list as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from testamur.web import formats
from testamur.web.breaking import breakable
from testamur.web.links import with_query
from testamur.web.lists import cells
from testamur.web.lists.declaration import MOST_COUNTED, Act, Asked, Column, Kind, List, Value
from testamur.web.lists.exports import FORMATS
from testamur.web.lists.reading import Pages, Sorting, sorts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text

    from testamur.web.lists.forms import FilterForm

SIZE = "size"
_FORMAT_NAMES = {"csv": "CSV", "xlsx": "Excel (.xlsx)"}


@dataclass(frozen=True, slots=True)
class Heading:
    """``direction`` is how the column is sorted now, or nothing where it does not sort; ``href`` sorts it."""

    label: str
    classes: str
    direction: str
    href: str


@dataclass(frozen=True, slots=True)
class Cell:
    """``html`` is the whole cell; or, where it has a template of its own, which is given the row, what begins it."""

    html: str
    template: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, of which the first is its heading; ``key`` and ``called`` are for selecting it."""

    row: Any
    cells: list[Cell]
    key: str
    called: str


@dataclass(frozen=True, slots=True)
class _Written:
    """A column with what begins and ends each of its cells, and its links: fifty rows have five hundred cells."""

    column: Column[Any]
    begin: str
    link: str
    end: str

    @classmethod
    def of(cls, column: Column[Any], *, is_first: bool) -> _Written:
        """The first cell of a row is its heading."""
        number = "app-table__number" if column.kind is Kind.NUMBER else ""
        part = "header" if is_first else "cell"
        classes = " ".join(filter(None, [f"govuk-table__{part}", column.classes, number]))
        begin = (
            '<th scope="row" class="{}" data-label="{}">' if is_first else '<td class="{}" data-label="{}">'
        )
        prefix = cells.hidden(f"{column.link_prefix} ") if column.link_prefix else ""
        return cls(column, cells.html(begin, classes, column.label), prefix, "</th>" if is_first else "</td>")

    def cell(self, row: Any) -> Cell:
        column = self.column
        if column.template:
            return Cell(self.begin, column.template, Markup(self.end))  # noqa: S704 - one of two tags
        inner = column.cell(row) if column.cell else written(column, column.value(row))
        inner = inner if type(inner) is Markup else escape(inner)
        href = column.link(row) if column.link else None
        if href:
            inner = cells.link(href, self.link, inner)
        return Cell(Markup(f"{self.begin}{inner}{self.end}"))  # noqa: S704 - each of the three is HTML


@dataclass(frozen=True, slots=True)
class Table:
    """What of a list can also stand alone on another page. ``selects`` says that rows have boxes to tick."""

    caption: str
    headings: list[Heading]
    lines: list[Line]
    selects: bool = False

    @property
    def sorts(self) -> bool:
        return any(heading.href for heading in self.headings)


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """``nothing`` says why there is no row, if there is none; ``has_any`` whether anything is there to be filtered."""

    declared: List[Any, Any]
    title: str
    form: FilterForm
    kept: Mapping[str, str]
    page: Page[Any]
    table: Table
    count: str
    has_any: bool
    filters: bool
    nothing: str
    show_all: str
    sizes: list[Link]
    exports: list[Link]
    acts: Sequence[Act[Any]]
    everything: str

    @property
    def has_form(self) -> bool:
        return bool(self.form.fields) and self.has_any


def shown(
    declared: List[Any, Any],
    asked: Asked[Any],
    *,
    form: FilterForm,
    page: Page[Any],
    pages: Pages,
    how: Sorting,
    has_any: bool,
) -> Shown:
    acts = [act for act in declared.acts if act.may(asked)]
    tabled = table(declared, asked, list(page), how=how, many=pages.has_more, selects=bool(acts))
    return Shown(
        declared=declared,
        title=str(declared.title(asked)),
        form=form,
        kept=_kept(asked),
        page=page,
        table=tabled,
        count=_count(declared, page, pages),
        has_any=has_any,
        filters=form.filters,
        nothing=str(declared.no_match(asked) if has_any else declared.nothing(asked)),
        show_all=f"{asked.request.path}{form.all_query}",
        sizes=_sizes(declared, asked, pages),
        exports=_exports(declared, asked),
        acts=acts,
        everything=declared.count(pages.count),
    )


def table(
    declared: List[Any, Any],
    asked: Asked[Any],
    rows: Sequence[Any],
    *,
    how: Sorting | None = None,
    many: bool = False,
    selects: bool = False,
    caption: Text = "",
) -> Table:
    """Some rows of a list. Without ``how`` they are sorted, the headings do not sort."""
    found = declared.prepare(asked, rows)
    columns = [column for column in declared.columns if column.on_screen(asked, found)]
    shown = [_Written.of(column, is_first=column is columns[0]) for column in columns]
    return Table(
        str(caption or declared.title(asked)),
        [_heading(asked, column, how, many=many) for column in columns],
        [_line(declared, shown, row) for row in found],
        selects,
    )


def embedded(
    declared: List[Any, Any],
    request: HttpRequest,
    rows: Iterable[Any],
    *,
    caption: Text = "",
    scope: Any = None,
) -> Table:
    """Some rows of a list, as they come, on a page of something else."""
    return table(declared, Asked(request, scope), list(rows), caption=caption)


def _kept(asked: Asked[Any]) -> dict[str, str]:
    """What the form of the filters sends on, so that filtering does not unsort."""
    return {name: asked.request.GET[name] for name in ("sort", "order", SIZE) if asked.request.GET.get(name)}


def _count(declared: List[Any, Any], page: Page[Any], pages: Pages) -> str:
    if pages.has_more:
        most = declared.count(MOST_COUNTED)
        return _("More than %(most)s. Filter to see the others, or sort the other way.") % {"most": most}
    if declared.status:
        return str(declared.status(page.start_index(), page.end_index(), pages.count))
    return declared.count(pages.count)


def _heading(asked: Asked[Any], column: Column[Any], how: Sorting | None, *, many: bool) -> Heading:
    classes = "app-table__number" if column.kind is Kind.NUMBER else ""
    if how is None or not sorts(column, many=many):
        return Heading(str(column.label), classes, "", "")
    direction = "none"
    if how.column is column:
        direction = "descending" if how.descending else "ascending"
    following = "descending" if direction == "ascending" else "ascending"
    href = with_query(asked.request, sort=column.name, order=following, page=None)
    return Heading(str(column.label), classes, direction, href)


def _line(declared: List[Any, Any], columns: Sequence[_Written], row: Any) -> Line:
    key, called = (str(getattr(row, declared.key_field)), declared.called(row)) if declared.acts else ("", "")
    return Line(row, [column.cell(row) for column in columns], key, called)


def written(column: Column[Any], value: Value) -> str:
    """A value as a page writes it."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, dt.datetime):
        return formats.date_time(value)
    if isinstance(value, dt.date):
        return cells.unbroken(formats.short_date(value))
    if isinstance(value, int):
        return formats.number(value)
    if column.kind is Kind.CODE:
        return cells.code(value)
    return breakable(value) if "app-break" in column.classes else value


def _sizes(declared: List[Any, Any], asked: Asked[Any], pages: Pages) -> list[Link]:
    """Other sizes of a page, where they would make a difference."""
    if pages.count <= min(declared.sizes):
        return []
    return [
        Link(str(each), with_query(asked.request, **{SIZE: each}, page=None), each == pages.per_page)
        for each in declared.sizes
    ]


def _exports(declared: List[Any, Any], asked: Asked[Any]) -> list[Link]:
    if not declared.exports:
        return []
    return [
        Link(_FORMAT_NAMES[each], with_query(asked.request, export=each, page=None, size=None))
        for each in FORMATS
    ]
