"""What a person may, and the one way to narrow any kind of record to what a person may see."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.postgres.aggregates import ArrayAgg, BoolAnd
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Min, Model, Q, QuerySet
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from testamur.access.models import (
    ApiClient,
    Attempts,
    Invitation,
    Membership,
    User,
    Visitor,
    WebServiceAccess,
)
from testamur.access.rules import (
    LONGEST_PASSWORD,
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
from testamur.plumbing.prepared import Given, Prepared

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


def people_of(organisation: Organisation, *, containing: str = "", role: str | None = None) -> QuerySet[User]:
    """The people of an organisation by name; those with this role, or this in their name or e-mail address.

    ``roles_here`` are the roles that each holds at the organisation, ``since`` when the first of them, and
    ``active_here`` unless the organisation has suspended them.
    """
    held = Membership.objects.filter(organisation=organisation)
    if role:
        held = held.filter(role=role)
    found = User.objects.filter(pk__in=held.values("user_id"), is_system=False)
    for word in containing.split()[:8]:
        named = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        found = found.filter(named)
    here = Q(memberships__organisation=organisation)
    return found.annotate(
        roles_here=ArrayAgg("memberships__role", filter=here, order_by="memberships__role"),
        since=Min("memberships__created_at", filter=here),
        active_here=BoolAnd("memberships__is_active", filter=here),
    ).order_by("last_name", "first_name", "id")


def roles_at(organisation: Organisation, user: User) -> list[str]:
    """The roles of a person at the organisation, also while it has suspended them."""
    return list(
        Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True)
    )


def managers_of(organisation: Organisation) -> QuerySet[User]:
    """The people who can look after an organisation's people. A supplier's system is no person."""
    held = Membership.objects.filter(
        organisation=organisation, role__in=roles_granting(Permission.PEOPLE_MANAGE), is_active=True
    )
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True, is_system=False)


def can_help_with_account(by: Visitor, user: User, organisation: Organisation) -> bool:
    """Whether ``by`` may unlock the account of a person, or let them set up two-step sign-in anew.

    The records service may. So may a super user where the account came into being by an invitation of their
    organisation and the person works nowhere else: then nothing can be reached by it that is not theirs.
    """
    if holds_everywhere(by, Permission.PEOPLE_MANAGE):
        return True
    opened_here = Invitation.objects.filter(user=user, organisation=organisation, opened_account=True)
    elsewhere = Membership.objects.filter(user=user).exclude(organisation=organisation)
    return can(by, Permission.PEOPLE_MANAGE, organisation) and opened_here.exists() and not elsewhere.exists()


def check_can_help(by: Visitor, user: User, organisation: Organisation) -> None:
    """Raise ``PermissionDenied``, with where help comes from, unless ``by`` can help with the account."""
    if not can_help_with_account(by, user, organisation):
        raise PermissionDenied(
            _("Only %(name)s and the records service can change this account. Write to %(address)s for help.")
            % {"name": user, "address": settings.SUPPORT_EMAIL}
        )


def check_operates(by: Visitor) -> None:
    """Raise ``PermissionDenied`` unless ``by`` is of the records service, which alone changes others' accounts."""
    if not holds_everywhere(by, Permission.PEOPLE_MANAGE):
        raise PermissionDenied(_("Only the records service can change somebody else’s account."))


def invitations_of(
    organisation: Organisation, *, containing: str = "", state: str | None = None
) -> QuerySet[Invitation]:
    """An organisation's invitations, the latest first."""
    found = Invitation.objects.filter(organisation=organisation).select_related("organisation", "by")
    if state:
        found = found.filter(state=state)
    for word in containing.split()[:8]:
        named = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        found = found.filter(named)
    return found.order_by("-sent_at", "-pk")


def invitation_at(organisation: Organisation, invitation: uuid.UUID) -> Invitation | None:
    """One invitation of the organisation, or ``None``."""
    return invitations_of(organisation).filter(uuid=invitation).first()


def invitation_by_key(invitation: uuid.UUID, key: str) -> Invitation | None:
    """The invitation whose letter had this key; ``None`` also for a key of an earlier letter."""
    found = Invitation.objects.filter(uuid=invitation).select_related("organisation", "by", "user").first()
    if found is None or not constant_time_compare(found.key_digest, digest_of(key)):
        return None
    return found


def somebody_new(invitation: Invitation) -> User:
    """Who is invited, not kept anywhere, so that a password can be held against what is known of them."""
    return User(
        username=invitation.email,
        email=invitation.email,
        first_name=invitation.first_name,
        last_name=invitation.last_name,
    )


def digest_of(key: str) -> str:
    """What is kept of the key of an invitation."""
    return hashlib.sha256(key.encode()).hexdigest()


def people_who(permission: Permission, organisation: Organisation | int | None = None) -> QuerySet[User]:
    """The active people who hold the permission at the organisation; without one, those who hold it everywhere."""
    roles = roles_granting_everywhere(permission) if organisation is None else roles_granting(permission)
    held = Membership.objects.filter(role__in=roles, is_active=True, organisation__is_active=True)
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
    """The ids of those for whom somebody has to wait before another password can be tried."""
    ids = {account_digest(person.username): person.pk for person in people}
    waiting = Attempts.objects.filter(account__in=ids, waits_until__gt=Now())
    return {ids[account] for account in waiting.values_list("account", flat=True)}


def seconds_to_wait(username: str, address: str) -> int:
    """How long the next password for the account waits at this address."""
    here = Attempts.objects.filter(account=account_digest(username), address=address, waits_until__gt=Now())
    row = here.annotate(now=Now()).values_list("waits_until", "now").first()
    if row is None or row[0] is None:
        return 0
    return int((row[0] - row[1]).total_seconds()) + 1


def words_about(user: Any) -> list[str]:
    """What anybody knows of a person and the service, and so no password is to be made of."""
    own = [user.username, user.email, user.first_name, user.last_name] if isinstance(user, User) else []
    places = memberships_of(user) if own and user.pk else []
    service = ["Testamur", "learner", "learning", "record", "records", "password"]
    return [*service, *own, *(place.organisation.name for place in places)]


def account_digest(username: str) -> str:
    """Under what the wrong passwords of a name are counted; the name itself is not kept."""
    return salted_hmac("wrong passwords", username.lower(), algorithm="sha256").hexdigest()


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Where somebody is logged in, the latest first."""
    alive = Session.objects.filter(expire_date__gt=Now())
    found = UserSession.objects.filter(user=user, session_key__in=alive.values("session_key"))
    return found.order_by("-last_seen_at", "-pk")


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
    if held is None or len(password) > LONGEST_PASSWORD:
        make_password(password[:LONGEST_PASSWORD])
        return False
    right = check_password(password, held.password)
    if right:
        caches["memory"].set(_mark(held, password), True, settings.WEB_SERVICE_REMEMBER_SECONDS)
    return right


def _mark(held: WebServiceAccess, password: str) -> str:
    return salted_hmac("web service password", f"{held.password}\0{password}", algorithm="sha256").hexdigest()
