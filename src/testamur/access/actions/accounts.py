"""The accounts of people. An account is the person's own; an organisation manages memberships, the service accounts."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.actions.letters import tell_of_change
from testamur.access.actions.memberships import (
    check_manages,
    check_somebody_manages_without,
    check_works_for,
    one_at_a_time,
)
from testamur.access.models import Attempts, Membership, User
from testamur.access.rules import ROLES, AccountChange, Role
from testamur.audit import actions as audit
from testamur.notices import actions as notices
from testamur.notices.rules import Topic

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


def choose_notices(*, wanted: Collection[Topic], by: User) -> None:
    """Of the e-mails that somebody can do without, only these are sent to their own address from now on."""
    notices.choose(wanted=wanted, by=by.email)


def _check_can_help(user: User, organisation: Organisation, by: User) -> None:
    """Whether ``by`` may help a person with the account, which is the person's own and not the organisation's."""
    check_manages(by, organisation)
    check_works_for(user, organisation)
    access.check_can_help(by, user, organisation)


def _check_operates(by: User) -> None:
    access.forget_rights(by)
    access.check_operates(by)


@transaction.atomic
def change_person(*, user: User, first_name: str, last_name: str, telephone: str, by: User) -> User:
    """Change the name or telephone number of somebody else's account, for the records service."""
    _check_operates(by)
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
        raise ValidationError(_("%(name)s already uses this account.") % {"name": user})
    if (earlier := user.email) != email:
        with audit.process("user.changed", by=by):
            user.email = user.username = email
            user.save(update_fields=["email", "username"])
        tell_of_change(user=user, change=AccountChange.EMAIL, to=earlier, by=by)
    return user


@transaction.atomic
def unlock(*, user: User, organisation: Organisation | None = None, by: User | None) -> None:
    """Let a person try again after wrong passwords. ``by`` is ``None`` for the command line, or the person."""
    if by is not None and by != user:
        if organisation is None:
            _check_operates(by)
        else:
            _check_can_help(user, organisation, by)
    with audit.process("user.unlocked", by=by):
        account = access.account_digest(user.username)
        Attempts.objects.filter(account=account).update(failures=0, waits_until=None)
        audit.note(record=user)


@transaction.atomic
def choose_language(*, user: User, language: str, by: User) -> None:
    """Write to the person in this language from now on; one that Testamur does not speak changes nothing."""
    if language in dict(settings.LANGUAGES) and user.language != language:
        with audit.process("user.changed", by=by):
            user.language = language
            user.save(update_fields=["language"])


@transaction.atomic
def remove_two_step(*, user: User, organisation: Organisation, by: User) -> None:
    """Let a person who lost their telephone and recovery codes set up two-step sign-in anew, after their password."""
    _check_can_help(user, organisation, by)
    if user == by:
        raise ValidationError(_("You cannot change this for yourself. Ask someone else to do it."))
    with audit.process("user.two_step_removed", by=by):
        Authenticator.objects.filter(user=user).delete()
        audit.note(record=user)
    tell_of_change(user=user, change=AccountChange.TWO_STEP_REMOVED, by=by)


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None) -> None:
    """Set a password from the command line. The first of an account is no change to be told."""
    had_one = user.has_usable_password()
    with audit.process("user.password_set", by=by):
        user.set_password(password)
        user.save(update_fields=["password"])
    if had_one:
        tell_of_change(user=user, change=AccountChange.PASSWORD, by=by)


@transaction.atomic
def suspend_account(*, user: User, by: User) -> None:
    """Let nobody log in with an account, which ends its sessions at the next request. For the records service."""
    places = list(
        Membership.objects.filter(user=user).order_by("organisation_id").select_related("organisation")
    )
    for number in sorted({place.organisation_id for place in places}):
        one_at_a_time(number)
    _check_operates(by)
    if user == by:
        raise ValidationError(_("You cannot suspend your own account."))
    for place in places:
        if ROLES[
            Role(place.role)
        ].everywhere:  # other organisations without a manager are the service's to help
            check_somebody_manages_without(user, place.organisation)
    with audit.process("user.suspended", by=by):
        user.is_active = False
        user.save(update_fields=["is_active"])


@transaction.atomic
def reactivate_account(*, user: User, by: User) -> None:
    """Let a suspended account be used again. For the records service."""
    _check_operates(by)
    with audit.process("user.activated", by=by):
        user.is_active = True
        user.save(update_fields=["is_active"])
