"""The accounts of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from axes.utils import reset as reset_lockout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.models import Membership, User
from testamur.access.rules import Permission
from testamur.audit import actions as audit

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


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
