"""The pages on which batches are sent, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from testamur.batches.columns.writing import example, example_workbook, template, template_workbook
from testamur.web.links import url

if TYPE_CHECKING:
    from testamur.batches.columns.layout import Layout
    from testamur.batches.registry import Kind
    from testamur.batches.submitting import SubmitPage
    from testamur.web.submitting.sending import Pages


@dataclass(frozen=True, slots=True)
class Link:
    """A page on which something can be sent."""

    title: str
    explanation: str
    href: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file, or an element of it: its name, what it holds, and how that looks."""

    name: str
    label: str
    help: str
    example: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class FileHelp:
    """What a file of one kind holds: its columns, and tables to take away. A page may have several."""

    title: str
    columns: list[Column]
    tables: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a submit page says around its form, and what else the person may send."""

    title: str
    caption: str
    paragraphs: list[str]
    steps: list[str]
    button: str
    about_file: str
    files: list[FileHelp]
    others: list[Link]


def shown(page: SubmitPage, kinds: Sequence[Kind[Any]], others: Pages) -> Shown:
    return Shown(
        title=gettext(page.title),
        caption=gettext(kinds[0].content[0]) if len(kinds) == 1 and kinds[0].content[0] else "",
        paragraphs=[gettext(each) for each in page.paragraphs],
        steps=[gettext(each) for each in page.steps],
        button=gettext(page.button),
        about_file=gettext(page.about_file) if page.about_file else "",
        files=[
            FileHelp(gettext(kind.content[0] or kind.title), columns_of(kind), _tables(kind))
            for kind in kinds
        ],
        others=[link for link in links(others) if link.href != address_of(page)],
    )


_Writing = Callable[["Layout[Any]"], Iterator[bytes]]
TABLES: dict[str, dict[str, _Writing]] = {
    "template": {"xlsx": template_workbook, "csv": template},
    "example": {"xlsx": example_workbook, "csv": example},
}
"""How blank tables and examples are written, by the ending of their file."""
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


def _tables(kind: Kind[Any]) -> list[tuple[str, str]]:
    """Words and address of each table to take away."""
    labels = {
        ("template", "xlsx"): gettext("Download a blank workbook (.xlsx)"),
        ("template", "csv"): gettext("Download a blank file (CSV)"),
        ("example", "xlsx"): gettext("Download an example workbook (.xlsx)"),
        ("example", "csv"): gettext("Download an example file (CSV)"),
    }
    return [
        (label, url(f"batch_{what}", kind.name, ending))
        for (what, ending), label in labels.items()
        if ending in kind.formats
    ]


def columns_of(kind: Kind[Any]) -> list[Column]:
    """The columns as this installation names them. What the file says of itself comes before its lines."""
    names = kind.profile().fields
    header = [
        Column(each.heading, gettext("Before the records"), "", each.example, each.required)
        for each in kind.layout.header
        if each.required
    ]
    return header + [
        Column(
            next(iter(names.get(each.name, ())), each.name),
            gettext(each.label),
            gettext(each.help) if each.help else "",
            each.example,
            each.required,
        )
        for each in kind.layout.fields
    ]


def links(pages: Pages) -> list[Link]:
    return [
        Link(
            gettext(page.title),
            gettext(page.explanation) if page.explanation else "",
            address_of(page),
        )
        for page in pages
    ]


def address_of(page: SubmitPage) -> str:
    return url("batch_submit_kind", page.name)
