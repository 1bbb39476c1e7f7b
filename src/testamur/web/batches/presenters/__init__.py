"""Batches as their pages show them."""

from testamur.web.batches.presenters.detail import BatchPage, batch_page
from testamur.web.batches.presenters.findings import (
    About,
    Found,
    Record,
    RecordPage,
    causes_of,
    effect_label,
    fields_of,
    findings_of,
    record_page,
    records_of,
)

__all__ = [
    "About",
    "BatchPage",
    "Found",
    "Record",
    "RecordPage",
    "batch_page",
    "causes_of",
    "effect_label",
    "fields_of",
    "findings_of",
    "record_page",
    "records_of",
]
