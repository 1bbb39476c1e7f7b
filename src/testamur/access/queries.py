"""What a person may, and the one way to narrow any kind of record to what a person may see."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from testamur.access.models import ApiClient, Membership, User
from testamur.access.rules import (
    ROLES,
    Permission,
    Role,
    roles_for,
    roles_granting,
    roles_granting_everywhere,
)
from testamur.organisations import queries as organisations

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

AnyModel = TypeVar("AnyModel", bound=Model)

__all__ = ["Permission", "Role", "can", "check_can", "narrow", "organisations_where"]


def _acting(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


def holds_everywhere(user: Any, permission: Permission) -> bool:
    """Whether the person holds the permission over every organisation's records."""
    return (
        _acting(user)
        and Membership.objects.filter(
            user=user, role__in=roles_granting_everywhere(permission), organisation__is_active=True
        ).exists()
    )


def narrow(records: QuerySet[AnyModel], user: Any, permission: Permission, *, owner: str) -> QuerySet[AnyModel]:
    """Narrow ``records`` to those whose owner organisation (the field ``owner``) the permission reaches.

    Every ``visible_to`` of the house is this function, so that pages, the API, exports, counts and files agree.
    """
    if not _acting(user):
        return records.none()
    if holds_everywhere(user, permission):
        return records
    held = Membership.objects.filter(user=user, role__in=roles_granting(permission), organisation__is_active=True)
    return records.filter(Q((f"{owner}__in", held.values("organisation_id"))))


def can(user: Any, permission: Permission, organisation: Organisation | int | None = None) -> bool:
    """Whether the person holds the permission, at ``organisation`` if one is given."""
    if not _acting(user):
        return False
    if holds_everywhere(user, permission):
        return True
    held = Membership.objects.filter(user=user, role__in=roles_granting(permission), organisation__is_active=True)
    if organisation is not None:
        held = held.filter(organisation=organisation)
    return held.exists()


def check_can(user: Any, permission: Permission, organisation: Organisation | int | None = None) -> None:
    """Raise ``PermissionDenied`` with a sentence for the person unless they hold the permission."""
    if not can(user, permission, organisation):
        raise PermissionDenied(
            _("Your account does not have the right to do this (%(permission)s). Ask a super user of your organisation.")
            % {"permission": permission.value}
        )


def organisations_where(user: Any, permission: Permission) -> QuerySet[Organisation]:
    """The organisations at which the person holds the permission through a role there, by name."""
    held = Membership.objects.filter(user_id=getattr(user, "pk", None), role__in=roles_granting(permission))
    ids = held.filter(organisation__is_active=True).values_list("organisation_id", flat=True)
    return organisations.with_ids(ids if _acting(user) else [])


def memberships_of(user: User) -> QuerySet[Membership]:
    """What a person holds and where, for the account page and the choice of dashboard."""
    return Membership.objects.filter(user=user).select_related("organisation").order_by("organisation__name", "role")


def people_at(organisation: Organisation) -> list[tuple[User, list[Membership]]]:
    """The people of an organisation, each with the memberships they hold there, by name."""
    people: dict[User, list[Membership]] = {}
    held = Membership.objects.filter(organisation=organisation, user__is_system=False).select_related("user")
    for membership in held.order_by("user__last_name", "user__first_name", "user_id", "role"):
        people.setdefault(membership.user, []).append(membership)
    return list(people.items())


def person_at(organisation: Organisation, person: uuid.UUID) -> User | None:
    """One person of the organisation, or ``None``."""
    return User.objects.filter(uuid=person, memberships__organisation=organisation, is_system=False).distinct().first()


def user_by_login(name: str) -> User | None:
    """A person by username or e-mail address."""
    return User.objects.filter(Q(username=name) | Q(email__iexact=name), is_system=False).first()


def api_clients_of(organisation: Organisation) -> QuerySet[ApiClient]:
    return ApiClient.objects.filter(organisation=organisation).order_by("name", "pk")


def role_choices(organisation: Organisation) -> list[tuple[str, str, str]]:
    """(value, label, explanation) of the roles that can be held at the organisation."""
    return [(role.value, ROLES[role].label, ROLES[role].explanation) for role in roles_for(organisation.kind)]


def is_staff_person(user: Any) -> bool:
    """Whether the person works with other people's records, and so needs two-step sign-in."""
    return _acting(user) and not user.is_system and Membership.objects.filter(user=user).exists()
