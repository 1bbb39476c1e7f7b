"""The list of challenges (columns of event-data-challenges table 1), with what it lacked: due date and age."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges import queries as challenges
from testamur.challenges.queries import Figures, Reader
from testamur.challenges.states import CHALLENGE_LIFE, Event, Status
from testamur.plumbing import clock
from testamur.web.challenges.presenters import words
from testamur.web.lists import Asked

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.challenges.models import Challenge
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Row:
    uuid: uuid.UUID
    reference: str
    uln: str
    given_name: str
    family_name: str
    subject: str
    organisation: str
    raised_for: str
    raised_on: dt.date
    resolved_on: dt.date | None
    status: str
    tag: tuple[str, str]
    due_on: dt.date
    is_open: bool
    is_overdue: bool
    age: str
    can_process: bool
    tells_raiser: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A number above the list that leads to what it counts."""

    number: int
    label: str
    href: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ListScope:
    """As whom a person reads the list, how many there are, and against whose records."""

    reader: Reader
    counted: Figures
    owners: list[Organisation]


def list_title(asked: Asked[ListScope]) -> str:
    return words.titles(asked.scope.reader)["title"]


def rows(user: User, reader: Reader, found: Iterable[Challenge]) -> list[Row]:
    today = clock.today()
    deciders = set(access.ids_where(user, Permission.CHALLENGE_DECIDE))
    return [_row(challenge, reader, deciders, today) for challenge in found]


def _row(challenge: Challenge, reader: Reader, deciders: set[int], today: dt.date) -> Row:
    learner = challenge.learner
    return Row(
        uuid=challenge.uuid,
        reference=challenge.reference,
        uln=challenge.recorded_uln,
        given_name=learner.given_name,
        family_name=learner.family_name,
        subject=challenge.recorded_title or challenge.recorded_reference,
        organisation=challenge.organisation.name,
        raised_for=challenge.raised_for.name if challenge.raised_for else _("The learner"),
        raised_on=challenges.day_of(challenge.raised_at),
        resolved_on=challenges.day_of(challenge.resolved_at) if challenge.resolved_at else None,
        status=words.status_label(words.status_of(challenge)),
        tag=words.state_tag(challenge),
        due_on=challenge.due_on,
        is_open=challenge.is_open,
        is_overdue=challenges.is_overdue(challenge, today),
        age=words.age(challenges.age_in_days(challenge, today)),
        can_process=challenge.organisation_id in deciders
        and CHALLENGE_LIFE.may(Event.PROCESS, challenge.state),
        tells_raiser=reader == Reader.SUPPORT or reader == Reader.AWARDING_ORGANISATION,
    )


def tiles(scope: ListScope, address: str) -> list[Tile]:
    """The statuses of the portal, and what cannot wait."""
    counted, reader = scope.counted, scope.reader
    tones = {Status.NEW: "attention", Status.COMPLETE: "good"}
    found = [
        Tile(
            counted.by_status[status],
            words.status_label(status),
            f"{address}?status={status}",
            tones.get(status, ""),
        )
        for status in Status
    ]
    if reader == Reader.LEARNER:
        return found
    overdue = Tile(
        counted.overdue,
        _("Overdue"),
        f"{address}?status=all&overdue=on",
        "bad" if counted.overdue else "",
    )
    return [*found, overdue]
