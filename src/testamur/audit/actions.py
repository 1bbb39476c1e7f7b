"""The process inside which learner records are written.

Database triggers (django-pghistory) keep every version of every tracked row and attach the process to it. The
history tables refuse a version without a process, so nothing can be written anonymously.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pghistory
from django.db import models


class Actor(Protocol):
    """Whoever acts: a person or a supplier's system."""

    pk: Any

    def get_full_name(self) -> str: ...


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
    service does of itself. ``through`` is the door: ``page``, ``api``, ``file``, ``command``.
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
    with pghistory.context(**metadata) as context:
        yield context.id


def note(*, record: models.Model) -> None:
    """Put the process on the record's timeline although none of the record's own fields changes."""
    pghistory.create_event(record, label="noted")
