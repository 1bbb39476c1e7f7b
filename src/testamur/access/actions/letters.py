"""The letter to a person by which they notice that somebody else has changed how they log in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.access.rules import AccountChange
from testamur.notices import actions as notices
from testamur.plumbing import clock
from testamur.plumbing.formats import date_time
from testamur.plumbing.languages import speaking

if TYPE_CHECKING:
    from testamur.access.models import User

_WORDS = {
    AccountChange.PASSWORD: (
        gettext_lazy("Your password for Testamur was changed"),
        gettext_lazy("The password of your account was changed."),
    ),
    AccountChange.TWO_STEP_SET_UP: (
        gettext_lazy("Two-step log-in was set up for Testamur"),
        gettext_lazy("Two-step log-in was set up for your account."),
    ),
    AccountChange.TWO_STEP_REMOVED: (
        gettext_lazy("Two-step log-in was removed from Testamur"),
        gettext_lazy("Two-step log-in was removed from your account."),
    ),
    AccountChange.RECOVERY_CODES_MADE: (
        gettext_lazy("New recovery codes were created for Testamur"),
        gettext_lazy("New recovery codes were created for your account. Earlier ones no longer work."),
    ),
    AccountChange.RECOVERY_CODE_USED: (
        gettext_lazy("A recovery code was used to log in to Testamur"),
        gettext_lazy("One of your recovery codes was used. It will not work again."),
    ),
    AccountChange.EMAIL: (
        gettext_lazy("The email address of a Testamur account has changed"),
        gettext_lazy(
            "The email address and username of an account that was created for this address have changed. "
            "The link we sent to this address no longer works."
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
    to = to or user.email
    with speaking(user.language):
        subject, body = _letter(user, change, address=address, elsewhere=to != user.email, by=by)
    dedupe = f"account-changed:{user.pk}:{change}:{uuid.uuid4()}"
    notices.tell(to=to, subject=subject, body=body, dedupe=dedupe)


def _letter(
    user: User, change: AccountChange, *, address: str, elsewhere: bool, by: User | None
) -> tuple[str, str]:
    subject, what = (str(words) for words in _WORDS[change])
    body = _(
        "Dear %(name)s,\n\n"
        "%(what)s\n\n"
        "When: %(when)s\n"
        "Who: %(who)s\n"
        "Network address: %(address)s\n\n"
        "If this was you, or you asked for it, you do not need to do anything.\n\n"
    )
    words = {
        "name": user,
        "what": what,
        "when": date_time(clock.now()),
        "who": _("the person who created the account for you") if elsewhere else _who(user, by),
        "address": address or _("not known"),
        "link": f"{settings.PUBLIC_URL.rstrip('/')}{reverse('account_reset_password')}",
        "support": settings.SUPPORT_EMAIL,
    }
    return subject, (body + (_elsewhere() if elsewhere else _otherwise())) % words


def _otherwise() -> str:
    return _(
        "If it was not you, someone else may be using your account. Choose a new password now:\n\n"
        "%(link)s\n\n"
        "This logs everyone else off. Then write to %(support)s.\n"
    )


def _elsewhere() -> str:
    """For who reads the mail of an address that the account does not have any more, and may be somebody else."""
    return _("If you did not expect this, write to %(support)s.\n")


def _who(user: User, by: User | None) -> str:
    if by is None:
        return _("the people who run Testamur")
    return _("you, or someone using your account") if by == user else str(by)
