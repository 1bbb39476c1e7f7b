"""What a page of the help is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its first cell names it, and ``anchor`` is where a link leads."""

    anchor: str
    name: Text
    cells: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences, steps or a table below it. ``links`` are words and the name of the page behind them."""

    anchor: str
    title: Text
    text: Sequence[Text] = ()
    steps: Sequence[Text] = ()
    columns: Sequence[Text] = ()
    rows: Sequence[Row] = ()
    links: Sequence[tuple[Text, str]] = ()


@dataclass(frozen=True, slots=True)
class HelpPage:
    name: str
    title: Text
    summary: Text
    sections: Callable[[], Sequence[Section]]
