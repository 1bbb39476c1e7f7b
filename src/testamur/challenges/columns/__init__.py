"""The weekly report written, and read again when it comes back with decisions."""

from testamur.challenges.columns.decisions import Options, read
from testamur.challenges.columns.report import (
    ACCEPT,
    COMPARED,
    FIELD_OF,
    FIELDS,
    OWNER,
    REJECT,
    Field,
    annotated,
    cells,
    completed,
    fields_of,
    write_csv,
    write_xlsx,
)

__all__ = [
    "ACCEPT",
    "COMPARED",
    "FIELDS",
    "FIELD_OF",
    "OWNER",
    "REJECT",
    "Field",
    "Options",
    "annotated",
    "cells",
    "completed",
    "fields_of",
    "read",
    "write_csv",
    "write_xlsx",
]
