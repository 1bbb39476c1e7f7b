"""The e-mail by which somebody is asked to work for an organisation, whichever door asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from testamur.notices import actions as notices
from testamur.plumbing.formats import date_time

if TYPE_CHECKING:
    from testamur.access.models import Invitation


def tell_of_invitation(*, invitation: Invitation, key: str) -> None:
    """Ask whoever reads the mail of the address. The letter is the same whether or not there is an account.

    Also in its language, which is that of whoever invites: the person's own would say that there is one.
    """
    address = reverse("invitation", args=[invitation.uuid, key])
    body = _(
        "Dear %(name)s,\n\n"
        "%(by)s has invited you to work for %(organisation)s on Testamur. To see your roles "
        "and accept, open this link:\n\n"
        "%(link)s\n\n"
        "You can use the link once, until %(until)s.\n\n"
        "If you do not want to accept, or do not know %(organisation)s, do nothing.\n"
    )
    words = {
        "name": invitation.first_name,
        "by": invitation.by,
        "organisation": invitation.organisation.name,
        "link": f"{settings.PUBLIC_URL.rstrip('/')}{address}",
        "until": date_time(invitation.expires_at),
    }
    notices.tell(
        to=invitation.email,
        subject=_("You are invited to %(organisation)s on Testamur") % words,
        body=body % words,
        dedupe=f"invitation:{invitation.pk}:{invitation.key_digest}",
    )
