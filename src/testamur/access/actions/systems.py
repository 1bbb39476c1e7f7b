"""Suppliers' systems: API clients, and the software that calls the web services."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from oauth2_provider.models import AbstractApplication, clear_expired

from testamur.access import queries as access
from testamur.access.actions.accounts import create_user
from testamur.access.actions.memberships import check_manages, grant, one_at_a_time
from testamur.access.models import ApiClient, Membership, User, WebServiceAccess
from testamur.access.rules import (
    PASSWORD_LENGTH,
    Permission,
    Role,
    can_be_web_service_password,
    make_web_service_password,
    roles_of_web_services,
)
from testamur.audit import actions as audit
from testamur.organisations import queries as organisations
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation

COMMAND_LINE = "system-command-line"


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
    one_at_a_time(organisation)
    if by is not None:
        check_manages(by, organisation)
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
        raise ValidationError({"roles": _("Select what the software can do.")})
    if password and not can_be_web_service_password(password):
        sentence = _(
            "The password must be exactly %(length)s characters: letters, numbers and symbols, "
            "without spaces, and at least 8 of them different."
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
    one_at_a_time(organisation)
    check_manages(by, organisation)
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
