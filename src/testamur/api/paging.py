"""Lists in pieces: a cursor says after which entry to go on, so that what is added meanwhile shifts nothing."""

from __future__ import annotations

import base64
import binascii
import functools
import operator
from collections.abc import Sequence
from typing import Any, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

from testamur.api.problems import Problem, parameter_error

AnyModel = TypeVar("AnyModel", bound=Model)

LARGEST = 500
USUAL = 100


class Asked(BaseModel):
    """Which piece of a list is asked for."""

    cursor: str | None = Field(
        None,
        max_length=300,
        description=(
            "Where to continue: the member `next` of the previous page. Leave it out to start at "
            "the beginning."
        ),
    )
    limit: int = Field(USUAL, ge=1, le=LARGEST, description="The most entries on a page.")


def piece(
    records: QuerySet[AnyModel], asked: Asked, *, order: Sequence[str]
) -> tuple[list[AnyModel], str | None]:
    """The entries of one piece, and the cursor of the next one, ``None`` at the end.

    ``order`` names the fields of the list's order, ``-`` before a name for descending; together they are unique.
    """
    ordered = records.order_by(*order)
    try:
        if asked.cursor:
            ordered = ordered.filter(_after(order, _read(asked.cursor, len(order))))
        found = list(ordered[: asked.limit + 1])
    except (ValueError, TypeError, ValidationError, DataError) as error:
        if asked.cursor:
            raise _not_a_cursor() from error
        raise
    if len(found) <= asked.limit:
        return found, None
    found.pop()
    last = [getattr(found[-1], name.removeprefix("-")) for name in order]
    return found, base64.urlsafe_b64encode(orjson.dumps(last)).decode().rstrip("=")


def _after(order: Sequence[str], values: list[Any]) -> Q:
    """What stands behind ``values``: (a, b) < (x, y) is a < x, or a = x and b < y."""
    steps, equal = [], Q()
    for name, value in zip(order, values, strict=True):
        field = name.removeprefix("-")
        comparison = "lt" if name.startswith("-") else "gt"
        steps.append(equal & Q((f"{field}__{comparison}", value)))
        equal &= Q((field, value))
    return functools.reduce(operator.or_, steps)


def _read(cursor: str, length: int) -> list[Any]:
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise _not_a_cursor() from error
    if not isinstance(values, list) or [type(value) in (int, str) for value in values] != [True] * length:
        raise _not_a_cursor()
    return values


def _not_a_cursor() -> Problem:
    detail = _("This is not a cursor of this list. Use the member next of the previous page.")
    return Problem("invalid-request", errors=[parameter_error("cursor", detail)])
