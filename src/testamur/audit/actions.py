"""The process inside which learner records are written.

Database triggers (django-pghistory) keep every version of every tracked row and attach the process to it. The
history tables refuse a version without a process, so nothing can be written anonymously.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import pghistory
from django.db import models

from testamur.plumbing import sql


class Actor(Protocol):
    """Whoever acts: a person or a supplier's system."""

    pk: Any

    def get_full_name(self) -> str: ...


_running: ContextVar[bool] = ContextVar("a process is running", default=False)


@contextmanager
def process(
    kind: str,
    *,
    by: Actor | None,
    reason: str = "",
    batch: int | None = None,
    through: str = "",
) -> Iterator[uuid.UUID]:
    """Record everything written inside as one process.

    ``kind`` is ``thing.past_participle``, such as ``achievement.created``. ``by`` is ``None`` only for what the
    service does of itself. ``through`` is the door: ``page``, ``api``, ``wire``, ``file``, ``command``.
    """
    metadata: dict[str, Any] = {"process": kind, "by": None, "by_name": "Testamur"}
    if by is not None:
        metadata |= {"by": str(by.pk), "by_name": by.get_full_name()}
    if reason:
        metadata["reason"] = reason
    if batch is not None:
        metadata["batch"] = batch
    if through:
        metadata["through"] = through
    token = _running.set(True)
    try:
        with pghistory.context(**metadata) as context:
            yield context.id
    finally:
        _running.reset(token)


@contextmanager
def part_of_process(kind: str, *, by: Actor | None, batch: int | None = None) -> Iterator[None]:
    """Record what is written inside as part of the process that runs, or as one of its own where none does."""
    if _running.get():
        yield
    else:
        with process(kind, by=by, batch=batch):
            yield


def note(*, record: models.Model) -> None:
    """Put the process on the record's timeline although none of the record's own fields changes."""
    pghistory.create_event(record, label="noted")


def note_many(*, model: type[models.Model], ids: str) -> int:
    """:func:`note` for many records at once; ``ids`` is a query of their ids. Returns how many there were."""
    event_model = model.pgh_event_model  # type: ignore[attr-defined]
    kept = [field.column for field in event_model._meta.concrete_fields if not field.name.startswith("pgh_")]
    columns, values = ", ".join(kept), ", ".join(f"record.{column}" for column in kept)
    return sql.run(
        f"""
        WITH process AS MATERIALIZED (SELECT _pgh_attach_context() AS id)
        INSERT INTO {event_model._meta.db_table}
               (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {columns})
        SELECT statement_timestamp(), 'noted', record.id, process.id, {values}
          FROM {model._meta.db_table} AS record CROSS JOIN process WHERE record.id IN ({ids})
        """
    )
