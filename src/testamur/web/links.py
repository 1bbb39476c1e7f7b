"""Links to pages by name, some of which an installation or a floor may not have."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page that exists."""
    kinds = tuple(map(type, args))
    if not args or kwargs or not _PLAIN.issuperset(kinds):
        return reverse(name, args=args, kwargs=kwargs)
    return _pattern(name, kinds, get_urlconf()).format(*args)  # a list has fifty links to the same page


_PLAIN = {UUID, int}
"""What stands in an address as it is, so that an address made once can be filled in."""


@cache
def _pattern(name: str, kinds: tuple[type, ...], urlconf: Any) -> str:
    """The address with a place for each argument. Raises ``NoReverseMatch``."""
    places: list[UUID | int] = [
        UUID(int=(0xA << 124) + place) if kind is UUID else 918_273_640 + place
        for place, kind in enumerate(kinds)
    ]
    address = reverse(name, urlconf, args=places)
    for number, place in enumerate(places):
        address = address.replace(str(place), f"{{{number}}}")
    return address


def link(name: str, *args: Any, **kwargs: Any) -> str | None:
    """The address of a page, or ``None`` where there is none, so that its link can be left out."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return None


def date_query(name: str, day: dt.date) -> dict[str, str]:
    """A date as the three parts in which forms of an address ask for it."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def with_query(request: HttpRequest, **changes: Any) -> str:
    """This page's query with other values, such as ``page=3``; ``None`` takes a name out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
