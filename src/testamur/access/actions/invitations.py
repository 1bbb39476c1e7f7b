"""Asking people to work for an organisation. Nobody does before they agree, and nobody agrees but by their own mail.

Whoever invites is told the same whether or not the address has an account.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.actions.accounts import create_user
from testamur.access.actions.memberships import (
    check_manages,
    check_may_give,
    check_roles,
    hold,
    one_at_a_time,
)
from testamur.access.models import Invitation, User
from testamur.access.rules import Permission
from testamur.access.states import INVITATION_LIFE, InvitationEvent, InvitationState
from testamur.audit import actions as audit
from testamur.plumbing import clock
from testamur.plumbing.machines import NotPossible

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, first_name: str, last_name: str, roles: set[str], by: User
) -> tuple[Invitation, str]:
    """Ask whoever reads the mail of ``email`` to work for the organisation. Returns the key for the letter's link.

    The caller's front door sends the letter. Only a digest of the key is kept.
    """
    one_at_a_time(organisation)
    check_manages(by, organisation)
    if not roles:
        raise ValidationError({"roles": _("Choose at least one role.")})
    chosen = check_roles(organisation, roles)
    check_may_give(by, chosen)
    email = email.strip().lower()
    if access.people_of(organisation).filter(email__iexact=email).exists():
        raise ValidationError({"email": _("Someone with this email address already works here.")})
    if access.invitations_of(organisation, state=InvitationState.WAITING).filter(email=email).exists():
        sentence = _("There is already an invitation to this address. Send it again, or withdraw it first.")
        raise ValidationError({"email": sentence})
    invitation = Invitation(
        organisation=organisation, email=email, first_name=first_name, last_name=last_name, roles=chosen
    )
    with audit.process("invitation.sent", by=by):
        return invitation, _send(invitation, by)


def _send(invitation: Invitation, by: User) -> str:
    """Give the invitation a key and its time anew; an earlier link ends with that."""
    key = secrets.token_urlsafe(32)
    invitation.by, invitation.key_digest = by, access.digest_of(key)
    invitation.sent_at = clock.now()
    invitation.expires_at = invitation.sent_at + dt.timedelta(days=settings.INVITATION_DAYS)
    invitation.save()
    return key


@transaction.atomic
def send_again(*, invitation: Invitation, by: User) -> tuple[Invitation, str]:
    """Give a waiting invitation another key and its whole time; an expired one waits again."""
    held = _locked(invitation, InvitationEvent.SEND_AGAIN)
    check_manages(by, held.organisation)
    with audit.process("invitation.sent", by=by):
        return held, _send(held, by)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    """Take back an invitation that nobody has accepted: its link ends."""
    held = _locked(invitation, InvitationEvent.WITHDRAW)
    check_manages(by, held.organisation)
    with audit.process("invitation.withdrawn", by=by):
        held.state = INVITATION_LIFE.target_of(InvitationEvent.WITHDRAW)
        held.save(update_fields=["state"])


@transaction.atomic
def accept(*, invitation: Invitation, by: User) -> None:
    """Agree, as the person whose account has the invitation's e-mail address."""
    held = _acceptable(invitation)
    if by.email.lower() != held.email or by.is_system or not by.is_active:
        raise PermissionDenied(_("This invitation was sent to another email address."))
    _join(held, by)


@transaction.atomic
def accept_with_new_account(
    *, invitation: Invitation, first_name: str, last_name: str, password: str, by: None = None
) -> User:
    """Agree, as somebody who has no account yet: they choose the password, and so nobody else knows it."""
    held = _acceptable(invitation)
    if access.user_by_login(held.email) is not None:
        raise ValidationError(_("There is an account with this email address. Log in to accept."))
    user = create_user(
        username=held.email,
        email=held.email,
        first_name=first_name,
        last_name=last_name,
        password=password,
        by=None,
    )
    held.opened_account = True
    _join(held, user)
    return user


def _join(held: Invitation, user: User) -> None:
    with audit.process("invitation.accepted", by=user):
        held.state, held.user = INVITATION_LIFE.target_of(InvitationEvent.ACCEPT), user
        held.save(update_fields=["state", "user", "opened_account"])
        for role in check_roles(held.organisation, set(held.roles)):
            hold(user, held.organisation, role)


def _locked(invitation: Invitation, event: InvitationEvent) -> Invitation:
    """The invitation as it is now, locked; refused if the event cannot happen to it."""
    one_at_a_time(invitation.organisation_id)
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "by")
    held = rows.get(pk=invitation.pk)
    try:
        INVITATION_LIFE.check(event, held.state)
    except NotPossible as error:
        raise ValidationError(_(error.sentence)) from error
    return held


def _acceptable(invitation: Invitation) -> Invitation:
    """One that can be accepted. It holds as long as whoever sent it may invite, so that nobody leaves a back door."""
    held = _locked(invitation, InvitationEvent.ACCEPT)
    if held.key_digest != invitation.key_digest or held.expires_at <= clock.now():
        raise ValidationError(_("This invitation has expired. Ask for a new one."))
    access.forget_rights(held.by)
    if not held.organisation.is_active or not access.can(
        held.by, Permission.PEOPLE_MANAGE, held.organisation
    ):
        raise ValidationError(_("This invitation is no longer valid. Ask for a new one."))
    return held
