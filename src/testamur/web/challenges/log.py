"""Event data challenges in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.audit.queries import Entry
from testamur.challenges import queries as challenges
from testamur.challenges.rules import reference_of
from testamur.web.challenges.presenters.history import TITLES
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    return [
        (
            f"{reference_of(each.version.pgh_obj_id)} · {each.version.organisation.name}",
            url("challenge_detail", each.record),
        )
        for each in entries
    ]


LOG = Log(
    20,
    "challenges",
    _("Event data challenges"),
    "challenges.Challenge",
    challenges.challenge_log,
    _shown,
    {**TITLES, "challenge.decided": _("Decided by a batch")},
)
