"""Invitations in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.audit.queries import Entry
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    return [
        (
            f"{each.version.email} · {each.version.organisation.name}",
            url("invitation_list", each.version.organisation.uuid),
        )
        for each in entries
    ]


LOG = Log(
    50,
    "invitations",
    _("Invitations"),
    "access.Invitation",
    access.invitation_log,
    _shown,
    {
        "invitation.sent": _("Sent"),
        "invitation.withdrawn": _("Withdrawn"),
        "invitation.accepted": _("Accepted"),
    },
)
