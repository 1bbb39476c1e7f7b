"""What is refused of a web-service request before it becomes a job (lrs sections 1.2 and 2.1)."""

from __future__ import annotations

from testamur.achievements.columns.header import check_email, job_type_of
from testamur.achievements.kinds.options import read_options
from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding


def check(*, email: str, job_type: str, records: int) -> None:
    """Raise ``Unreadable`` as the reader of the file would later: e-mail address, type of job, number of records."""
    options = read_options(job_type=None)
    header = {"email": email, "job_type": job_type}
    check_email(header)
    job_type_of(header, options)
    if records == 0:
        raise Unreadable(Finding("J01.none"))
    if records > options.max_records:
        raise Unreadable(Finding("J01.too_many", params={"limit": f"{options.max_records:,}"}))
