"""What happened to one record, and to all of a kind: who, when, what, why, through which page, call or batch."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import models
from pghistory.models import Context

from testamur.plumbing import clock

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


def log_of(visible: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Every version of the records that somebody may see, newest first, each with its process.

    ``visible`` are the records as their own pages show them. Where a record may be removed altogether and what became
    of it is still to be read, ``visible`` are versions (:func:`versions`) narrowed by the same rule.
    """
    found = visible
    if hasattr(visible.model, "pgh_event_model"):
        found = versions(visible.model).filter(pgh_obj__in=visible.order_by().values("pk"))
    with_uuid = ["pgh_context"] if hasattr(found.model, "uuid") else ["pgh_context", "pgh_obj"]
    return found.select_related(*with_uuid).order_by("-pgh_id")


def versions(model: type[models.Model]) -> models.QuerySet[Any]:
    """Every version of every record of a tracked model, to be narrowed to what somebody may see."""
    found: models.QuerySet[Any] = model.pgh_event_model.objects.all()  # type: ignore[attr-defined]
    return found


def narrowed(
    log: models.QuerySet[Any],
    *,
    by: str = "",
    batch: int | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> models.QuerySet[Any]:
    """The entries of a log that somebody with these words in their name wrote, that a batch wrote, or of some days."""
    processes = Context.objects.all()
    for word in by.split()[:8]:
        processes = processes.filter(metadata__by_name__icontains=word)
    if batch is not None:
        processes = processes.filter(metadata__batch=batch)
    if by or batch is not None:
        log = log.filter(pgh_context__in=processes.values("pk"))
    if first:
        log = log.filter(pgh_created_at__gte=clock.beginning(first))
    if last:
        log = log.filter(pgh_created_at__lt=clock.beginning(last + dt.timedelta(days=1)))
    return log


@dataclass(frozen=True, slots=True)
class Entry:
    """One version in a log. Its record is known by ``record``; ``version`` has the record's fields as of then."""

    record: uuid.UUID
    at: dt.datetime
    label: str
    process: str
    by_name: str
    reason: str
    batch: int | None
    through: str
    version: Any


def entry(event: Any) -> Entry:
    metadata = event.pgh_context.metadata
    batch = metadata.get("batch")
    sent_with = getattr(event, "action_reason", None) if batch and event.batch_id == batch else None
    return Entry(
        record=(event if hasattr(event, "uuid") else event.pgh_obj).uuid,
        at=event.pgh_created_at,
        label=event.pgh_label,
        process=metadata.get("process", ""),
        by_name=metadata.get("by_name", ""),
        reason=metadata.get("reason", "") or sent_with or "",
        batch=batch,
        through=metadata.get("through", ""),
        version=event,
    )


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
