"""File formats of achievement batches: LRS web-service XML, portal XML and CSV, read and written."""

from __future__ import annotations

from typing import BinaryIO

from testamur.achievements.columns import source
from testamur.achievements.columns.csv import read_csv
from testamur.achievements.columns.header import from_file_name
from testamur.achievements.columns.options import ReadOptions
from testamur.achievements.columns.profile import Profile, ProfileError, default_profile, load_profile
from testamur.achievements.columns.xml import read_xml
from testamur.batches.columns import Reading, Unreadable
from testamur.plumbing import text

__all__ = [
    "Profile",
    "ProfileError",
    "ReadOptions",
    "Reading",
    "Unreadable",
    "default_profile",
    "load_profile",
    "read",
]


def read(file: BinaryIO, *, name: str, options: ReadOptions) -> Reading:
    """Open a batch file of any format that we take.

    The format is told from the content; the name only from its pattern (lrs.md 1.7). The lines come already
    judged by the row rules, and are read as they are asked for; :class:`Unreadable` may be raised here or
    half-way.
    """
    claims, notes = from_file_name(name, options)
    with source.refusals():
        data = text.take(file, options.max_bytes)
    reading = read_xml(data, options) if text.is_xml(data) else read_csv(data, options)
    reading.header = {**claims, **reading.header}
    reading.notes = [*reading.notes, *notes]
    return reading
