"""Entries of the register as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.qualifications import queries as qualifications
from testamur.web.formats import number, short_date

if TYPE_CHECKING:
    from testamur.qualifications.models import Entry


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry, and the others that its reference number stands for."""

    entry: Entry
    facts: list[tuple[str, str]]
    others: list[Entry]


def entry_page(entry: Entry) -> EntryPage:
    others = [each for each in qualifications.entries(entry.reference) if each.pk != entry.pk]
    return EntryPage(entry, [(label, value) for label, value in _facts(entry) if value], others)


def _facts(entry: Entry) -> list[tuple[str, str]]:
    return [
        (_("Reference number"), entry.reference),
        (_("Kind"), _(entry.get_kind_display())),
        (_("Type"), entry.type),
        (_("Framework"), _(entry.get_framework_display())),
        (_("Level"), entry.level),
        (_("Owner"), " · ".join(part for part in (entry.owner_name, entry.owner_number) if part)),
        (_("Shared"), _("Any awarding organisation may award it") if entry.shared else ""),
        (_("Subject area"), entry.subject_area),
        (_("Credits"), number(entry.credits) if entry.credits is not None else ""),
        (_("Grading"), entry.grading_type),
        (_("Grades"), ", ".join(entry.grades)),
        (_("Starts on"), short_date(entry.starts_on) if entry.starts_on else ""),
        (_("Ends on"), short_date(entry.ends_on) if entry.ends_on else ""),
        (
            _("Certification ends on"),
            short_date(entry.certification_ends_on) if entry.certification_ends_on else "",
        ),
        (_("Status"), entry.status),
    ]
