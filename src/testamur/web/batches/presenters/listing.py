"""Lists of batches."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from testamur.batches import queries as ledger
from testamur.web.batches.presenters import words

if TYPE_CHECKING:
    from testamur.batches.models import Batch
    from testamur.organisations.models import Organisation

PAGE = 25
RECENT = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One batch of a list. ``accepted`` and ``rejected`` are ``None`` before the records are checked."""

    uuid: uuid.UUID
    number: int
    kind: str
    file_name: str
    job_type: str
    organisation: str
    at: dt.datetime
    by: str
    total: int | None
    accepted: int | None
    rejected: int | None
    tag: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of batches, and whether columns are worth showing that are often the same in every row."""

    page: Page[Batch]
    rows: list[Row]
    with_organisation: bool
    with_kind: bool


def listing(batches: QuerySet[Batch], *, page: str | None, owners: int) -> Listing:
    shown = Paginator(batches, PAGE).get_page(page)
    found = rows(shown)
    return Listing(shown, found, owners > 1, len({row.kind for row in found}) > 1)


def recent(user: Any, organisation: Organisation) -> list[Row] | None:
    """The latest batches of an organisation, for its home page; ``None`` for a person who may not see them."""
    batches = ledger.batches_for(user, organisation=organisation.pk)
    return rows(batches[:RECENT]) or None


def rows(batches: Iterable[Batch]) -> list[Row]:
    return [_row(batch) for batch in batches]


def _row(batch: Batch) -> Row:
    judged = batch.judged_at is not None
    return Row(
        uuid=batch.uuid,
        number=batch.pk,
        kind=words.kind_title(batch),
        file_name=batch.file_name,
        job_type=words.job_type(batch),
        organisation=batch.organisation.name,
        at=batch.received_at,
        by=str(batch.submitted_by),
        total=batch.total or None,
        accepted=batch.accepted if judged else None,
        rejected=batch.rejected if judged else None,
        tag=words.tag(batch),
    )
