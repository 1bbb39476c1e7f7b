"""What a person may, and the one way to narrow any kind of record to what a person may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.postgres.aggregates import ArrayAgg
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet, Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from testamur.access.models import ApiClient, Membership, User, Visitor, WebServiceAccess
from testamur.access.rules import (
    ROLES,
    Permission,
    Rights,
    Role,
    roles_for,
    roles_granting,
    roles_granting_everywhere,
    roles_of_systems,
    roles_of_web_services,
)
from testamur.organisations import queries as organisations
from testamur.plumbing import remembering

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

AnyModel = TypeVar("AnyModel", bound=Model)

__all__ = ["Permission", "Role", "can", "check_can", "narrow", "organisations_where"]


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
    """What a person holds and where; read once a request, unless an action of this room changes it."""
    held = Membership.objects.filter(user=user).select_related("organisation")
    return remembering.once(_held_by(user), lambda: list(held.order_by("organisation__name", "role")))


def people_of(organisation: Organisation, *, containing: str = "", role: str | None = None) -> QuerySet[User]:
    """The people of an organisation by name; those with this role, or this in their name or e-mail address.

    ``roles_here`` are the roles that each holds at the organisation.
    """
    held = Membership.objects.filter(organisation=organisation)
    if role:
        held = held.filter(role=role)
    found = User.objects.filter(pk__in=held.values("user_id"), is_system=False)
    for word in containing.split()[:8]:
        named = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        found = found.filter(named)
    here = ArrayAgg(
        "memberships__role", filter=Q(memberships__organisation=organisation), order_by="memberships__role"
    )
    return found.annotate(roles_here=here).order_by("last_name", "first_name", "id")


def people_who(permission: Permission, organisation: Organisation | int | None = None) -> QuerySet[User]:
    """The active people who hold the permission at the organisation; without one, those who hold it everywhere."""
    roles = roles_granting_everywhere(permission) if organisation is None else roles_granting(permission)
    held = Membership.objects.filter(role__in=roles, organisation__is_active=True)
    if organisation is not None:
        held = held.filter(organisation=organisation)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True, is_system=False)


def person_at(organisation: Organisation, person: uuid.UUID) -> User | None:
    """One person of the organisation, or ``None``."""
    return (
        User.objects.filter(uuid=person, memberships__organisation=organisation, is_system=False)
        .distinct()
        .first()
    )


def user_by_login(name: str) -> User | None:
    """A person by username or e-mail address, in capitals or not."""
    return User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name), is_system=False).first()


def api_clients_of(organisation: Organisation, *, containing: str = "") -> QuerySet[ApiClient]:
    found = ApiClient.objects.filter(organisation=organisation).select_related("organisation")
    if containing:
        found = found.filter(Q(name__icontains=containing) | Q(client_id__icontains=containing))
    return found.order_by("name", "pk")


def role_label(role: str) -> str:
    return str(dict(Membership._meta.get_field("role").flatchoices).get(role, role))


def role_choices(organisation: Organisation, *, of_systems: bool = False) -> list[tuple[str, str, str]]:
    """(value, label, explanation) of the roles that a person, or a supplier's system, can hold at the organisation."""
    if not of_systems:
        people = [(role, ROLES[role]) for role in roles_for(organisation.kind)]
        return [(role.value, meaning.label, meaning.explanation) for role, meaning in people]
    systems = [(role, ROLES[role]) for role in roles_of_systems(organisation.kind)]
    return [
        (role.value, meaning.label, meaning.explanation_for_systems or meaning.explanation)
        for role, meaning in systems
    ]


def is_staff_person(user: Visitor) -> bool:
    """Whether the person works with other people's records, and so needs two-step sign-in."""
    if not (isinstance(user, User) and user.is_active):
        return False
    return not user.is_system and bool(memberships_of(user))


def permissions_at(user: Visitor, organisation: Organisation) -> frozenset[Permission]:
    """Everything the person may do at the organisation, through roles there and roles that reach everywhere."""
    return rights_of(user).at(organisation.pk)


def organisation_in_reach(user: Visitor, organisation: uuid.UUID) -> Organisation | None:
    """The organisation, if the person has any business with it; ``None`` for all others, there or not."""
    found = organisations.by_uuid(organisation)
    return found if found is not None and permissions_at(user, found) else None


def locked_out(people: Iterable[User]) -> set[int]:
    """The ids of those who may not try another password until a super user unlocks them."""
    ids = {person.username: person.pk for person in people}
    attempts = AccessAttempt.objects.filter(username__in=ids).values("username")
    over = attempts.annotate(failures=Sum("failures_since_start")).filter(
        failures__gte=settings.AXES_FAILURE_LIMIT
    )
    return {ids[row["username"]] for row in over}


def with_two_step(people: Iterable[User]) -> set[int]:
    """The ids of those who have set up two-step sign-in."""
    found = Authenticator.objects.filter(user__in=list(people), type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def workplaces_relation() -> str:
    """The organisations to which anybody belongs, as a relation for set rules: organisation_id."""
    return "(SELECT organisation_id FROM access_membership)"


def web_service_of(organisation: Organisation) -> WebServiceAccess | None:
    """The organisation's current way into the web services."""
    return WebServiceAccess.objects.select_related("user").filter(organisation=organisation).first()


def web_service_roles(organisation: Organisation) -> list[tuple[str, str, str]]:
    """(value, label, explanation) of what the organisation's software can be allowed; nothing if none may have any."""
    offered = roles_of_web_services(organisation.kind)
    return [(role.value, ROLES[role].label, ROLES[role].explanation) for role in offered]


def web_service_settings(organisation: Organisation) -> dict[str, Any]:
    """What is set now, or else what is proposed, for the form that sets it."""
    held = web_service_of(organisation)
    if held is None:
        return {
            "choice": "made",
            "roles": [value for value, _label, _hint in web_service_roles(organisation)],
        }
    return {
        "choice": "made",
        "roles": [membership.role for membership in Membership.objects.filter(user=held.user)],
        "reference": held.reference or "",
        "certificate_subject": held.certificate_subject,
    }


def web_service_named(names: Iterable[str]) -> WebServiceAccess | None:
    """Whom a caller says to be, who gives a UKPRN, a recognition number or a reference; all must mean the same."""
    found: set[WebServiceAccess] = set()
    for name in names:
        wanted = (
            Q(organisation__ukprn=name) | Q(organisation__recognition_number=name) | Q(reference=name.upper())
        )
        meant = WebServiceAccess.objects.select_related("organisation", "user").filter(wanted)[:2]
        if len(meant) != 1:
            return None
        found.update(meant)
    return found.pop() if len(found) == 1 else None


def is_remembered(held: WebServiceAccess, password: str) -> bool:
    """Whether this password was found right in the last minutes. A look, not a slow check."""
    return bool(caches["memory"].get(_mark(held, password)))


def is_right(held: WebServiceAccess | None, password: str) -> bool:
    """Check a password, slowly on purpose, and as slowly where there is nothing to check it against.

    That it was right is remembered for some minutes in this process alone, under a mark that is made of it, of the
    stored hash and of the service's key: another password, or the same one set again, has another mark.
    """
    if held is None:
        make_password(password)
        return False
    right = check_password(password, held.password)
    if right:
        caches["memory"].set(_mark(held, password), True, settings.WEB_SERVICE_REMEMBER_SECONDS)
    return right


def _mark(held: WebServiceAccess, password: str) -> str:
    return salted_hmac("web service password", f"{held.password}\0{password}", algorithm="sha256").hexdigest()
