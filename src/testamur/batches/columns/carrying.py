"""How much the records of a file carry, whatever is written around them. Pure.

The limits of the LRS are for a batch. The tags of XML, its prefixes, and the findings that we have written into a file
before it came back are no part of what is submitted.
"""

from __future__ import annotations

import re

from testamur.batches.columns.layout import Options
from testamur.batches.columns.reading import Form, Unreadable
from testamur.batches.columns.tables import Headings, rows_of
from testamur.plumbing import text
from testamur.plumbing.text import Damaged, utf_16

_OURS = re.compile(rb"<(?P<prefix>[\w.-]+:)Finding\s[^<>]*>[^<]*</(?P=prefix)Finding\s*>")
_AROUND = re.compile(rb"<[^<>]*>(?:\s+(?=<|\Z))?")
_KEY = re.compile(rb'"\w+":')


def refusal_of(data: bytes, form: Form[Options]) -> Unreadable | None:
    """Why a file is too large, or ``None``. Only one that is larger than a batch has to be measured."""
    most = form.limits.max_bytes
    if len(data) <= most or (len(data) <= form.limits.file_bytes and carried(data, form) <= most):
        return None
    return form.refuse("too_large", limit=text.size(most))


def carried(data: bytes, form: Form[Options]) -> int:
    """The bytes of the texts of records. A file in which they are not found carries all that it is."""
    if data.startswith((b"[{", b"[]")):
        return len(_KEY.sub(b"", data))
    if text.is_xml(data):
        plain = data.decode(utf_16(data) or "latin-1", "replace").encode("utf-8") if utf_16(data) else data
        return len(_AROUND.sub(b"", _OURS.sub(b"", plain)))
    try:
        rows = rows_of(text.decode(data).text, Headings(form), form)
        _header, columns = Headings(form).header_and_columns(rows)
        left_out = set(range(columns.width)) - set(columns.kept)
        if not left_out:
            return len(data)
        added = (cell for row in rows for place, cell in enumerate(row) if place in left_out)
        return len(data) - sum(len(cell.encode()) for cell in added)
    except (Damaged, Unreadable):
        return len(data)
