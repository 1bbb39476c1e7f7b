"""Passwords of web services in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.audit.queries import Entry
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    held = [each.version.organisation for each in entries]
    return [(organisation.name, url("web_service", organisation.uuid)) for organisation in held]


LOG = Log(
    80,
    "web-services",
    _("Web services"),
    "access.WebServiceAccess",
    access.web_service_log,
    _shown,
    {
        "web_service_password.set": _("Password set"),
        "web_service_password.removed": _("Access removed"),
    },
)
