"""The version of an achievement that a person looked at, so that the second of two who change it is told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from testamur.audit.queries import timeline

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement


def version_of(achievement: Achievement) -> str:
    """What a page carries hidden and the API gives as ``version``: another after every write."""
    return achievement.updated_at.astimezone(dt.UTC).isoformat()


def last_written(achievement: Achievement) -> tuple[str, dt.datetime]:
    """Who wrote the achievement last, and when."""
    latest = timeline(achievement)[0]
    return latest.by_name, latest.at
