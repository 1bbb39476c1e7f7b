"""Batches as their pages show them."""

from testamur.web.batches.presenters.detail import BatchPage, batch_page
from testamur.web.batches.presenters.findings import (
    FindingsPage,
    RecordPage,
    codes_of,
    findings_page,
    record_page,
)
from testamur.web.batches.presenters.listing import Listing, Row, listing, recent, rows

__all__ = [
    "BatchPage",
    "FindingsPage",
    "Listing",
    "RecordPage",
    "Row",
    "batch_page",
    "codes_of",
    "findings_page",
    "listing",
    "recent",
    "record_page",
    "rows",
]
