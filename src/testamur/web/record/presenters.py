"""A learner's record as pages show it: to the learner, and to a provider or local authority."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testamur.achievements import queries as achievements
from testamur.achievements.queries import LearnerRecord, LearningEvent
from testamur.achievements.states import Source
from testamur.challenges import queries as challenges
from testamur.learners import queries as learners
from testamur.learners.states import SHARING_LIFE, Sharing, SharingMeaning
from testamur.web.history import Happening
from testamur.web.links import link
from testamur.web.record import story

if TYPE_CHECKING:
    from testamur.learners.models import Learner


@dataclass(frozen=True, slots=True)
class Line:
    """One result. ``below`` are records of centres in whose place it stands."""

    uuid: uuid.UUID
    subject: str
    about: str
    grade: str
    award_date: dt.date
    awarded_by: str
    learnt_at: str
    source: str
    provisional: bool
    superseded: bool
    challenged: bool
    challenge: str | None
    below: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class RecordPage:
    learner: Learner
    name: str
    uln: str
    linked: str
    count: int
    provisional: int
    years: list[Year]


def record_page(record: LearnerRecord) -> RecordPage:
    """Every line, by the year of its award, latest first; a superseded one below what took its place."""
    open_ones = challenges.open_challenges_of([event.id for event in record.events])
    lines = {event.uuid: _line(event, event.id in open_ones) for event in record.events}
    top: list[Line] = []
    for event in record.events:
        above = lines.get(event.superseded_by) if event.superseded_by else None
        (above.below if above else top).append(lines[event.uuid])
    return RecordPage(
        learner=record.learner,
        name=str(record.learner),
        uln=record.learner.uln or "",
        linked=", ".join(record.linked_ulns),
        count=len(top),
        provisional=sum(line.provisional for line in top),
        years=[
            Year(year, list(found))
            for year, found in itertools.groupby(top, lambda line: line.award_date.year)
        ],
    )


def _line(event: LearningEvent, challenged: bool) -> Line:
    return Line(
        uuid=event.uuid,
        subject=event.subject or event.subject_code,
        about=" · ".join(_about(event)),
        grade=event.grade,
        award_date=event.award_date,
        awarded_by=event.awarding_organisation_name,
        learnt_at=_learnt_at(event),
        source=source_in_words(event.source),
        provisional=event.is_provisional,
        superseded=event.superseded,
        challenged=challenged,
        challenge=link("challenge_raise", event.uuid),
    )


def _about(event: LearningEvent) -> list[str]:
    credits = event.credits
    return [
        text
        for text in (
            event.qualification_type,
            event.level,
            ngettext("%(count)s credit", "%(count)s credits", credits) % {"count": credits}
            if credits
            else "",
            event.subject_code,
        )
        if text
    ]


def _learnt_at(event: LearningEvent) -> str:
    if event.achievement_provider_name or not event.achievement_provider_ukprn:
        return event.achievement_provider_name
    return _("UKPRN %(ukprn)s") % {"ukprn": event.achievement_provider_ukprn}


def source_in_words(source: str) -> str:
    if source == Source.ILR:
        return _("Sent by the school or college")
    return _("Sent by the awarding organisation")


# --- one line ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinePage:
    uuid: uuid.UUID
    title: str
    facts: list[tuple[str, str]]
    notes: list[str]
    story: list[story.Event]
    challenge: str | None


def line_page(record: LearnerRecord, achievement_id: uuid.UUID) -> LinePage | None:
    """One line with its story; ``None`` for what is not on this record."""
    event = next((each for each in record.events if each.uuid == achievement_id), None)
    held = achievements.achievement_on_record(record.learner, achievement_id) if event else None
    if event is None or held is None:
        return None
    challenged = bool(challenges.open_challenges_of([event.id]))
    line = _line(event, challenged)
    return LinePage(
        uuid=event.uuid,
        title=line.subject,
        facts=_facts(event, line),
        notes=list(_notes(record, event, challenged)),
        story=story.told(achievements.history_of(held), sender=held.organisation.name),
        challenge=line.challenge,
    )


def _facts(event: LearningEvent, line: Line) -> list[tuple[str, str]]:
    return [
        (_("Grade"), event.grade),
        (_("Award date"), story.day(event.award_date)),
        (_("Type"), event.qualification_type),
        (_("Level"), event.level),
        (_("Credits"), str(event.credits or "")),
        (_("Awarded by"), event.awarding_organisation_name),
        (_("Learnt at"), line.learnt_at),
        (_("Began"), story.day(event.participation_start)),
        (_("Ended"), story.day(event.participation_end)),
        (_("Language"), _(event.language) if event.language else ""),
        (_("Reference number"), event.subject_code),
        (_("Where it comes from"), line.source),
    ]


def _notes(record: LearnerRecord, event: LearningEvent, challenged: bool) -> Any:
    if challenged:
        yield _("Someone has told us that something is wrong with this result. It is being looked into.")
    if event.is_provisional:
        yield _(
            "This result is provisional: it may still change until the awarding organisation makes it final."
        )
    if event.superseded:
        yield _(
            "The awarding organisation has sent the same result. Theirs counts. This one, from "
            "the school or college, is kept too."
        )
    for below in record.events:
        if below.superseded_by == event.uuid:
            yield _("%(provider)s has sent this result too, with %(grade)s. This one counts.") % {
                "provider": below.achievement_provider_name,
                "grade": _("the grade %(grade)s") % {"grade": below.grade} if below.grade else _("no grade"),
            }


# --- sharing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayOfLooks:
    """How often people of one organisation were shown the record on one day."""

    day: dt.date
    organisation: str
    times: int


@dataclass(frozen=True, slots=True)
class SharingPage:
    """``history`` is told to the learner, ``changes`` to staff; they are the same changes."""

    state: Sharing
    meaning: SharingMeaning
    history: list[story.Event]
    changes: list[Happening]
    looks: list[DayOfLooks]
    can_refuse_again: bool


def sharing_page(learner: Learner) -> SharingPage:
    state = learners.sharing_of(learner)
    changes = learners.sharing_history(learner)
    return SharingPage(
        state=state,
        meaning=SHARING_LIFE.states[state],
        history=[story.of_sharing(change) for change in changes],
        changes=[
            Happening(_(SHARING_LIFE.states[change.after].label), change.at, change.by_name, change.reason)
            for change in changes
        ],
        looks=_by_day(learners.looks_at(learner)),
        can_refuse_again=learners.takes_refusals(None),
    )


def _by_day(looks: list[learners.Look]) -> list[DayOfLooks]:
    counted = Counter((timezone.localtime(look.at).date(), look.organisation) for look in looks)
    return [DayOfLooks(day, organisation, times) for (day, organisation), times in counted.items()]
