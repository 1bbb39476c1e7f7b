"""A learner's account: an invitation by e-mail, sent by a provider who has identified the learner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from testamur.access import actions as access_actions
from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit import actions as audit
from testamur.learners import queries as learners
from testamur.learners.models import Learner, LearnerAccount
from testamur.notices import actions as notices
from testamur.plumbing import clock
from testamur.plumbing.formats import date_time

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom the letter went to; ``again`` if it is not the first, and only the latest link works."""

    account: LearnerAccount
    email: str
    again: bool


@transaction.atomic
def invite(
    *, learner: Learner, email: str, organisation: Organisation, through: str = "", by: User
) -> Invited:
    """Give a learner an account whose password they choose by an e-mailed link.

    While nobody has chosen a password the invitation can be sent again, to another address if the first was wrong:
    the earlier link ends with it. An account that is used belongs to the learner, and nobody invites into it.
    """
    access.check_can(by, Permission.LEARNER_INVITE, organisation)
    learner = (
        Learner.objects.select_for_update(of=("self",)).select_related("master").get(pk=learner.pk).known_as
    )
    if learner.deleted_at is not None:
        raise ValidationError(_("ULN %(uln)s has been deleted.") % {"uln": learner.uln})
    email = email.strip().lower()
    held = learners.account_of(learner)
    if held is not None and held.user.has_usable_password():
        raise ValidationError(_("%(name)s already has an account, and uses it.") % {"name": learner})
    _check_free(email, held.user if held else None)
    if held is not None:
        user = access_actions.correct_unused_email(user=held.user, email=email, by=by)
    else:
        user = _new_user(learner, email, by)
    with audit.process("learner.invited", by=by, reason=organisation.name, through=through):
        learners.forget_account(user)
        account = held or LearnerAccount.objects.create(user=user, learner=learner)
        audit.note(record=learner)
    _tell(user, organisation=organisation)
    return Invited(account, email, held is not None)


def _check_free(email: str, own: User | None) -> None:
    other = access.user_by_login(email)
    if other is not None and other != own:
        raise ValidationError(
            {
                "email": _(
                    "This email address belongs to another account. Ask the learner for another address."
                )
            }
        )


def _new_user(learner: Learner, email: str, by: User) -> User:
    return access_actions.create_user(
        username=email, email=email, first_name=learner.given_name, last_name=learner.family_name, by=by
    )


def _tell(user: User, *, organisation: Organisation) -> None:
    """The letter with the link. It says nothing of the record: it may have gone to a wrong address."""
    token = default_token_generator.make_token(user)
    address = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    until = clock.now() + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    body = _(
        "Dear %(name)s,\n\n"
        "%(organisation)s has invited you to see your personal learning record on Testamur: "
        "your results, from every school, college and awarding organisation, in one place.\n\n"
        "To choose your password, open this link:\n\n"
        "%(link)s\n\n"
        "You can use the link once, until %(until)s. Then log in with this email address.\n\n"
        "If you do not know %(organisation)s, do nothing: without a password no one can use "
        "the account.\n"
    )
    notices.tell(
        to=user.email,
        subject=_("See your learning record"),
        body=body
        % {
            "name": user.first_name,
            "organisation": organisation.name,
            "link": f"{settings.PUBLIC_URL.rstrip('/')}{address}",
            "until": date_time(until),
        },
        dedupe=f"learner-invitation:{user.pk}:{token}",
    )
