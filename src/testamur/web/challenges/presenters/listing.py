"""The list of challenges (columns of event-data-challenges table 1), with what it lacked: due date and age."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges import queries as challenges
from testamur.challenges.queries import Figures, Reader
from testamur.challenges.states import CHALLENGE_LIFE, Event, Status
from testamur.plumbing import clock
from testamur.web.challenges.presenters import words
from testamur.web.links import url

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge

PAGE = 25


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


@dataclass(frozen=True, slots=True)
class Tile:
    """A number above the list that leads to what it counts."""

    number: int
    label: str
    href: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    title: str
    page: Page[Challenge]
    rows: list[Row]
    tiles: list[Tile]
    is_learner: bool
    with_organisation: bool
    with_raiser: bool


def listing(
    user: Any, found: QuerySet[Challenge], *, page: str | None, reader: Reader, counted: Figures, owners: int
) -> Listing:
    shown = Paginator(found, PAGE).get_page(page)
    today = clock.today()
    deciders = set(access.ids_where(user, Permission.CHALLENGE_DECIDE))
    return Listing(
        title=words.titles(reader)["title"],
        page=shown,
        rows=[_row(challenge, deciders, today) for challenge in shown],
        tiles=tiles(counted, reader),
        is_learner=reader == Reader.LEARNER,
        with_organisation=reader != Reader.AWARDING_ORGANISATION or owners > 1,
        with_raiser=reader in (Reader.SUPPORT, Reader.AWARDING_ORGANISATION),
    )


def _row(challenge: Challenge, deciders: set[int], today: dt.date) -> Row:
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
    )


def tiles(counted: Figures, reader: Reader) -> list[Tile]:
    """The statuses of the portal, and what cannot wait."""
    address = url("challenge_list")
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
