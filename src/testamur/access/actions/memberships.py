"""Who belongs to an organisation, and with which roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.actions.accounts import create_user
from testamur.access.models import Membership, User
from testamur.access.rules import ROLES, Permission, Role, roles_for, roles_of_systems
from testamur.audit import actions as audit

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


@transaction.atomic
def grant(*, user: User, organisation: Organisation, role: Role | str, by: User | None) -> Membership:
    """Give a person a role at an organisation. Granting a role that is already held changes nothing."""
    if by is not None:
        access.check_can(by, Permission.PEOPLE_MANAGE, organisation)
    chosen = Role(role)
    if chosen not in roles_for(organisation.kind):
        raise ValidationError(
            _("“%(role)s” cannot be held at %(organisation)s.")
            % {"role": ROLES[chosen].label, "organisation": organisation.name}
        )
    if user.is_system and chosen not in roles_of_systems(organisation.kind):
        raise ValidationError(_("A supplier's system cannot hold this role."))
    with audit.process("membership.granted", by=by):
        access.forget_rights(user)
        membership, _created = Membership.objects.get_or_create(
            user=user, organisation=organisation, role=chosen
        )
    return membership


@transaction.atomic
def set_roles(*, user: User, organisation: Organisation, roles: set[str], by: User) -> None:
    """Make ``roles`` exactly what the person holds at the organisation; an empty set takes them off it."""
    access.check_can(by, Permission.PEOPLE_MANAGE, organisation)
    held = Membership.objects.select_for_update().filter(organisation=organisation)
    managing = [role.value for role in Role if Permission.PEOPLE_MANAGE in ROLES[role].permissions]
    people = held.filter(role__in=managing, user__is_active=True, user__is_system=False)
    others_manage = people.exclude(user=user).exists()
    manages_now = held.filter(role__in=managing, user=user).exists()
    if manages_now and not others_manage and not roles & set(managing):
        raise ValidationError(
            _("%(name)s is the last super user of %(organisation)s. Make somebody else a super user first.")
            % {"name": user, "organisation": organisation.name}
        )
    with audit.process("membership.changed", by=by):
        access.forget_rights(user)
        held.filter(user=user).exclude(role__in=roles).delete()
    for role in sorted(roles):
        grant(user=user, organisation=organisation, role=role, by=by)


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, first_name: str, last_name: str, roles: set[str], by: User
) -> User:
    """Add a person to an organisation; a new one gets an account whose password they choose by an e-mailed link.

    The caller's front door sends the link. A person who already has an account is added as they are.
    """
    access.check_can(by, Permission.PEOPLE_MANAGE, organisation)
    if not roles:
        raise ValidationError({"roles": _("Choose at least one role.")})
    user = User.objects.filter(email__iexact=email, is_system=False).first()
    if user is None:
        user = create_user(username=email, email=email, first_name=first_name, last_name=last_name, by=by)
    for role in sorted(roles):
        grant(user=user, organisation=organisation, role=role, by=by)
    return user
