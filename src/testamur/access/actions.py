"""Writes of people and what they may do."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from axes.utils import reset as reset_lockout
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from oauth2_provider.models import AbstractApplication, clear_expired

from testamur.access import queries as access
from testamur.access.models import ApiClient, Membership, User, WebServiceAccess
from testamur.access.rules import (
    PASSWORD_LENGTH,
    ROLES,
    Permission,
    Role,
    can_be_web_service_password,
    make_web_service_password,
    roles_for,
    roles_of_systems,
    roles_of_web_services,
)
from testamur.audit import actions as audit
from testamur.organisations import queries as organisations
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

COMMAND_LINE = "system-command-line"


@transaction.atomic
def create_user(
    *,
    username: str,
    email: str,
    first_name: str,
    last_name: str,
    password: str | None = None,
    telephone: str = "",
    is_system: bool = False,
    by: User | None,
) -> User:
    """Create an account. Without a password it cannot log in until one is chosen through the reset link."""
    with audit.process("user.created", by=by):
        user = User(
            username=username, email=email, first_name=first_name, last_name=last_name, telephone=telephone
        )
        user.is_system = is_system
        user.set_password(password)
        user.save()
        return user


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


def _check_works_for(user: User, organisation: Organisation | None) -> None:
    if not Membership.objects.filter(user=user, organisation=organisation).exists():
        raise ValidationError(_("%(name)s does not work for this organisation.") % {"name": user})


def _check_account(user: User, organisation: Organisation, by: User) -> None:
    """Whether ``by`` may change the account itself, which the person takes to every organisation they work for.

    Somebody who also works elsewhere is left to the records service: else a super user could add a person of
    another organisation to their own, and then suspend the account there.
    """
    access.check_can(by, Permission.PEOPLE_MANAGE, organisation)
    _check_works_for(user, organisation)
    elsewhere = Membership.objects.filter(user=user).exclude(organisation=organisation).exists()
    if elsewhere and not access.holds_everywhere(by, Permission.PEOPLE_MANAGE):
        raise ValidationError(
            _(
                "%(name)s also works for another organisation, so only the records service can change this account."
            )
            % {"name": user}
        )


@transaction.atomic
def change_person(
    *, user: User, organisation: Organisation, first_name: str, last_name: str, telephone: str, by: User
) -> User:
    """Change the name or telephone number of a person of the organisation."""
    _check_account(user, organisation, by)
    with audit.process("user.changed", by=by):
        user.first_name, user.last_name, user.telephone = first_name, last_name, telephone
        user.save(update_fields=["first_name", "last_name", "telephone"])
    return user


@transaction.atomic
def change_own_details(*, first_name: str, last_name: str, telephone: str, by: User) -> User:
    """Change one's own name or telephone number."""
    with audit.process("user.changed", by=by):
        by.first_name, by.last_name, by.telephone = first_name, last_name, telephone
        by.save(update_fields=["first_name", "last_name", "telephone"])
    return by


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


