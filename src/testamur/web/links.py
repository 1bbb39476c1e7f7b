"""Links to pages by name, some of which an installation or a floor may not have."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page that exists."""
    return reverse(name, args=args, kwargs=kwargs)


def link(name: str, *args: Any, **kwargs: Any) -> str | None:
    """The address of a page, or ``None`` where there is none, so that its link can be left out."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
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
