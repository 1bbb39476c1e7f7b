"""Help that follows from declarations: the columns of files, and the codes of findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from testamur.batches import registry
from testamur.batches.findings import Severity
from testamur.web.help.presenters.shown import Row, Section

if TYPE_CHECKING:
    from testamur.batches.columns.layout import Layout
    from testamur.batches.findings import Catalogue

_FILLED_IN = re.compile(r"\{[^{}]*\}")
_FORMATS = {"xlsx": "Excel (.xlsx)", "xml": "XML", "csv": "CSV"}


def formats() -> Sequence[Section]:
    """A table for each kind of file that can be sent."""
    return [
        Section(
            kind.name.replace("_", "-"),
            _(kind.title),
            text=[
                _("You can send this as: %(formats)s.")
                % {"formats": ", ".join(_FORMATS[each] for each in kind.formats)}
            ],
            columns=[_("Column"), _("Needed"), _("What it can hold"), _("Example")],
            rows=list(_columns(kind.name, kind.layout)),
        )
        for kind in registry.all_kinds()
        if kind.formats
    ]


def _columns(kind: str, layout: Layout[Any]) -> Iterator[Row]:
    for each in layout.fields:
        needed = _("Yes") if each.required else _("No")
        anchor = f"{kind}-{slugify(each.name)}".replace("_", "-")
        yield Row(anchor, each.name, [needed, _(each.help) if each.help else "", each.example])


def findings() -> Sequence[Section]:
    """A table for each catalogue; kinds that share one share the table."""
    titles: list[tuple[Catalogue, list[str]]] = []
    for kind in registry.all_kinds():
        known = next((named for catalogue, named in titles if catalogue == kind.catalogue), None)
        if known is None:
            titles.append((kind.catalogue, known := []))
        known.append(_(kind.title))
    return [
        Section(
            f"list-{number}",
            ", ".join(named),
            text=[_("A value from your file, or one that we hold, stands where you see “…”.")],
            columns=[_("Code"), _("What is wrong"), _("What to do"), _("Effect")],
            rows=list(_codes(number, catalogue)),
        )
        for number, (catalogue, named) in enumerate(titles, start=1)
    ]


def _codes(number: int, catalogue: Catalogue) -> Iterator[Row]:
    ordered = sorted(catalogue.values(), key=lambda each: (each.code, each.key))
    for place, each in enumerate(ordered, start=1):
        effect = _("Warning") if each.severity == Severity.WARNING else _("Error")
        yield Row(
            f"code-{number}-{place}",
            each.code,
            [_filled(_(each.sentence)), _filled(_(each.remedy)), effect],
        )


def _filled(sentence: str) -> str:
    """What differs from record to record is left open."""
    return _FILLED_IN.sub("…", sentence).replace("….", "…")
