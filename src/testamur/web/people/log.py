"""Who holds which role where, in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.audit.queries import Entry
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    held = [each.version for each in entries]
    there = access.still_working((each.user_id, each.organisation_id) for each in held)
    return [
        (
            f"{each.user} · {access.role_label(each.role)} · {each.organisation.name}",
            _page(each) if (each.user_id, each.organisation_id) in there else None,
        )
        for each in held
    ]


def _page(held: object) -> str:
    user, organisation = held.user, held.organisation  # type: ignore[attr-defined]
    if user.is_system:
        return url("api_client_list", organisation.uuid)
    return url("person", organisation.uuid, user.uuid)


LOG = Log(
    40,
    "memberships",
    _("People and what they may do"),
    "access.Membership",
    access.membership_log,
    _shown,
    {
        "user.created": _("Role given with a new account"),
        "membership.suspended": _("Suspended at the organisation"),
        "membership.reactivated": _("Active again at the organisation"),
        "invitation.accepted": _("Role given: invitation accepted"),
        "api_client.removed": _("API client removed"),
    },
)
