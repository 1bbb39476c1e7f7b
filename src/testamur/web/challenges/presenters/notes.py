"""The line on an achievement's page that says it is challenged."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from testamur.challenges import queries as challenges

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.achievements.models import Achievement


@dataclass(frozen=True, slots=True)
class Note:
    """How many challenges against an achievement are open, with links to those that the person may see."""

    text: str
    links: list[tuple[str, uuid.UUID]]


def note_of(user: Visitor, achievement: Achievement) -> Note | None:
    """The note for one achievement; ``None`` while nothing is open. ``challenges/note.html`` shows it."""
    count = challenges.open_challenges_of([achievement.pk]).get(achievement.pk, 0)
    if not count:
        return None
    text = ngettext("%(count)s open challenge", "%(count)s open challenges", count) % {"count": count}
    return Note(text, challenges.open_references_of(user, achievement))
