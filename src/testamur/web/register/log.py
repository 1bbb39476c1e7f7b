"""The qualification register in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.audit.queries import Entry
from testamur.qualifications import queries as qualifications
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    return [
        (f"{each.version.reference} · {each.version.title}", url("register_entry", each.record))
        for each in entries
    ]


LOG = Log(
    90,
    "register",
    _("Qualification register"),
    "qualifications.Entry",
    qualifications.register_log,
    _shown,
    {},
)
