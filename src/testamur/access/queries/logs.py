"""What happened to people, to what they hold, and to what lets systems in: for those who look after them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from testamur.access.models import Invitation, Membership, User, Visitor, WebServiceAccess
from testamur.access.queries.rights import (
    can,
    holds_everywhere,
    narrow,
    organisations_in_reach,
    rights_of,
)
from testamur.access.rules import Permission
from testamur.audit.queries import log_of, versions

if TYPE_CHECKING:
    from django.db.models import Model


def membership_log(user: Visitor) -> QuerySet[Any] | None:
    """Roles that were given, changed and taken away at the organisations whose people the person looks after.

    ``None`` here and below for whom there is no such log.
    """
    return _of_people(Membership, user)


def invitation_log(user: Visitor) -> QuerySet[Any] | None:
    return _of_people(Invitation, user)


def web_service_log(user: Visitor) -> QuerySet[Any] | None:
    return _of_people(WebServiceAccess, user)


def _of_people(model: type[Model], user: Visitor) -> QuerySet[Any] | None:
    """By what the version itself says of its organisation: what was removed is still to be read."""
    if not can(user, Permission.PEOPLE_MANAGE):
        return None
    seen = narrow(versions(model), user, Permission.PEOPLE_MANAGE, owner="organisation_id")
    people = ["user"] if model is not Invitation else []
    return log_of(seen.select_related("organisation", *people))


def account_log(user: Visitor) -> QuerySet[Any] | None:
    """Accounts of people who work somewhere, for the records service: an account is of no one organisation."""
    if not holds_everywhere(user, Permission.PEOPLE_MANAGE):
        return None
    return log_of(User.objects.filter(is_system=False, pk__in=Membership.objects.values("user_id")))


def organisation_log(user: Visitor) -> QuerySet[Any] | None:
    """The organisations with which the person has any business."""
    return log_of(organisations_in_reach(user)) if rights_of(user).held else None


def still_working(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of pairs of a person and an organisation, by id, those who still hold something there."""
    wanted = set(pairs)
    held = Membership.objects.filter(
        Q(user_id__in={person for person, _place in wanted})
        & Q(organisation_id__in={place for _person, place in wanted})
    )
    return wanted & set(held.values_list("user_id", "organisation_id"))


def workplace_of(people: Iterable[int]) -> dict[int, Any]:
    """For each of these people one organisation at which they have a page."""
    held = Membership.objects.filter(user_id__in=set(people)).select_related("organisation").order_by("-id")
    return {each.user_id: each.organisation for each in held}
