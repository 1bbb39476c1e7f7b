"""Who belongs to an organisation, and with which roles.

An organisation manages memberships and no accounts. Every change begins with :func:`one_at_a_time`, so that two people
who change memberships at the same moment do so one after the other, and the second decides by what the first left.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.models import Membership, User
from testamur.access.rules import (
    ROLES,
    Permission,
    Role,
    roles_for,
    roles_granting,
    roles_of_people,
    roles_of_systems,
    systems_can_give,
)
from testamur.audit import actions as audit
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def one_at_a_time(organisation: Organisation | int) -> None:
    """Wait until nobody else changes who works for the organisation, and let nobody until the transaction ends.

    To be taken before anything else is locked, and before anything is read by which it is decided. Whoever needs the
    lock of several organisations takes them in the order of their ids.
    """
    number = organisation if isinstance(organisation, int) else organisation.pk
    sql.run(
        "SELECT pg_advisory_xact_lock(hashtextextended('access.membership', %(number)s))", {"number": number}
    )


def check_manages(by: User, organisation: Organisation) -> None:
    """Refuse whoever does not look after the organisation's people, as it is now and not when the request began."""
    access.forget_rights(by)
    access.check_can(by, Permission.PEOPLE_MANAGE, organisation)


def check_works_for(user: User, organisation: Organisation | None) -> None:
    if not Membership.objects.filter(user=user, organisation=organisation).exists():
        raise ValidationError(_("%(name)s does not work for this organisation.") % {"name": user})


def check_somebody_manages_without(user: User, organisation: Organisation) -> None:
    """Refuse to take the last person from an organisation who looks after its people."""
    managers = set(access.managers_of(organisation).values_list("pk", flat=True))
    if managers == {user.pk}:
        raise ValidationError(
            _("%(name)s is the last super user of %(organisation)s. Make another person a super user first.")
            % {"name": user, "organisation": organisation.name}
        )


def check_roles(organisation: Organisation, roles: set[str], *, of_system: bool = False) -> list[Role]:
    """The roles, which a person, or a supplier's system, can all hold at the organisation."""
    chosen = [Role(role) for role in sorted(roles)]
    for role in chosen:
        if role not in (roles_for if of_system else roles_of_people)(organisation.kind):
            raise ValidationError(
                _("People at %(organisation)s cannot have the role “%(role)s”.")
                % {"role": ROLES[role].label, "organisation": organisation.name}
            )
    return chosen


def check_may_give(by: User, roles: Iterable[Role]) -> None:
    """Refuse a supplier's system that would give anybody the care of people."""
    if by.is_system and not systems_can_give(roles):
        raise ValidationError(
            _(
                "A supplier’s system cannot give this role. Ask a person who manages the organisation’s people."
            )
        )


def hold(user: User, organisation: Organisation, role: Role) -> Membership:
    """Let the person hold the role; while the organisation has suspended them, this one is suspended too."""
    access.forget_rights(user)
    here = Membership.objects.filter(user=user, organisation=organisation)
    membership, _created = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        defaults={"is_active": not here.filter(is_active=False).exists()},
    )
    return membership


@transaction.atomic
def grant(*, user: User, organisation: Organisation, role: Role | str, by: User | None) -> Membership:
    """Give a role at an organisation. Granting a role that is already held changes nothing.

    Only to a supplier's system, or to somebody who works there; whom an organisation wants besides is invited. The
    records service gives roles to anybody.
    """
    one_at_a_time(organisation)
    if by is not None:
        check_manages(by, organisation)
        if not user.is_system and not access.holds_everywhere(by, Permission.PEOPLE_MANAGE):
            check_works_for(user, organisation)
    (chosen,) = check_roles(organisation, {role}, of_system=user.is_system)
    if user.is_system and chosen not in roles_of_systems(organisation.kind):
        raise ValidationError(_("A supplier's system cannot have this role."))
    if by is not None:
        check_may_give(by, [chosen])
    with audit.process("membership.granted", by=by):
        return hold(user, organisation, chosen)


@transaction.atomic
def set_roles(*, user: User, organisation: Organisation, roles: set[str], by: User) -> None:
    """Make ``roles`` exactly what the person holds at the organisation; an empty set takes them off it."""
    one_at_a_time(organisation)
    check_manages(by, organisation)
    check_works_for(user, organisation)
    chosen = check_roles(organisation, roles)
    check_may_give(by, set(chosen) - set(access.roles_at(organisation, user)))
    if not set(chosen) & set(roles_granting(Permission.PEOPLE_MANAGE)):
        check_somebody_manages_without(user, organisation)
    with audit.process("membership.changed", by=by):
        for role in chosen:
            hold(user, organisation, role)
        access.forget_rights(user)
        Membership.objects.filter(user=user, organisation=organisation).exclude(role__in=chosen).delete()


@transaction.atomic
def suspend(*, user: User, organisation: Organisation, by: User) -> None:
    """Keep a person out of the organisation, from their next request on, until somebody lets them in again."""
    one_at_a_time(organisation)
    check_manages(by, organisation)
    check_works_for(user, organisation)
    if user == by:
        raise ValidationError(_("You cannot suspend yourself."))
    check_somebody_manages_without(user, organisation)
    with audit.process("membership.suspended", by=by):
        access.forget_rights(user)
        Membership.objects.filter(user=user, organisation=organisation).update(is_active=False)


@transaction.atomic
def reactivate(*, user: User, organisation: Organisation, by: User) -> None:
    """Let a person whom the organisation had suspended in again, with the roles of before."""
    one_at_a_time(organisation)
    check_manages(by, organisation)
    check_works_for(user, organisation)
    with audit.process("membership.reactivated", by=by):
        access.forget_rights(user)
        Membership.objects.filter(user=user, organisation=organisation).update(is_active=True)
