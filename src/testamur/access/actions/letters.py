"""The letter to a person by which they notice that somebody else has changed how they log in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.access.rules import AccountChange
from testamur.notices import actions as notices
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User

_WORDS = {
    AccountChange.PASSWORD: (
        gettext_lazy("Your password for Testamur was changed"),
        gettext_lazy("The password of your account was changed."),
    ),
    AccountChange.TWO_STEP_SET_UP: (
        gettext_lazy("Two-step sign-in was set up for Testamur"),
        gettext_lazy("Two-step sign-in was set up for your account."),
    ),
    AccountChange.TWO_STEP_REMOVED: (
        gettext_lazy("Two-step sign-in was removed from Testamur"),
        gettext_lazy("Two-step sign-in was removed from your account."),
    ),
    AccountChange.RECOVERY_CODES_MADE: (
        gettext_lazy("New recovery codes were made for Testamur"),
        gettext_lazy("New recovery codes were made for your account. Earlier ones no longer work."),
    ),
    AccountChange.RECOVERY_CODE_USED: (
        gettext_lazy("A recovery code was used for Testamur"),
        gettext_lazy("One of the recovery codes of your account was used. It does not work again."),
    ),
    AccountChange.EMAIL: (
        gettext_lazy("An account of Testamur has another e-mail address now"),
        gettext_lazy(
            "The e-mail address and username of an account that was made for this address have been changed. "
            "A link that we sent here before no longer works."
        ),
    ),
}
"""Subject and first sentence of the letter that tells of it."""


def tell_of_change(
    *, user: User, change: AccountChange, address: str = "", to: str = "", by: User | None
) -> None:
    """Write to whose account it is, whoever changed it. With the change: what is undone is not told.

    ``address`` is the network address that it was done from, where that is known; ``to`` is another e-mail address
    than the account's, such as the one that it had. Nothing secret stands in the letter.
    """
    if user.is_system or not (to or user.email):
        return
    subject, what = (str(words) for words in _WORDS[change])
    body = _(
        "Dear %(name)s,\n\n"
        "%(what)s\n\n"
        "When: %(when)s\n"
        "Who: %(who)s\n"
        "Network address: %(address)s\n\n"
        "If this was you, or you asked for it, you need do nothing.\n\n"
    )
    now = clock.now().astimezone(clock.zone())
    words = {
        "name": user,
        "what": what,
        "when": dateformat.format(now, "j F Y, H:i T"),
        "who": _("those who made the account for you") if to else _who(user, by),
        "address": address or _("not known"),
        "link": f"{settings.PUBLIC_URL.rstrip('/')}{reverse('account_reset_password')}",
        "support": settings.SUPPORT_EMAIL,
    }
    dedupe = f"account-changed:{user.pk}:{change}:{uuid.uuid4()}"
    body = (body + (_elsewhere() if to else _otherwise())) % words
    notices.tell(to=to or user.email, subject=subject, body=body, dedupe=dedupe)


def _otherwise() -> str:
    return _(
        "If it was not you, somebody may be using your account. Choose a new password at once:\n\n"
        "%(link)s\n\n"
        "That logs everybody else off. Then write to %(support)s.\n"
    )


def _elsewhere() -> str:
    """For who reads the mail of an address that the account does not have any more, and may be somebody else."""
    return _("If you did not expect this, write to %(support)s.\n")


def _who(user: User, by: User | None) -> str:
    if by is None:
        return _("the people who run the service")
    return _("you, or somebody in your name") if by == user else str(by)
