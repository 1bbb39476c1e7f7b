"""Organisations in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.audit.queries import Entry
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    return [(each.version.name, url("organisation_detail", each.record)) for each in entries]


LOG = Log(
    70,
    "organisations",
    _("Organisations"),
    "organisations.Organisation",
    access.organisation_log,
    _shown,
    {},
)
