"""One challenge, in whatever state it is, as each party sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges import queries as challenges
from testamur.challenges.queries import Reader
from testamur.challenges.rules import PROBLEMS, Problem
from testamur.challenges.states import Event, Side, State
from testamur.plumbing import clock
from testamur.plumbing.translatable import Translatable
from testamur.web.challenges.presenters import standing, words
from testamur.web.challenges.presenters.history import happenings
from testamur.web.challenges.presenters.standing import Check
from testamur.web.formats import date_time, short_date
from testamur.web.history import Happening

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.challenges.models import Challenge, Message

_STATUSES: dict[str, Translatable] = {"provisional": "Provisional", "final": "Final"}


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of the record: as it was when the challenge was raised, and as it should be if that is asked."""

    label: str
    recorded: str
    wanted: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the thread. ``is_own`` is the reader's."""

    by: str
    side: str
    at: dt.datetime
    text: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Another challenge against the same achievement."""

    uuid: UUID
    reference: str
    problem: str
    tag: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ChallengePage:
    """Everything that the pages of one challenge show. What the reader has nothing to do with is empty."""

    challenge: Challenge
    uuid: UUID
    reference: str
    reader: Reader | None
    title: str
    list_title: str
    tag: tuple[str, str]
    explanation: str
    is_open: bool
    is_overdue: bool
    due_on: dt.date
    age: str
    learner: str
    uln: str
    problem: str
    organisation: str
    description: str
    recommended: str
    compared: list[Compared]
    facts: list[tuple[str, str]]
    contact: list[tuple[str, str]]
    check: Check | None
    others: list[Other]
    messages: list[Said]
    history: list[Happening]
    can: frozenset[str]
    achievement_id: UUID | None
    learner_id: UUID | None

    @property
    def is_learner(self) -> bool:
        return self.reader == Reader.LEARNER


def challenge_page(user: Visitor, challenge: Challenge) -> ChallengePage:
    sides = challenges.sides_of(user, challenge)
    reader = _reader(user, sides)
    working = reader in (Reader.SUPPORT, Reader.AWARDING_ORGANISATION)
    today = clock.today()
    achievement = challenge.achievement
    seen = working and access.can(user, Permission.ACHIEVEMENT_VIEW, challenge.organisation_id)
    return ChallengePage(
        challenge=challenge,
        uuid=challenge.uuid,
        reference=challenge.reference,
        reader=reader,
        title=_("Challenge %(reference)s") % {"reference": challenge.reference},
        list_title=words.titles(reader)["title"],
        tag=words.state_tag(challenge),
        explanation=words.explanation(challenge, reader),
        is_open=challenge.is_open,
        is_overdue=challenges.is_overdue(challenge, today),
        due_on=challenge.due_on,
        age=words.days(challenges.age_in_days(challenge, today)),
        learner=challenge.recorded_name,
        uln=challenge.recorded_uln,
        problem=words.problem_label(challenge, reader),
        organisation=challenge.organisation.name,
        description=challenge.description,
        recommended=_(challenge.problem_meaning.recommended) if working and challenge.is_open else "",
        compared=_compared(challenge, reader),
        facts=_facts(challenge, reader, working=working),
        contact=_contact(challenge),
        check=standing.check(challenge) if _is_to_check(challenge, working=working) else None,
        others=_others(user, challenge, reader),
        messages=[_said(message, challenge, user, reader) for message in challenges.thread(challenge)],
        history=happenings(challenge, reader=reader),
        can=_possible(user, challenge, sides),
        achievement_id=achievement.uuid if seen else None,
        learner_id=achievement.learner.uuid if seen else None,
    )


def _reader(user: Visitor, sides: frozenset[Side]) -> Reader | None:
    """As which party the person reads this challenge: as one who works on it rather than as its raiser."""
    if Side.SUPPORT in sides:
        return Reader.SUPPORT
    if Side.AWARDING_ORGANISATION in sides:
        return Reader.AWARDING_ORGANISATION
    if Side.RAISER in sides:
        return Reader.LEARNER if challenges.reader_of(user) == Reader.LEARNER else Reader.RAISER
    return challenges.reader_of(user)


def _is_to_check(challenge: Challenge, *, working: bool) -> bool:
    return working and challenge.state in (State.ACCEPTED, State.CORRECTED)


def _possible(user: Visitor, challenge: Challenge, sides: frozenset[Side]) -> frozenset[str]:
    """The buttons, by their names."""
    found = {str(event) for event in challenges.possible_events(user, challenge)}
    works = sides & {Side.AWARDING_ORGANISATION, Side.SUPPORT}
    if challenge.is_open and works:
        found.add("assign")
    if challenge.is_open and sides:
        found.add("say")
    if challenge.state == State.ACCEPTED and Side.AWARDING_ORGANISATION in sides:
        found.add(str(Event.CORRECT))
    return frozenset(found)


def _compared(challenge: Challenge, reader: Reader | None) -> list[Compared]:
    """What is recorded and what it should be, side by side (fields of lrs section 3.5).

    For a learner only what their record shows them, and what is in question.
    """
    asked = PROBLEMS[Problem(challenge.problem)].asks
    rows = [
        Compared(_("Achievement"), challenge.recorded_title or challenge.recorded_reference, "", False),
        Compared(_("Reference number"), challenge.recorded_reference, "", False),
        Compared(
            _("Grade"),
            challenge.recorded_grade or _("No grade"),
            challenge.wanted_grade or "",
            asked == "wanted_grade",
        ),
        Compared(
            _("Award date"),
            short_date(challenge.recorded_award_date),
            short_date(challenge.wanted_award_date) if challenge.wanted_award_date else "",
            asked == "wanted_award_date",
        ),
        Compared(
            _("ULN"),
            challenge.recorded_uln,
            challenge.wanted_uln or _("Someone else’s: we do not know whose"),
            asked == "wanted_uln",
        ),
        Compared(_("Provider UKPRN"), challenge.recorded_provider or _("Not given"), "", False),
        Compared(_("Status"), _(_STATUSES.get(challenge.recorded_status, "")), "", False),
    ]
    if reader == Reader.LEARNER:
        known = {_("Achievement"), _("Grade"), _("Award date")}
        return [row for row in rows if row.is_asked or row.label in known]
    return rows


def _facts(challenge: Challenge, reader: Reader | None, *, working: bool) -> list[tuple[str, str]]:
    """Who and when, as far as it has come."""
    raised_for = challenge.raised_for.name if challenge.raised_for else _("The learner")
    assigned = str(challenge.assigned_to) if challenge.assigned_to else _("Unassigned")
    decided = f"{challenge.decided_by}, {date_time(challenge.decided_at)}" if challenge.decided_by else ""
    found = [
        (_("Awarding organisation"), challenge.organisation.name),
        (_("The other record"), _other_record(challenge)),
        (_("Raised for"), "" if reader == Reader.LEARNER else raised_for),
        (_("Date raised"), date_time(challenge.raised_at)),
        (_("Assigned to"), assigned if working and challenge.is_open else ""),
        (_("Decided"), decided if working else date_time(challenge.decided_at) if decided else ""),
        (_("Reason given"), challenge.decision_reason),
        (_("Record corrected"), date_time(challenge.corrected_at) if challenge.corrected_at else ""),
        (_("Date resolved"), date_time(challenge.resolved_at) if challenge.resolved_at else ""),
        (_("Outcome"), challenge.resolution),
    ]
    return [(label, value) for label, value in found if value]


def _other_record(challenge: Challenge) -> str:
    """Of an achievement that is there twice, the one that the raiser names besides."""
    other = challenge.second_achievement
    if other is None:
        return ""
    return " · ".join(filter(None, [other.reference, short_date(other.award_date), other.grade or ""]))


def _contact(challenge: Challenge) -> list[tuple[str, str]]:
    found = [
        (_("Name"), challenge.contact_name),
        (_("Email address"), challenge.contact_email),
        (_("Telephone number"), challenge.contact_telephone),
    ]
    return [(label, value) for label, value in found if value]


def _others(user: Visitor, challenge: Challenge, reader: Reader | None) -> list[Other]:
    same = challenges.challenges_of(user, challenge.achievement).exclude(pk=challenge.pk)
    return [
        Other(each.uuid, each.reference, words.problem_label(each, reader), words.state_tag(each))
        for each in same
    ]


def _said(message: Message, challenge: Challenge, user: Visitor, reader: Reader | None) -> Said:
    """One message. A learner reads which organisation wrote it, and no name of anybody who works there."""
    side = Side(message.side)
    by = str(message.author)
    if reader == Reader.LEARNER and side == Side.AWARDING_ORGANISATION:
        by = challenge.organisation.name
    elif reader == Reader.LEARNER and side == Side.SUPPORT:
        by = str(words.SIDES[side])
    return Said(
        by=by,
        side="" if reader == Reader.LEARNER else str(words.SIDES[side]),
        at=message.at,
        text=message.text,
        is_own=message.author_id == user.pk,
    )
