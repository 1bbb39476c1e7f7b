"""Achievements as their pages show them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.achievements.queries import Listed
from testamur.achievements.states import Found, State
from testamur.learners import queries as learners
from testamur.web.achievements import history
from testamur.web.formats import short_date

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement
    from testamur.learners.models import Learner
    from testamur.web.achievements.forms import ChangeForm

PAGE = 50

STATUSES = {Found.PROVISIONAL: gettext_lazy("Provisional"), Found.FINAL: gettext_lazy("Final")}
_TONE_OF_STATE = {State.ACTIVE: "good", State.WITHDRAWN: "over"}


def learner_found(user: Any, uln: str) -> Learner | None:
    """The learner registered under this ULN, if the person may see any of their achievements."""
    learner = learners.by_uln(uln)
    if learner is None or not achievements.achievements_of_learner(user, uln).exists():
        return None
    return learner


# --- the achievements of one learner ------------------------------------------------------------------------------


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
    """A learner's achievements. ``master`` is the ULN under which a merged learner is known now."""

    name: str
    uln: str
    master: str
    linked: list[str]
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
    user: Any, learner_id: uuid.UUID, *, sort: str, order: str, page: str | None
) -> LearnerPage | None:
    """The page of a learner of whom the person may see achievements; ``None`` for all others."""
    learner = learners.by_uuid(learner_id)
    if learner is None:
        return None
    found = achievements.listed(list(achievements.achievements_of_learner(user, learner.uln)))
    if not found:
        return None
    sort, order = (sort, order) if sort in _SORTS else ("award_date", "descending")
    rows = sorted((_row(each) for each in found), key=_SORTS[sort], reverse=order == "descending")
    person = learners.same_person(learner)
    return LearnerPage(
        name=str(learner),
        uln=learner.uln,
        master=learner.master.uln if learner.master else "",
        linked=[each.uln for each in person if each.pk != learner.pk and each.master_id is not None],
        page=Paginator(rows, PAGE).get_page(page),
        columns=_columns(sort, order),
        with_organisation=len({row.organisation for row in rows}) > 1,
        with_uln=len({row.uln for row in rows} | {learner.uln}) > 1,
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


def state_tag(listed: Listed) -> tuple[str, str]:
    return _(listed.meaning.label), _TONE_OF_STATE[State(listed.achievement.state)]


# --- one achievement ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AchievementPage:
    achievement: Achievement
    learner_id: uuid.UUID
    uuid: uuid.UUID
    learner: str
    uln: str
    master: str
    title: str
    tag: tuple[str, str]
    facts: list[tuple[str, str]]
    history: list[history.Event]
    can_update: bool
    can_withdraw: bool
    can_reinstate: bool


def achievement_page(user: Any, achievement: Achievement) -> AchievementPage:
    (listed,) = achievements.listed([achievement])
    may = access.can(user, Permission.ACHIEVEMENT_CHANGE, achievement.organisation)
    learner = achievement.learner
    return AchievementPage(
        achievement=achievement,
        uuid=achievement.uuid,
        learner_id=learner.uuid,
        learner=str(learner),
        uln=achievement.uln,
        master=learner.master.uln if learner.master else "",
        title=listed.subject or achievement.reference,
        tag=state_tag(listed),
        facts=_facts(listed),
        history=history.events(achievements.history_of(achievement)),
        can_update=may and achievements.can_be_changed(achievement),
        can_withdraw=may and achievements.can_be_changed(achievement),
        can_reinstate=may and achievements.can_be_reinstated(achievement),
    )


def _facts(listed: Listed) -> list[tuple[str, str]]:
    """The achievement summary of event-data-challenges table 4, and what else we hold."""
    held = listed.achievement
    return [
        (_("Aim title"), listed.subject),
        (_("Aim type"), _(listed.type) if listed.type else ""),
        (_("Aim reference number"), held.reference),
        (_("Grade"), held.grade or ""),
        (_("Level"), listed.level),
        (_("Achievement award date"), short_date(held.award_date)),
        (_("Language for assessment"), _(held.language) if held.language else ""),
        (_("Provider UKPRN"), held.provider_ukprn or ""),
        (_("Status"), str(STATUSES[Found(held.status)])),
        (_("Awarding organisation"), held.organisation.name),
        (_("MIS identifier"), held.mis_identifier or ""),
        (_("ULN submitted"), held.uln),
    ]


# --- before it is written -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One field as it will be written; ``before`` is what stands there now, if that is to be replaced."""

    label: str
    before: str
    after: str


def answers(form: ChangeForm) -> list[Answer]:
    """What was filled in: of a new achievement all that is given, of a change what is different."""
    names = form.changed_data if form.is_update else list(form.fields)
    return [
        Answer(
            str(bound.label),
            _shown(bound, form.initial.get(name)) if form.is_update else "",
            _shown(bound, value),
        )
        for bound in form.visible_fields()
        if (name := bound.name) in names and (value := form.cleaned_data.get(name)) not in (None, "")
    ]


def _shown(bound: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, dt.date):
        return short_date(value)
    choices = dict(getattr(bound.field, "choices", ()))
    return str(choices.get(value, value))
