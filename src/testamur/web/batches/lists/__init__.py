"""Lists of batches, and of what one batch holds."""

from testamur.web.batches.lists.batches import BATCHES, columns, job_types, recent, scope
from testamur.web.batches.lists.records import FINDINGS, RECORDS, changing, going_back

__all__ = [
    "BATCHES",
    "FINDINGS",
    "RECORDS",
    "changing",
    "columns",
    "going_back",
    "job_types",
    "recent",
    "scope",
]
