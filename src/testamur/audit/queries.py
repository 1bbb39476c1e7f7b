"""A record's timeline: who, when, what changed, why, and through which page, call or batch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models

IGNORED = {"id", "uuid", "created_at", "updated_at", "batch", "batch_line"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a version changed, as values ready to be shown."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record and the process that wrote it."""

    at: dt.datetime
    label: str
    process: str
    by_name: str
    reason: str
    batch: int | None
    batch_line: int | None
    through: str
    changes: tuple[Change, ...]


def timeline(record: models.Model) -> list[Version]:
    """Every version of a tracked record, newest first."""
    event_model = record.pgh_event_model  # type: ignore[attr-defined]
    events = list(
        event_model.objects.filter(pgh_obj_id=record.pk).select_related("pgh_context").order_by("pgh_id")
    )
    fields = [
        field
        for field in event_model._meta.concrete_fields
        if not field.name.startswith("pgh_") and field.name not in IGNORED
    ]
    versions = []
    before = None
    for event in events:
        versions.append(_version(event, before, fields))
        before = event
    return versions[::-1]


def _version(event: Any, before: Any, fields: list[Any]) -> Version:
    metadata = event.pgh_context.metadata
    batch = metadata.get("batch")
    changes = tuple(
        Change(field.name, getattr(before, field.attname, None), getattr(event, field.attname))
        for field in fields
        if getattr(event, field.attname) not in ("", None) or before is not None
        if before is None or getattr(before, field.attname) != getattr(event, field.attname)
    )
    return Version(
        at=event.pgh_created_at,
        label=event.pgh_label,
        process=metadata.get("process", ""),
        by_name=metadata.get("by_name", ""),
        reason=metadata.get("reason", ""),
        batch=batch,
        batch_line=event.batch_line if batch and getattr(event, "batch_id", None) == batch else None,
        through=metadata.get("through", ""),
        changes=changes,
    )
