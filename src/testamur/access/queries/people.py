"""People by where they work, and whom an organisation has invited."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg, BoolAnd
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from testamur.access.models import (
    Invitation,
    Membership,
    User,
    Visitor,
)
from testamur.access.queries.rights import can, holds_everywhere, ids_where, memberships_of, narrow
from testamur.access.rules import (
    ROLES,
    Permission,
    roles_granting,
    roles_granting_everywhere,
    roles_of_people,
    roles_of_systems,
)
from testamur.access.states import InvitationState
from testamur.plumbing.languages import speaking

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


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


def invitations_of(
    organisation: Organisation,
    *,
    containing: str = "",
    state: str | None = None,
    expired: bool | None = None,
) -> QuerySet[Invitation]:
    """An organisation's invitations, the latest first; ``expired`` are those whose letter no longer works."""
    found = Invitation.objects.filter(organisation=organisation).select_related("organisation", "by")
    if state:
        found = found.filter(state=state)
    if expired is not None:
        found = found.filter(expires_at__lte=Now()) if expired else found.filter(expires_at__gt=Now())
    for word in containing.split()[:8]:
        named = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        found = found.filter(named)
    return found.order_by("-sent_at", "-pk")


def people_found(user: User, words: str, *, most: int) -> list[Membership]:
    """People with these words in their name or e-mail address, each once at every organisation whose people ``user``
    looks after, by name."""
    found = narrow(
        Membership.objects.filter(user__is_system=False),
        user,
        Permission.PEOPLE_MANAGE,
        owner="organisation_id",
    )
    for word in words.split()[:8]:
        found = found.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__email__icontains=word)
        )
    names = ("user__last_name", "user__first_name", "user_id", "organisation_id")
    once = found.order_by(*names, "id").distinct(*names).select_related("user", "organisation")
    return list(once[:most])


@dataclass(frozen=True, slots=True)
class WaitingInvitations:
    """An organisation's invitations that nobody has accepted; ``expired`` are those whose letter no longer works."""

    organisation: Organisation
    holding: int
    expired: int


def waiting_invitations(user: User) -> list[WaitingInvitations]:
    """Of the organisations whose people the person looks after through a role there, by name; one query."""
    held = Q(expires_at__gt=Now())
    rows = (
        Invitation.objects.filter(organisation__in=ids_where(user, Permission.PEOPLE_MANAGE))
        .filter(state=InvitationState.WAITING.value)
        .order_by()
        .values_list("organisation")
        .annotate(holding=Count("pk", held), expired=Count("pk", ~held))
    )
    places = {each.organisation_id: each.organisation for each in memberships_of(user)}
    found = [WaitingInvitations(places[place], holding, expired) for place, holding, expired in rows]
    return sorted(found, key=lambda each: each.organisation.name)


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


def names_of(ids: Collection[str]) -> dict[str, str]:
    """The names of users, by their ids as texts; for whoever may see what they are named in."""
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=list(ids))}


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


def in_language_of(address: str, *, otherwise: str = "") -> AbstractContextManager[None]:
    """What is written inside is in the language that whoever reads the mail of this address has chosen.

    English for who has chosen none; ``otherwise`` for whom we do not know.
    """
    person = User.objects.filter(email__iexact=address, is_system=False).only("language").first()
    return speaking(person.language if person else otherwise)


def role_label(role: str) -> str:
    return str(dict(Membership._meta.get_field("role").flatchoices).get(role, role))


def role_choices(organisation: Organisation, *, of_systems: bool = False) -> list[tuple[str, str, str]]:
    """(value, label, explanation) of the roles that a person, or a supplier's system, can hold at the organisation."""
    if not of_systems:
        people = [(role, ROLES[role]) for role in roles_of_people(organisation.kind)]
        return [(role.value, meaning.label, meaning.explanation) for role, meaning in people]
    systems = [(role, ROLES[role]) for role in roles_of_systems(organisation.kind)]
    return [
        (role.value, meaning.label, meaning.explanation_for_systems or meaning.explanation)
        for role, meaning in systems
    ]


def workplaces_relation() -> str:
    """The organisations to which anybody belongs, as a relation for set rules: organisation_id."""
    return "(SELECT organisation_id FROM access_membership)"
