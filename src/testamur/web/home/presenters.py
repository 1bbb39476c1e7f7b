"""What the home page shows to a person with roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from testamur.web import current

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The organisation worked for, the person's roles there, and the others that can be chosen."""

    organisation: Organisation
    roles: tuple[str, ...]
    others: tuple[current.Workplace, ...]


def dashboard(request: HttpRequest) -> Dashboard | None:
    """``None`` for a person who has no role anywhere."""
    organisation = current.organisation(request)
    if organisation is None:
        return None
    places = current.workplaces(request)
    roles = next(place.roles for place in places if place.organisation == organisation)
    return Dashboard(
        organisation, roles, tuple(place for place in places if place.organisation != organisation)
    )
