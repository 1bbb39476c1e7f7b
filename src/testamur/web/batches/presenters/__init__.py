"""Batches as their pages show them."""

from testamur.web.batches.presenters.detail import BatchPage, batch_page
from testamur.web.batches.presenters.findings import (
    FindingsPage,
    RecordPage,
    codes_of,
    findings_page,
    record_page,
)

__all__ = [
    "BatchPage",
    "FindingsPage",
    "RecordPage",
    "batch_page",
    "codes_of",
    "findings_page",
    "record_page",
]