@transaction.atomic
def correct_unused_email(*, user: User, email: str, by: User) -> User:
    """Change the address of an account that nobody has used yet; a link that went to the old one stops working."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_usable_password() or Membership.objects.filter(user=user).exists():
        raise ValidationError(_("%(name)s uses this account already.") % {"name": user})
    if user.email != email:
        with audit.process("user.changed", by=by):
            user.email = user.username = email
            user.save(update_fields=["email", "username"])
    return user


@transaction.atomic
def unlock(*, user: User, organisation: Organisation | None = None, by: User | None) -> None:
    """Let a person who was locked out after wrong passwords try again. ``by`` is ``None`` for the command line."""
    if by is not None:
        access.check_can(by, Permission.PEOPLE_MANAGE, organisation)
        _check_works_for(user, organisation)
    with audit.process("user.unlocked", by=by):
        for login in {user.username, user.email}:
            reset_lockout(username=login)
        audit.note(record=user)


@transaction.atomic
def remove_two_step(*, user: User, organisation: Organisation, by: User) -> None:
    """Let a person who lost their telephone and recovery codes set up two-step sign-in anew, after their password."""
    _check_account(user, organisation, by)
    if user == by:
        raise ValidationError(_("Ask another super user to do this for you."))
    with audit.process("user.two_step_removed", by=by):
        Authenticator.objects.filter(user=user).delete()
        audit.note(record=user)


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None) -> None:
    """Set a password from the command line."""
    with audit.process("user.password_set", by=by):
        user.set_password(password)
        user.save(update_fields=["password"])


@transaction.atomic
def set_active(*, user: User, organisation: Organisation, active: bool, by: User) -> None:
    """Suspend an account, which ends its sessions at the next request, or let it in again."""
    _check_account(user, organisation, by)
    if user == by:
        raise ValidationError(_("You cannot suspend your own account."))
    with audit.process("user.activated" if active else "user.suspended", by=by):
        user.is_active = active
        user.save(update_fields=["is_active"])


@transaction.atomic
def create_api_client(
    *, name: str, organisation: Organisation, role: Role | str = Role.AO_BATCH_USER, by: User | None
) -> tuple[ApiClient, str]:
    """Create a supplier's system for an organisation and return it with its secret, which is shown only once."""
    if by is not None:
        access.check_can(by, Permission.PEOPLE_MANAGE, organisation)
    system = create_user(
        username=f"system-{secrets.token_hex(8)}",
        email="",
        first_name=name,
        last_name="(API)",
        is_system=True,
        by=by,
    )
    grant(user=system, organisation=organisation, role=role, by=by)
    secret = secrets.token_urlsafe(32)
    client = ApiClient.objects.create(
        name=name,
        organisation=organisation,
        user=system,
        client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
        authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    return client, secret


@transaction.atomic
def remove_api_client(*, client: ApiClient, by: User) -> None:
    """Take a supplier's system off the organisation: its tokens end with it."""
    access.check_can(by, Permission.PEOPLE_MANAGE, client.organisation)
    with audit.process("api_client.removed", by=by):
        system = client.user
        client.delete()
        system.is_active = False
        system.save(update_fields=["is_active"])


@transaction.atomic
def set_web_service_password(
    *,
    organisation: Organisation,
    roles: set[str],
    password: str = "",
    reference: str = "",
    certificate_subject: str = "",
    by: User | None,
) -> tuple[WebServiceAccess, str]:
    """Let an organisation's software into the web services, or give it another password; the old one ends with that.

    Returns the password, which is shown only once: the one that is given, or else one that we make.
    """
    if by is not None:
        access.check_can(by, Permission.PEOPLE_MANAGE, organisation)
    _check_web_service(organisation, roles, password, reference)
    password = password or make_web_service_password()
    held = WebServiceAccess.objects.select_for_update().filter(organisation=organisation).first()
    user = held.user if held else _web_service_account(organisation, by)
    with audit.process("web_service_password.set", by=by):
        held = held or WebServiceAccess(organisation=organisation, user=user)
        held.password, held.reference = make_password(password), reference.upper() or None
        held.certificate_subject, held.set_at = certificate_subject, clock.now()
        held.save()
        access.forget_rights(user)
        Membership.objects.filter(user=user).exclude(role__in=roles).delete()
    for role in sorted(roles):
        grant(user=user, organisation=organisation, role=role, by=by)
    return held, password


def _check_web_service(organisation: Organisation, roles: set[str], password: str, reference: str) -> None:
    if not roles or not roles <= set(roles_of_web_services(organisation.kind)):
        raise ValidationError({"roles": _("Choose what the software may do.")})
    if password and not can_be_web_service_password(password):
        sentence = _(
            "The password must have exactly %(length)s characters: letters, digits and signs without a space, "
            "at least 8 of them different."
        )
        raise ValidationError({"password": sentence % {"length": PASSWORD_LENGTH}})
    if reference and not re.fullmatch("[0-9A-Za-z]{6}", reference):
        raise ValidationError({"reference": _("The organisation reference must be 6 letters or digits.")})
    others = WebServiceAccess.objects.exclude(organisation=organisation)
    taken = organisations.by_recognition_number(reference.upper()) if reference else None
    if (taken and taken != organisation) or (
        reference and others.filter(reference=reference.upper()).exists()
    ):
        sentence = _("Another organisation has this reference. Ask the records service if it is yours.")
        raise ValidationError({"reference": sentence})


def _web_service_account(organisation: Organisation, by: User | None) -> User:
    return create_user(
        username=f"system-{secrets.token_hex(8)}",
        email="",
        first_name=organisation.name[:150],
        last_name="(web service)",
        is_system=True,
        by=by,
    )


@transaction.atomic
def remove_web_service_password(*, organisation: Organisation, by: User) -> None:
    """Shut an organisation's software out of the web services, from its next call on."""
    access.check_can(by, Permission.PEOPLE_MANAGE, organisation)
    with audit.process("web_service_password.removed", by=by):
        held = WebServiceAccess.objects.select_for_update().filter(organisation=organisation).first()
        if held is None:
            return
        user = held.user
        held.delete()
        access.forget_rights(user)
        Membership.objects.filter(user=user).delete()
        user.is_active = False
        user.save(update_fields=["is_active"])


@transaction.atomic
def command_line_account(*, organisation: Organisation, by: User | None = None) -> User:
    """The account under which the command line submits an organisation's batches when nobody is named.

    Whoever calls a command holds the keys of the database already, so what counts is that the record says which door
    the change came through. The account cannot log in.
    """
    account = User.objects.filter(username=COMMAND_LINE, is_system=True).first() or create_user(
        username=COMMAND_LINE, email="", first_name="Command", last_name="line", is_system=True, by=by
    )
    grant(user=account, organisation=organisation, role=Role.AO_BATCH_USER, by=by)
    return account


@transaction.atomic
def forget_expired_tokens(*, by: User | None = None) -> None:
    """Remove access tokens that have long expired."""
    clear_expired()
