"""The e-mails about accounts: a link to choose a password, and that something has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testamur.access import actions as access_actions
from testamur.notices import actions as notices
from testamur.plumbing import addresses
from testamur.plumbing.languages import speaking
from testamur.web.formats import duration

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.access.rules import AccountChange


def tell_of_reset(*, user: User, link: str, key: str) -> None:
    """Send the link that somebody asked for who has forgotten the password."""
    with speaking(user.language or get_language() or ""):
        _tell_of_reset(user, link, key)


def _tell_of_reset(user: User, link: str, key: str) -> None:
    body = _(
        "Dear %(name)s,\n\n"
        "You, or someone else, asked for a new password for your Testamur account. To choose "
        "one, open this link:\n\n"
        "%(link)s\n\n"
        "You can use the link once, within %(time)s. Your username is %(username)s.\n\n"
        "If you did not ask, do nothing: your password stays as it is.\n"
    )
    notices.tell(
        to=user.email,
        subject=_("Choose a new password for Testamur"),
        body=body % {"name": user, "link": link, "time": _lifetime(), "username": user.username},
        dedupe=f"password-reset:{user.pk}:{key}",
    )


def tell_of_change(*, user: User, change: AccountChange, request: HttpRequest) -> None:
    """Tell a person of what they, or somebody in their name, have changed on a page."""
    address = addresses.client_address(request)
    access_actions.tell_of_change(user=user, change=change, address=address, by=user)


def public(address: str) -> str:
    """The whole of an address for an e-mail. Whoever sends the request has no say in it, as they have in ``Host``."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{address}"


def _lifetime() -> str:
    """For how long a link works, as words."""
    return duration(timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
