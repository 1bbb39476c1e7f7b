"""The e-mails about accounts: a link to choose a password, and the word that one was added."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from testamur.notices import actions as notices
from testamur.web.formats import duration

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation


def tell_of_reset(*, user: User, link: str, key: str) -> None:
    """Send the link that somebody asked for who has forgotten the password."""
    body = _(
        "Dear %(name)s,\n\n"
        "Somebody, we think you, asked for a new password for Testamur. To choose one, open this link:\n\n"
        "%(link)s\n\n"
        "It works once, for %(time)s. Your username is %(username)s.\n\n"
        "If you did not ask, do nothing: your password stays as it is.\n"
    )
    notices.tell(
        to=user.email,
        subject=_("Choose a new password for Testamur"),
        body=body % {"name": user, "link": link, "time": _lifetime(), "username": user.username},
        dedupe=f"password-reset:{user.pk}:{key}",
    )


def tell_of_invitation(*, user: User, organisation: Organisation, by: User, request: HttpRequest) -> None:
    """Tell a person that they were added: a new one chooses a password, others log in as ever."""
    token = default_token_generator.make_token(user)
    words = {"name": user, "by": by, "organisation": organisation.name, "username": user.username}
    if user.has_usable_password():
        link = request.build_absolute_uri(reverse("account_login"))
        body = _(
            "Dear %(name)s,\n\n"
            "%(by)s has added you to %(organisation)s on Testamur. Log in with your account as before:\n\n"
            "%(link)s\n\n"
            "If you work for several organisations, choose between them at the top of any page.\n"
        )
    else:
        link = get_adapter(request).get_reset_password_from_key_url(f"{user_pk_to_url_str(user)}-{token}")
        body = _(
            "Dear %(name)s,\n\n"
            "%(by)s has invited you to work for %(organisation)s on Testamur. "
            "To choose your password, open this link:\n\n"
            "%(link)s\n\n"
            "It works once, for %(time)s. Then log in with your e-mail address, or as %(username)s.\n\n"
            "If the link has expired, choose “I have forgotten my password” on the log-in page "
            "and enter the e-mail address to which this was sent.\n"
        )
    notices.tell(
        to=user.email,
        subject=_("You have been added to %(organisation)s on Testamur") % words,
        body=body % (words | {"link": link, "time": _lifetime()}),
        dedupe=f"invitation:{organisation.pk}:{user.pk}:{token}",
    )


def _lifetime() -> str:
    """For how long a link works, as words."""
    return duration(timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
