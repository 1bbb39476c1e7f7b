"""The activity log, below ``/activity``: what happened to all records of a kind that the caller may see."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from testamur.access import queries as access
from testamur.achievements import queries as achievements
from testamur.api import paging
from testamur.api.addresses import address
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.audit import queries as history
from testamur.batches import queries as ledger
from testamur.challenges import queries as challenges
from testamur.qualifications import queries as qualifications

if TYPE_CHECKING:
    from testamur.access.models import Visitor


class RecordKind(StrEnum):
    ACHIEVEMENTS = "achievements"
    CHALLENGES = "challenges"
    CONTACTS = "contacts"
    MEMBERSHIPS = "memberships"
    INVITATIONS = "invitations"
    ACCOUNTS = "accounts"
    ORGANISATIONS = "organisations"
    WEB_SERVICES = "web-services"
    REGISTER = "register"


LOGS: dict[RecordKind, Callable[[Visitor], QuerySet[Any] | None]] = {
    RecordKind.ACHIEVEMENTS: achievements.achievement_log,
    RecordKind.CHALLENGES: challenges.challenge_log,
    RecordKind.CONTACTS: challenges.contact_log,
    RecordKind.MEMBERSHIPS: access.membership_log,
    RecordKind.INVITATIONS: access.invitation_log,
    RecordKind.ACCOUNTS: access.account_log,
    RecordKind.ORGANISATIONS: access.organisation_log,
    RecordKind.WEB_SERVICES: access.web_service_log,
    RecordKind.REGISTER: qualifications.register_log,
}


class RecordChange(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"
    NOTED = "noted"


class AskedActivity(paging.Asked):
    kind: RecordKind = Field(
        RecordKind.ACHIEVEMENTS, description="The kind of record. Achievements unless another is named."
    )
    by: str = Field("", max_length=150, description="Only what somebody with these words in their name did.")
    batch: int | None = Field(None, ge=1, lt=2**63, description="Only what the batch of this number did.")
    first: dt.date | None = Field(None, description="Only from this day on.")
    last: dt.date | None = Field(None, description="Only until this day, inclusive.")


class ActivityBatch(BaseModel):
    id: uuid.UUID
    number: int
    href: str


class ActivityEntry(BaseModel):
    """One version of a record, and the process that wrote it."""

    at: dt.datetime
    by: str
    process: str = Field(examples=["achievement.withdrawn"])
    change: RecordChange = Field(
        description="What became of the record; `noted` if something happened and no field of it changed."
    )
    kind: RecordKind
    record: uuid.UUID = Field(description="The record, by the id that it has in the other calls.")
    through: str | None = Field(examples=["page"], description="`page`, `api`, `wire`, `file` or `command`.")
    batch: ActivityBatch | None = Field(description="The batch that did it, if the caller may see it.")
    reason: str | None


class ActivityList(BaseModel):
    items: list[ActivityEntry]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


router = Router(tags=["Activity log"])


@router.get("", auth=Bearer(READ), response=ActivityList, summary="List what happened to records")
def list_activity(request: CallerRequest, asked: Query[AskedActivity]) -> ActivityList:
    """Every version of the records of one kind that you may see, newest first: who, when, what, why, and through which
    page, call or batch."""
    user = request.auth.user
    versions = LOGS[asked.kind](user)
    if versions is None:
        raise PermissionDenied(_("This system does not have the right to see records of this kind."))
    found, cursor = paging.piece(_narrowed(user, versions, asked), asked, order=["-pgh_id"])
    entries = [history.entry(event) for event in found]
    batches = ledger.visible_numbers(user, {each.batch for each in entries if each.batch})
    return ActivityList(items=[_shown(each, asked.kind, batches) for each in entries], next=cursor)


def _narrowed(user: Visitor, versions: QuerySet[Any], asked: AskedActivity) -> QuerySet[Any]:
    """A batch counts only if the caller may see it."""
    if asked.batch is not None and ledger.batch_by_number(user, asked.batch) is None:
        return versions.none()
    return history.narrowed(versions, by=asked.by, batch=asked.batch, first=asked.first, last=asked.last)


def _shown(entry: history.Entry, kind: RecordKind, batches: dict[int, uuid.UUID]) -> ActivityEntry:
    found = batches.get(entry.batch) if entry.batch else None
    batch = None
    if entry.batch and found:
        batch = ActivityBatch(id=found, number=entry.batch, href=address("view_batch", batch_id=found))
    return ActivityEntry(
        at=entry.at,
        by=entry.by_name,
        process=entry.process,
        change=RecordChange(entry.label),
        kind=kind,
        record=entry.record,
        through=entry.through or None,
        batch=batch,
        reason=entry.reason or None,
    )
