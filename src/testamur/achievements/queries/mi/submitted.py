"""The records that reports of uploads and rejections count."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from testamur.achievements.queries.mi.scope import KIND
from testamur.batches import queries as ledger

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.access.models import Visitor
    from testamur.batches.findings import ErrorClass
    from testamur.batches.models import BatchRow
    from testamur.organisations.models import Organisation


def submitted_records(
    user: Visitor,
    organisation: Organisation,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    job_type: str | None = None,
    fate: ledger.Fate | None = None,
    effect: str | None = None,
    error_class: ErrorClass | None = None,
    reason: tuple[str, str | None] | None = None,
) -> QuerySet[BatchRow]:
    """The lines of the batches that came in a period, as far as the person may see them, the latest batch first."""
    batches = ledger.batches_for(
        user,
        kind=KIND,
        organisation=organisation.pk,
        first=first,
        last=last,
        stated={} if job_type is None else {"job_type": job_type},
    )
    return ledger.records_in(
        batches, fate=fate, effect=effect, error_class=error_class, reason=reason, kind=KIND
    )
