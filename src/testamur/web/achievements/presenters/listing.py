"""The achievements of one learner, as the list shows them (event-data-challenges table 3)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from testamur.achievements import queries as achievements
from testamur.achievements.queries import Listed
from testamur.achievements.states import Found, State
from testamur.learners import queries as learners
from testamur.web.achievements.presenters.words import STATUSES, state_tag

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.achievements.models import Achievement


@dataclass(frozen=True, slots=True)
class Row:
    uuid: uuid.UUID
    subject: str
    reference: str
    type: str
    level: str
    grade: str
    award_date: dt.date
    status: str
    tag: tuple[str, str]
    organisation: str
    uln: str


@dataclass(frozen=True, slots=True)
class LearnerPage:
    """A learner's achievements, under the ULN by which the learner is known now.

    ``asked`` is the merged ULN by which the learner was found, or nothing. Deleted achievements are listed only when
    they are asked for: ``deleted`` is how many there are.
    """

    name: str
    uln: str
    asked: str
    linked: list[str]
    deleted: int
    held: list[Achievement]

    def rows(self, *, containing: str, deleted: bool) -> list[Row]:
        """Those with every word in their subject or reference, the deleted ones only if they are asked for."""
        kept = self.held if deleted else [each for each in self.held if each.state != State.DELETED]
        words = containing.casefold().split()
        return [
            row
            for row in map(_row, achievements.listed(kept))
            if all(word in f"{row.subject} {row.reference}".casefold() for word in words)
        ]


def learner_page(user: User, learner_id: uuid.UUID) -> LearnerPage | None:
    """The page of a learner of whom the person may see achievements; ``None`` for all others."""
    learner = learners.by_uuid(learner_id)
    if learner is None:
        return None
    held = list(achievements.achievements_of(user, learner))
    if not held:
        return None
    known, person = learner.known_as, learners.same_person(learner)
    return LearnerPage(
        name=str(known),
        uln=known.uln or "",
        asked=(learner.uln or "") if learner != known else "",
        linked=[each.uln for each in person if each.uln and each.pk not in (learner.pk, known.pk)],
        deleted=sum(each.state == State.DELETED for each in held),
        held=held,
    )


def _row(listed: Listed) -> Row:
    held = listed.achievement
    return Row(
        uuid=held.uuid,
        subject=listed.subject or held.reference,
        reference=held.reference,
        type=listed.type,
        level=listed.level,
        grade=held.grade or "",
        award_date=held.award_date,
        status=str(STATUSES[Found(held.status)]),
        tag=state_tag(listed),
        organisation=held.organisation.name,
        uln=held.uln,
    )
