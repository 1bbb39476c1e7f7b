"""Accounts of people who work somewhere, in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.audit.queries import Entry
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    held = [each.version for each in entries]
    places = access.workplace_of(each.pgh_obj_id for each in held)
    return [
        (
            f"{each.first_name} {each.last_name}".strip() or each.username,
            url("person", places[each.pgh_obj_id].uuid, each.uuid) if each.pgh_obj_id in places else None,
        )
        for each in held
    ]


LOG = Log(
    60,
    "accounts",
    _("Accounts"),
    "access.User",
    access.account_log,
    _shown,
    {
        "user.unlocked": _("Unlocked"),
        "user.two_step_removed": _("Two-step log-in removed"),
        "user.password_set": _("Password set"),
        "user.suspended": _("Suspended"),
        "user.activated": _("Active again"),
    },
)
