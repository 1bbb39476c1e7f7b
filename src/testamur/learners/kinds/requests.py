"""What is refused of a web-service request before it becomes a job (lrs sections 2.1, 2.2 and 3.4)."""

from __future__ import annotations

from django.conf import settings

from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding
from testamur.learners.columns.xml import check_email


def check(*, email: str, count: int, records: int) -> None:
    """Raise ``Unreadable`` as the reader of the file would later: e-mail address and number of learners."""
    check_email(email)
    if records == 0:
        raise Unreadable(Finding("V01.none"))
    if records > settings.VERIFY_BATCH_MAX_RECORDS:
        limit = f"{settings.VERIFY_BATCH_MAX_RECORDS:,}"
        raise Unreadable(Finding("V01.too_many", params={"limit": limit}))
    if count != records:
        raise Unreadable(Finding("V01.count", params={"expected": f"{count:,}", "found": f"{records:,}"}))
