"""Nominated contacts in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.audit.queries import Entry
from testamur.challenges import queries as challenges
from testamur.web.contacts.presenters import PROCESSES
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    return [
        (
            f"{each.version.given_name} {each.version.family_name} · {each.version.organisation.name}",
            url("contact_detail", each.record),
        )
        for each in entries
    ]


LOG = Log(
    30, "contacts", _("Nominated contacts"), "challenges.Contact", challenges.contact_log, _shown, PROCESSES
)
