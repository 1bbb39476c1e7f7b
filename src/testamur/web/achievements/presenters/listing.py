"""The achievements of one learner, as the list shows them (event-data-challenges table 3)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from testamur.achievements import queries as achievements
from testamur.achievements.queries import Listed
from testamur.achievements.states import Found, State
from testamur.learners import queries as learners
from testamur.web.achievements.presenters.words import STATUSES, state_tag

PAGE = 50


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
class Column:
    """A column that sorts: ``direction`` is how it is sorted now, ``next`` what its link asks for."""

    name: str
    label: str
    direction: str
    next: str


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
    shows_deleted: bool
    page: Page[Row]
    columns: list[Column]
    with_organisation: bool
    with_uln: bool


_SORTS = {
    "subject": lambda row: row.subject.casefold(),
    "reference": lambda row: row.reference,
    "type": lambda row: row.type,
    "level": lambda row: row.level,
    "grade": lambda row: row.grade,
    "award_date": lambda row: row.award_date,
}


def learner_page(
    user: Any, learner_id: uuid.UUID, *, sort: str, order: str, page: str | None, deleted: bool
) -> LearnerPage | None:
    """The page of a learner of whom the person may see achievements; ``None`` for all others."""
    learner = learners.by_uuid(learner_id)
    if learner is None:
        return None
    held = list(achievements.achievements_of(user, learner))
    if not held:
        return None
    gone = [each for each in held if each.state == State.DELETED]
    found = achievements.listed(held if deleted else [each for each in held if each.state != State.DELETED])
    sort, order = (sort, order) if sort in _SORTS else ("award_date", "descending")
    rows = sorted((_row(each) for each in found), key=_SORTS[sort], reverse=order == "descending")
    known, person = learner.known_as, learners.same_person(learner)
    return LearnerPage(
        name=str(known),
        uln=known.uln,
        asked=learner.uln if learner != known else "",
        linked=[each.uln for each in person if each.pk not in (learner.pk, known.pk)],
        deleted=len(gone),
        shows_deleted=deleted,
        page=Paginator(rows, PAGE).get_page(page),
        columns=_columns(sort, order),
        with_organisation=len({row.organisation for row in rows}) > 1,
        with_uln=len({row.uln for row in rows} | {known.uln}) > 1,
    )


def _row(listed: Listed) -> Row:
    held = listed.achievement
    return Row(
        uuid=held.uuid,
        subject=listed.subject or held.reference,
        reference=held.reference,
        type=_(listed.type) if listed.type else "",
        level=listed.level,
        grade=held.grade or "",
        award_date=held.award_date,
        status=str(STATUSES[Found(held.status)]),
        tag=state_tag(listed),
        organisation=held.organisation.name,
        uln=held.uln,
    )


def _columns(sort: str, order: str) -> list[Column]:
    labels = {
        "subject": _("Subject"),
        "reference": _("Reference number"),
        "type": _("Type"),
        "level": _("Level"),
        "grade": _("Grade"),
        "award_date": _("Award date"),
    }
    direction = "descending" if order == "descending" else "ascending"
    return [
        Column(
            name,
            label,
            direction if name == sort else "none",
            "descending" if name == sort and direction == "ascending" else "ascending",
        )
        for name, label in labels.items()
    ]
