"""Who has looked at a learner: found them, verified them, or was shown the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from testamur.audit.queries import timeline
from testamur.learners.models import Learner
from testamur.learners.queries.sharing import LOOKED_AT
from testamur.learners.queries.verifying import VERIFIED

FOUND = "learner.found"
"""The process under which a learner's timeline says who found them by demographics."""
TOLD = "learner.particulars_told"
"""The process under which it says to whom the particulars of their ULN were told."""
AUDIT_SEEN = "learner.audit_viewed"

LOOKS: Mapping[str, Any] = {
    LOOKED_AT: _("Record viewed"),
    VERIFIED: _("ULN verified"),
    FOUND: _("Found by personal details"),
    TOLD: _("Personal details of the ULN given"),
    AUDIT_SEEN: _("List of who has looked, shown"),
}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Somebody of an organisation has learnt something of the learner."""

    at: dt.datetime
    process: str
    by_name: str
    organisation: str


def audit_of(learner: Learner) -> list[AuditEntry]:
    """Every look at a person, newest first."""
    return [
        AuditEntry(version.at, version.process, version.by_name, version.reason)
        for version in timeline(learner.known_as)
        if version.process in LOOKS
    ]
