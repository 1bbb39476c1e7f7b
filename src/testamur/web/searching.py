"""What the search at the top of every page looks through.

An area declares ``SEARCHER`` in its ``searching.py``; the search knows none of them. What is found comes through the
same queries as the area's list, so nobody finds what they may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from testamur.web import declared

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 5
"""So many of each kind are shown; the list of the kind has the rest."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found. ``is_exact``: what was looked for is a number or reference of just this thing."""

    title: str
    href: str
    detail: str = ""
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Searcher:
    """One kind of thing. ``find`` answers a few more than are shown, so that it is known whether there are more.

    ``all`` is the address of the kind's own list, searched for the same. Lower ``order`` is shown first.
    """

    order: int
    title: StrOrPromise
    find: Callable[[HttpRequest, str], Sequence[Hit]]
    all: Callable[[HttpRequest, str], str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The things of one kind; ``more`` is where the others are, if there are more."""

    title: StrOrPromise
    hits: Sequence[Hit]
    more: str = ""


def find(request: HttpRequest, words: str) -> list[Found]:
    """Everything of which these are a number, a reference, or part of a name, by kind."""
    found = []
    for searcher in declared.everywhere("searching", "SEARCHER"):
        if hits := searcher.find(request, words):
            more = searcher.all(request, words) if searcher.all and len(hits) > MOST else ""
            found.append(Found(searcher.title, hits[:MOST], more))
    return found


def only_one(found: Sequence[Found]) -> Hit | None:
    """The thing that is meant, where just one has this number or reference."""
    exact = [hit for each in found for hit in each.hits if hit.is_exact]
    return exact[0] if len(exact) == 1 else None
