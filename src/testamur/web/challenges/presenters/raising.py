"""The pages on which a challenge is raised."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from testamur.achievements import queries as achievements
from testamur.achievements.queries import LearnerRecord
from testamur.achievements.states import Found
from testamur.challenges import queries as challenges
from testamur.challenges.queries import Reader
from testamur.challenges.rules import Problem
from testamur.web.challenges.presenters import words
from testamur.web.challenges.presenters.notes import Note, note_of
from testamur.web.formats import short_date
from testamur.web.links import url

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.achievements.models import Achievement
    from testamur.web.forms import Form


@dataclass(frozen=True, slots=True)
class RaisePage:
    """What is challenged, and the way back to where it was seen."""

    uuid: UUID
    is_learner: bool
    subject: str
    learner: str
    uln: str
    facts: list[tuple[str, str]]
    is_provisional: bool
    organisation: str
    refusal: str
    back: str
    query: str
    note: Note | None


def raise_page(user: Visitor, achievement: Achievement, *, reader: Reader, grant: str) -> RaisePage:
    (listed,) = achievements.listed([achievement])
    is_learner = reader == Reader.LEARNER
    back = url("record_line", achievement.uuid) if is_learner else url("learner_record", grant)
    return RaisePage(
        uuid=achievement.uuid,
        is_learner=is_learner,
        subject=listed.subject or achievement.reference,
        learner=str(achievement.learner),
        uln=achievement.uln,
        facts=[
            (_("Achievement"), listed.subject or achievement.reference),
            (_("Grade"), achievement.grade or _("No grade")),
            (_("Award date"), short_date(achievement.award_date)),
            (_("Awarded by"), achievement.organisation.name),
        ],
        is_provisional=achievement.status == Found.PROVISIONAL,
        organisation=achievement.organisation.name,
        refusal=challenges.why_not_to_be_challenged(achievement),
        back=back,
        query=f"?grant={grant}" if grant else "",
        note=note_of(user, achievement),
    )


def other_lines(record: LearnerRecord, achievement: Achievement) -> list[tuple[str, str, str]]:
    """The other lines of the record with the same reference, as choices: value, label, hint."""
    return [
        (
            str(event.uuid),
            " · ".join(filter(None, [event.subject, event.grade, short_date(event.award_date)])),
            event.awarding_organisation_name,
        )
        for event in record.events
        if event.subject_code == achievement.reference and event.uuid != achievement.uuid
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    value: str


def answers(form: Form, problem: Problem, reader: Reader) -> list[Answer]:
    """What was filled in, to be checked before it is sent."""
    found = [Answer(_("What is wrong"), words.problem_words(problem, reader)[0])]
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name)
        text = short_date(value) if isinstance(value, dt.date) else _label(bound, value)
        found.append(Answer(str(bound.label), text or _("Not given")))
    return found


def _label(bound: Any, value: Any) -> str:
    """What was chosen by its label, all else as it was written."""
    return str(dict(getattr(bound.field, "choices", ())).get(value, value or ""))
