"""Lists of batches, and of what one batch holds."""

from testamur.web.batches.lists.batches import BATCHES, columns, job_types, recent, scope
from testamur.web.batches.lists.records import FINDINGS, RECORDS

__all__ = ["BATCHES", "FINDINGS", "RECORDS", "columns", "job_types", "recent", "scope"]
