"""File formats of verify batches: the XML of the LRS web service, and CSV; read, and written as results."""

from __future__ import annotations

from typing import BinaryIO

from testamur.batches.columns import Reading
from testamur.learners.columns import source
from testamur.learners.columns.csv import read_csv
from testamur.learners.columns.options import ReadOptions
from testamur.learners.columns.xml import read_xml
from testamur.plumbing import text

__all__ = ["ReadOptions", "read"]


def read(file: BinaryIO, *, options: ReadOptions) -> Reading:
    """Open a verify batch of either format, told from its content. The lines come judged by the row rules."""
    with source.refusals():
        data = text.take(file, options.max_bytes)
    return read_xml(data, options) if text.is_xml(data) else read_csv(data, options)
