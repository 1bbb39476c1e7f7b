"""How large a body an address takes: said once, on its view, for the server that reads and the door that refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])
Limit = Callable[..., int]
"""The most bytes, asked with the arguments that the address gives the view."""

SPOOL_IS_FULL = "testamur.spool_is_full"
"""In the environ of a request whose body found no room on the disk."""

AROUND_A_FILE = 64 * 1024
"""Room for the form around a file."""


def takes(limit: Limit, *, refuses: bool = False, in_chunks: bool | None = None) -> Callable[[View], View]:
    """Say how much a view takes. With ``refuses`` it refuses what is larger itself, in a form of its own.

    Such a view is told how much comes, unless it takes what comes ``in_chunks``.
    """

    def marked(view: View) -> View:
        view.body_limit = limit  # type: ignore[attr-defined]
        view.refuses_bodies = refuses  # type: ignore[attr-defined]
        view.takes_chunks = not refuses if in_chunks is None else in_chunks  # type: ignore[attr-defined]
        return view

    return marked


def limit_of(view: Callable[..., Any], arguments: dict[str, Any]) -> int:
    """The most bytes that a view takes. Whatever says nothing of itself is a form."""
    limit: Limit | None = getattr(view, "body_limit", None)
    return int(settings.FORM_MAX_BYTES) if limit is None else limit(**arguments)


def length_of(request: HttpRequest) -> int:
    """The bytes of a request's body, as its headers say or as the server has counted."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def refuses(view: Callable[..., Any]) -> bool:
    """Whether a view refuses too large a body itself."""
    return bool(getattr(view, "refuses_bodies", False))


@dataclass(frozen=True, slots=True)
class Rule:
    """What is read of a request: so many bytes, and whether they may come without their number said before.

    ``is_page`` says that a page answers there; doors of programs refuse in a form of their own.
    """

    limit: int
    in_chunks: bool
    is_page: bool


def rule_at(path: str) -> Rule:
    """The rule for the path of a request. Where nothing is, little is read. Doors of programs ask for the length."""
    try:
        found = resolve(path)
    except Resolver404:
        return Rule(int(settings.FORM_MAX_BYTES), in_chunks=True, is_page=True)
    view = found.func
    chunks = getattr(view, "takes_chunks", True)
    return Rule(limit_of(view, found.kwargs), in_chunks=chunks, is_page=not refuses(view))
