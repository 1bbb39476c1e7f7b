"""For which organisation a person works just now. Somebody with roles at several chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

from testamur.access import queries as access

if TYPE_CHECKING:
    from testamur.access.models import User, Visitor
    from testamur.organisations.models import Organisation

SESSION_KEY = "organisation"


@dataclass(frozen=True, slots=True)
class Workplace:
    """An organisation and the roles that the person holds there, as words."""

    organisation: Organisation
    roles: tuple[str, ...]


def person(request: HttpRequest) -> User:
    """Who is logged in; for pages that are shown to nobody else."""
    return cast("User", request.user)


def workplaces(request: HttpRequest) -> list[Workplace]:
    """The organisations at which the person holds roles, by name."""
    found: list[Workplace] | None = getattr(request, "_workplaces", None)
    if found is None:
        found = request._workplaces = _read(request.user)  # type: ignore[attr-defined]
    return found


def organisation(request: HttpRequest) -> Organisation | None:
    """The organisation of the session: the one chosen, else the first. ``None`` for somebody with no role."""
    places = workplaces(request)
    chosen = request.session.get(SESSION_KEY)
    for place in places:
        if str(place.organisation.uuid) == chosen:
            return place.organisation
    return places[0].organisation if places else None


def choose(request: HttpRequest, value: str) -> Organisation | None:
    """Work for this organisation from now on; ``None`` if the person holds no role there."""
    for place in workplaces(request):
        if str(place.organisation.uuid) == value:
            request.session[SESSION_KEY] = value
            return place.organisation
    return None


def _read(user: Visitor) -> list[Workplace]:
    if not user.is_authenticated:
        return []
    roles: dict[Organisation, list[str]] = {}
    for membership in access.memberships_of(user):
        if membership.organisation.is_active:
            roles.setdefault(membership.organisation, []).append(str(membership.get_role_display()))
    return [Workplace(place, tuple(held)) for place, held in roles.items()]
