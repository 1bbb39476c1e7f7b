"""Reads of the register. It is public: everybody who may log in may see it.

Entries that an undo took off the register are found by their address and named under achievements that
stand on them, and nowhere else.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit.queries import log_of
from testamur.qualifications.models import Entry, EntryKind, Framework
from testamur.qualifications.states import TAKEN_OFF

if TYPE_CHECKING:
    from testamur.access.models import Visitor

__all__ = ["EntryKind", "Framework"]


def _on_register() -> QuerySet[Entry]:
    return Entry.objects.exclude(status=TAKEN_OFF)


def entries(reference: str) -> QuerySet[Entry]:
    """All that one reference stands for; usually one, sometimes several."""
    return _on_register().filter(reference=reference).order_by("title", "id")


def entry_by_uuid(value: uuid.UUID) -> Entry | None:
    return Entry.objects.filter(uuid=value).first()


def entry_of_record(record: int) -> Entry | None:
    """The entry that a line of a batch became (``BatchRow.record``)."""
    return Entry.objects.filter(pk=record).first()


def search(words: str, *, kind: str | None = None) -> QuerySet[Entry]:
    """Entries whose reference or title holds the words; all, or only the qualifications or the units."""
    found = _on_register().order_by("reference", "title", "id")
    if kind:
        found = found.filter(kind=kind)
    for word in words.split()[:8]:
        found = found.filter(title__icontains=word) | found.filter(reference__icontains=word)
    return found


def count() -> int:
    return _on_register().count()


@dataclass(frozen=True, slots=True)
class Described:
    """What a reference is called: the title (or titles), type and level, and whose it is, for lists of achievements."""

    reference: str
    title: str
    type: str
    level: str
    credits: int | None
    owner_number: str
    owner_name: str
    is_unit: bool


_DESCRIBING = ("reference", "title", "kind", "type", "level", "credits", "owner_number", "owner_name")


def described(references: set[str]) -> dict[str, Described]:
    """Titles, types and levels for many references at once. Several pathways are joined with “or”."""
    described: dict[str, Described] = {}
    found = (
        Entry.objects.filter(reference__in=references)
        .order_by("reference", "title")
        .values_list(*_DESCRIBING)
    )
    for reference, title, kind, type, level, credits, number, name in found:
        label = "Unit" if kind == EntryKind.UNIT else type or "Qualification"
        known = described.get(reference)
        titles = f"{known.title} or {title}" if known else title
        is_unit = kind == EntryKind.UNIT
        described[reference] = Described(reference, titles, label, level, credits, number, name, is_unit)
    return described


def register_relation() -> str:
    """The register as a relation for set rules; several rows where one reference stands for several
    entries."""
    return f"""(
        SELECT reference, owner_number, owner_name, shared, framework, grades, starts_on,
               coalesce(certification_ends_on, ends_on) AS awarded_until
          FROM qualifications_entry WHERE status <> '{TAKEN_OFF}'
    )"""


def types() -> list[str]:
    """All types that references have in reports."""
    found = Entry.objects.order_by().values_list("kind", "type").distinct()
    return sorted({"Unit" if kind == EntryKind.UNIT else type or "Qualification" for kind, type in found})


def types_relation() -> str:
    """What a reference number is called in reports, as a relation: reference, title, type; one row a reference."""
    return f"""(
        SELECT DISTINCT ON (reference) reference, title,
               CASE WHEN kind = '{EntryKind.UNIT.value}' THEN 'Unit'
                    ELSE coalesce(nullif(type, ''), 'Qualification') END AS type
          FROM qualifications_entry ORDER BY reference, title
    )"""


def register_log(user: Visitor) -> QuerySet[Any] | None:
    """What happened to the entries, for those who bring the register up to date: to others it is a register."""
    return log_of(Entry.objects.all()) if access.can(user, Permission.REGISTER_IMPORT) else None
