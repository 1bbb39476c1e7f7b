"""The bytes of a verify batch: what is wrong with them, in the words of our catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from testamur.batches.columns import Unreadable
from testamur.batches.findings import Finding
from testamur.learners.columns.options import ReadOptions
from testamur.plumbing.text import Damage, Damaged

_KEYS: Mapping[Damage, str] = {
    Damage.TOO_LARGE: "V01.too_large",
    Damage.EMPTY: "V02.empty",
    Damage.OTHER_FORMAT: "V02.neither",
    Damage.BINARY: "V02.binary",
    Damage.ENCODING: "V02.encoding",
    Damage.LONG_LINE: "V02.long_field",
    Damage.QUOTATION: "V04.quotation",
    Damage.DOCTYPE: "V03.doctype",
    Damage.TRUNCATED: "V03.truncated",
    Damage.NOT_WELL_FORMED: "V03.not_well_formed",
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


def refuse_too_many(number: int, options: ReadOptions) -> None:
    if number > options.max_records:
        raise Unreadable(Finding("V01.too_many", params={"limit": f"{options.max_records:,}"}))


def refuse_long_field(texts: list[str | None], where: str, options: ReadOptions) -> None:
    """A text as long as this is no field with a fault but a sign that the file is damaged."""
    if any(text is not None and len(text) > options.max_field for text in texts):
        params = {"where": where, "limit": f"{options.max_field:,}"}
        raise Unreadable(Finding("V02.long_field", params=params))
