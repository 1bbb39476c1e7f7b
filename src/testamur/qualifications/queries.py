"""Reads of the register. It is public: everybody who may log in may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from testamur.qualifications.models import Entry, EntryKind, Framework

__all__ = ["EntryKind", "Framework"]


def entries(reference: str) -> QuerySet[Entry]:
    """All that one reference stands for; usually one, sometimes several."""
    return Entry.objects.filter(reference=reference).order_by("title", "id")


def search(words: str) -> QuerySet[Entry]:
    """Entries whose reference or title holds the words."""
    found = Entry.objects.order_by("reference", "title", "id")
    for word in words.split()[:8]:
        found = found.filter(title__icontains=word) | found.filter(reference__icontains=word)
    return found


def owned_by(recognition_number: str) -> QuerySet[Entry]:
    return Entry.objects.filter(owner_number=recognition_number).order_by("reference", "title", "id")


def count() -> int:
    return Entry.objects.count()


@dataclass(frozen=True, slots=True)
class Described:
    """What a reference is called: the title (or titles), type and level, for lists of achievements."""

    reference: str
    title: str
    type: str
    level: str


def described(references: set[str]) -> dict[str, Described]:
    """Titles, types and levels for many references at once. Several pathways are joined with “or”."""
    described: dict[str, Described] = {}
    for entry in Entry.objects.filter(reference__in=references).order_by("reference", "title"):
        label = "Unit" if entry.kind == EntryKind.UNIT else entry.type or "Qualification"
        known = described.get(entry.reference)
        title = f"{known.title} or {entry.title}" if known else entry.title
        described[entry.reference] = Described(entry.reference, title, label, entry.level)
    return described


def register_relation() -> str:
    """The register as a relation for set rules; several rows where one reference stands for several entries."""
    return """(
        SELECT reference, owner_number, owner_name, shared, framework, grades, starts_on,
               coalesce(certification_ends_on, ends_on) AS awarded_until
          FROM qualifications_entry
    )"""
