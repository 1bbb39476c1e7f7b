"""The pages on which batches are sent, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from testamur.web.links import url

if TYPE_CHECKING:
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
class Shown:
    """What a submit page says around its form, and what else the person may send."""

    title: str
    caption: str
    paragraphs: list[str]
    steps: list[str]
    button: str
    about_file: str
    columns: list[Column]
    others: list[Link]


def shown(page: SubmitPage, kinds: Sequence[Kind[Any]], others: Pages) -> Shown:
    return Shown(
        title=gettext(page.title),
        caption=gettext(kinds[0].content[0]) if len(kinds) == 1 and kinds[0].content[0] else "",
        paragraphs=[gettext(each) for each in page.paragraphs],
        steps=[gettext(each) for each in page.steps],
        button=gettext(page.button),
        about_file=gettext(page.about_file) if page.about_file else "",
        columns=columns_of(kinds[0]) if len(kinds) == 1 else [],
        others=[link for link in links(others) if link.href != address_of(page)],
    )


def columns_of(kind: Kind[Any]) -> list[Column]:
    """The columns as this installation names them. What the file says of itself comes before its lines."""
    names = kind.profile().fields
    header = [
        Column(each.heading, "", gettext("Before the records"), each.example, each.required)
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
