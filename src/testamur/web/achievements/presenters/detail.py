"""One achievement with its history (event-data-challenges table 4)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.achievements.queries import Listed
from testamur.achievements.states import Found, Source, State
from testamur.web.achievements import history
from testamur.web.achievements.presenters.words import STATUSES, state_tag
from testamur.web.formats import short_date
from testamur.web.history import Happening

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.achievements.models import Achievement


_EXPLAINED = {State.DELETED, State.SUPERSEDED}


@dataclass(frozen=True, slots=True)
class AchievementPage:
    """``can_correct``: its grade edited, moved, deleted, updated or withdrawn."""

    achievement: Achievement
    learner_id: uuid.UUID
    uuid: uuid.UUID
    learner: str
    uln: str
    master: str
    title: str
    tag: tuple[str, str]
    explanation: str
    facts: list[tuple[str, str]]
    history: list[Happening]
    can_correct: bool
    can_reinstate: bool


def achievement_page(user: Visitor, achievement: Achievement) -> AchievementPage:
    (listed,) = achievements.listed([achievement])
    may = access.can(user, Permission.ACHIEVEMENT_CHANGE, achievement.organisation)
    learner = achievement.learner
    return AchievementPage(
        achievement=achievement,
        uuid=achievement.uuid,
        learner_id=learner.uuid,
        learner=str(learner),
        uln=achievement.uln,
        master=(learner.master.uln or "") if learner.master else "",
        title=listed.subject or achievement.reference,
        tag=state_tag(listed),
        explanation=_(listed.meaning.explanation) if achievement.state in _EXPLAINED else "",
        facts=_facts(listed),
        history=history.events(achievements.history_of(achievement)),
        can_correct=may and achievements.can_be_changed(achievement),
        can_reinstate=may and achievements.can_be_reinstated(achievement),
    )


def _facts(listed: Listed) -> list[tuple[str, str]]:
    """The achievement summary of event-data-challenges table 4, and what else we hold."""
    held = listed.achievement
    return [
        (_("Aim title"), listed.subject),
        (_("Aim type"), listed.type),
        (_("Aim reference number"), held.reference),
        (_("Grade"), held.grade or ""),
        (_("Level"), listed.level),
        (_("Achievement award date"), short_date(held.award_date)),
        (_("Language for assessment"), _(held.language) if held.language else ""),
        (_("Provider UKPRN"), held.provider_ukprn or ""),
        (_("Status"), str(STATUSES[Found(held.status)])),
        *(
            _of_centre(held)
            if held.source != Source.AO
            else [(_("Awarding organisation"), held.organisation.name)]
        ),
        (_("MIS identifier"), held.mis_identifier or ""),
        (_("ULN submitted"), held.uln),
    ]


def _of_centre(held: Achievement) -> list[tuple[str, str]]:
    """What a centre's data return says beside (lrs section 3.3)."""
    return [
        (_("Source"), _("The centre’s data return (%(source)s)") % {"source": held.source}),
        (_("Centre"), held.organisation.name),
        (_("Collection and return"), " ".join(filter(None, (held.collection_type, held.return_number)))),
        (
            _("Participation start date"),
            short_date(held.participation_start) if held.participation_start else "",
        ),
        (_("Participation end date"), short_date(held.participation_end) if held.participation_end else ""),
    ]
