"""Achievements as the API shows them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from testamur.achievements import queries as achievements
from testamur.api.achievements.schemas import Achievement, AchievementDetail, Change, Source, Version
from testamur.api.addresses import address
from testamur.batches import queries as ledger

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement as Held
    from testamur.achievements.queries import Listed
    from testamur.audit.queries import Version as Kept

Addresses = dict[int, uuid.UUID]
# Numbers of rows, which mean nothing outside.
_INTERNAL = {"organisation", "learner"}


def several(held: list[Held]) -> list[Achievement]:
    """Achievements, with a constant number of queries."""
    addresses = ledger.numbers_of({each.batch_id for each in held if each.batch_id})
    return [Achievement(**_fields(each, addresses)) for each in achievements.listed(held)]


def one(held: Held) -> AchievementDetail:
    """An achievement with its history."""
    versions = achievements.history_of(held)
    addresses = ledger.numbers_of(
        {number for number in (held.batch_id, *(version.batch for version in versions)) if number}
    )
    (listed,) = achievements.listed([held])
    history = [_version(version, addresses) for version in versions]
    return AchievementDetail(**_fields(listed, addresses), history=history)


def _fields(listed: Listed, addresses: Addresses) -> dict[str, Any]:
    held = listed.achievement
    return {
        "id": held.uuid,
        "uln": held.uln,
        "known_as_uln": held.learner.known_as.uln,
        "reference": held.reference,
        "title": listed.subject,
        "type": listed.type,
        "level": listed.level,
        "award_date": held.award_date,
        "grade": held.grade,
        "provider_ukprn": held.provider_ukprn,
        "language": held.language,
        "mis_identifier": held.mis_identifier,
        "status": held.status,
        "state": held.state,
        "state_label": str(listed.meaning.label),
        "action_date": held.action_date,
        "action_reason": held.action_reason,
        "created_at": held.created_at,
        "updated_at": held.updated_at,
        "version": achievements.version_of(held),
        "source": _source(held.batch_id, held.batch_line, addresses),
        "href": address("view_achievement", achievement_id=held.uuid),
    }


def _source(batch: int | None, line: int | None, addresses: Addresses) -> Source | None:
    if batch is None or batch not in addresses:
        return None
    found = addresses[batch]
    return Source(batch_id=found, record=line, href=address("view_batch", batch_id=found))


def _version(version: Kept, addresses: Addresses) -> Version:
    return Version(
        at=version.at,
        process=version.process,
        by=version.by_name,
        reason=version.reason or None,
        through=version.through or None,
        source=_source(version.batch, version.batch_line, addresses),
        changes=[
            Change(field=change.field, before=_text(change.before), after=_text(change.after))
            for change in version.changes
            if change.field not in _INTERNAL
        ],
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
