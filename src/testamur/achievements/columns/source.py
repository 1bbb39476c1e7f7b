"""The bytes of a batch file: what is wrong with them, in the words of our catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding
from testamur.plumbing.text import Damage, Damaged

_KEYS: Mapping[Damage, str] = {
    Damage.TOO_LARGE: "J01.too_large",
    Damage.EMPTY: "J04.empty",
    Damage.OTHER_FORMAT: "J04.neither",
    Damage.BINARY: "J04.binary",
    Damage.ENCODING: "J04.encoding",
    Damage.LONG_LINE: "J04.long_field",
    Damage.QUOTATION: "J06.quotation",
    Damage.DOCTYPE: "J05.doctype",
    Damage.TRUNCATED: "J05.truncated",
    Damage.NOT_WELL_FORMED: "J05.not_well_formed",
}


@contextmanager
def refusals() -> Iterator[None]:
    """Refuse the file when what is read inside turns out to be damaged."""
    try:
        yield
    except Damaged as damaged:
        params = dict(damaged.details)
        if damaged.damage is Damage.LONG_LINE:
            params = {"where": f"Line {params['line']}", "limit": f"{params['limit']:,}"}
        raise Unreadable(Finding(_KEYS[damaged.damage], params=params)) from damaged
