"""What a person may, and the one way to narrow any kind of record to what a person may see."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Model, Q, QuerySet
from django.utils.translation import gettext as _

from testamur.access.models import (
    Membership,
    User,
    Visitor,
)
from testamur.access.rules import (
    ROLES,
    Permission,
    Rights,
    Role,
)
from testamur.organisations import queries as organisations
from testamur.plumbing import remembering
from testamur.plumbing.prepared import Given, Prepared

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

AnyModel = TypeVar("AnyModel", bound=Model)


def rights_of(user: Visitor) -> Rights:
    """What the person holds; nothing for somebody who is not logged in, or suspended."""
    if not (isinstance(user, User) and user.is_active):
        return Rights()
    held = (each for each in memberships_of(user) if each.organisation.is_active)
    return Rights(
        frozenset((Role(each.role), each.organisation_id) for each in held), of_system=user.is_system
    )


def forget_rights(user: User) -> None:
    """For actions that change what a person holds, before they do."""
    remembering.forget(_held_by(user))


def _held_by(user: User) -> tuple[str, int]:
    return ("memberships", user.pk)


def holds_everywhere(user: Visitor, permission: Permission) -> bool:
    """Whether the person holds the permission over every organisation's records."""
    return rights_of(user).everywhere(permission)


def narrow(
    records: QuerySet[AnyModel], user: Visitor, permission: Permission, *, owner: str
) -> QuerySet[AnyModel]:
    """Narrow ``records`` to those whose owner organisation (the field ``owner``) the permission reaches.

    Every ``visible_to`` of the house is this function, so that pages, the API, exports, counts and files agree.
    """
    rights = rights_of(user)
    if rights.everywhere(permission):
        return records
    return records.filter(Q((f"{owner}__in", sorted(rights.organisations_where(permission)))))


def sees(user: Visitor, record: Any, permission: Permission, *, owner: str) -> bool:
    """Whether :func:`narrow` would leave this record, which has been read already."""
    rights = rights_of(user)
    return rights.everywhere(permission) or getattr(record, owner) in rights.organisations_where(permission)


def can(user: Visitor, permission: Permission, organisation: Organisation | int | None = None) -> bool:
    """Whether the person holds the permission, at ``organisation`` if one is given."""
    place = organisation if organisation is None or isinstance(organisation, int) else organisation.pk
    return rights_of(user).allow(permission, place)


def check_can(user: Visitor, permission: Permission, organisation: Organisation | int | None = None) -> None:
    """Raise ``PermissionDenied`` with a sentence for the person unless they hold the permission."""
    if not can(user, permission, organisation):
        raise PermissionDenied(
            _("Your account does not have the right to do this. Ask a super user of your organisation.")
        )


def organisations_where(user: Visitor, permission: Permission) -> QuerySet[Organisation]:
    """The organisations at which the person holds the permission through a role there, by name."""
    return organisations.with_ids(ids_where(user, permission))


def ids_where(user: Visitor, permission: Permission) -> list[int]:
    """The same, as the ids by which other rooms narrow their records."""
    return sorted(rights_of(user).organisations_where(permission))


def memberships_of(user: User) -> list[Membership]:
    """What a person holds and where; read once a request, unless an action of this room changes it.

    Nothing at an organisation that has suspended them.
    """
    return remembering.once(_held_by(user), lambda: _MEMBERSHIPS(user=user.pk))


_MEMBERSHIPS = Prepared(
    lambda: (
        Membership.objects.filter(user=Given("user", BigIntegerField()), is_active=True)
        .select_related("organisation")
        .order_by("organisation__name", "role")
    )
)


def check_operates(by: Visitor) -> None:
    """Raise ``PermissionDenied`` unless ``by`` is of the records service, which alone changes others' accounts."""
    if not holds_everywhere(by, Permission.PEOPLE_MANAGE):
        raise PermissionDenied(_("Only the records service can change someone else’s account."))


def is_staff_person(user: Visitor) -> bool:
    """Whether the person works with other people's records, and so needs two-step sign-in."""
    if not (isinstance(user, User) and user.is_active):
        return False
    return not user.is_system and bool(memberships_of(user))


def permissions_at(user: Visitor, organisation: Organisation) -> frozenset[Permission]:
    """Everything the person may do at the organisation, through roles there and roles that reach everywhere."""
    return rights_of(user).at(organisation.pk)


def organisations_in_reach(user: Visitor, containing: str = "") -> QuerySet[Organisation]:
    """All with which the person has any business, by name; those with the text in their name or numbers."""
    held, found = rights_of(user).held, organisations.registered(containing)
    if any(ROLES[role].everywhere for role, _at in held):
        return found
    return found.filter(pk__in={at for _role, at in held})


def organisation_in_reach(user: Visitor, organisation: uuid.UUID) -> Organisation | None:
    """The organisation, if the person has any business with it; ``None`` for all others, there or not."""
    found = organisations.by_uuid(organisation)
    return found if found is not None and permissions_at(user, found) else None
