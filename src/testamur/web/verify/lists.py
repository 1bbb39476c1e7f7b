"""The list of verification's batches: those of all batches that the person may see."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from testamur.access.rules import Permission
from testamur.batches import queries as ledger
from testamur.web.batches.lists import BATCHES, columns, scope
from testamur.web.links import url

VERIFY_JOBS = replace(
    BATCHES,
    name="verify-batches",
    title=lambda asked: _("View batch jobs"),
    scope=scope(Permission.LEARNER_VERIFY),
    rows=lambda asked: ledger.batches_for(
        asked.user, containing=asked.search, **{**asked.wanted, "kind": "verify"}
    ),
    filters=[each for each in BATCHES.filters if each.name not in ("kind", "job_type")],
    columns=columns(passed=_("Compared"), failed=_("Not compared")),
    nothing=lambda asked: _(
        "No verify batches have been sent yet. When one is sent, its result appears here."
    ),
    words=lambda asked: {
        "caption": _("Learner verification"),
        "breadcrumbs": [(_("Learner verification"), url("verify_one"))],
        "buttons": [(_("Submit batch job"), url("verify_submit"))],
    },
)
