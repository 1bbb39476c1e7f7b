"""The personal learning record: all that anybody has sent of one person, as the LRS shows it (lrs section 3.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from testamur.achievements.models import Achievement
from testamur.achievements.states import Found, Source, State
from testamur.learners import queries as learners
from testamur.organisations import queries as organisations
from testamur.qualifications import queries as qualifications

if TYPE_CHECKING:
    from testamur.learners.models import Learner
    from testamur.organisations.models import Organisation
    from testamur.qualifications.queries import Described

QCF_UNIT = "QCFU"
"""Source of a unit that an awarding organisation sent; its qualifications have ``AO``, a centre's records ``ILR``."""

SHOWN = (State.ACTIVE.value, State.SUPERSEDED.value)


@dataclass(frozen=True, slots=True)
class LearningEvent:
    """One line of the record, with the fields of the LRS. Texts are empty, and others ``None``, where nothing is known.

    ``superseded_by`` is the address of the awarding organisation's record of the same award, beside which this
    record of a centre stays visible.
    """

    id: int
    uuid: UUID
    uln: str
    subject_code: str
    subject: str
    level: str
    qualification_type: str
    credits: int | None
    grade: str
    award_date: dt.date
    status: str
    source: str
    awarding_organisation_name: str
    awarding_organisation_ukprn: str
    achievement_provider_name: str
    achievement_provider_ukprn: str
    language: str
    collection_type: str
    return_number: str
    participation_start: dt.date | None
    participation_end: dt.date | None
    date_loaded: dt.datetime
    superseded: bool
    superseded_by: UUID | None

    @property
    def is_provisional(self) -> bool:
        return self.status == "P"


@dataclass(frozen=True, slots=True)
class LearnerRecord:
    """All of one person's record, latest award first. ``learner`` is who they are known as now."""

    learner: Learner
    linked_ulns: tuple[str, ...]
    has_account_in_use: bool
    events: list[LearningEvent]


def learner_record(learner: Learner) -> LearnerRecord:
    """The record of the person, over every ULN of theirs and from every source, in five queries whatever its length.

    What was withdrawn or deleted is not on it. It decides nothing about who may see it: ``record_for`` does.
    """
    person = list(learners.with_accounts(learners.same_person(learner)))
    held = list(
        Achievement.objects.filter(learner_id__in=[each.pk for each in person], state__in=SHOWN)
        .select_related("organisation")
        .order_by("-award_date", "reference", "id")
    )
    described = qualifications.described({each.reference for each in held})
    known = _organisations(held, described)
    superseding = {
        (each.reference, each.award_date): each.uuid
        for each in held
        if each.source == Source.AO and each.state == State.ACTIVE
    }
    return LearnerRecord(
        learner=learner.known_as,
        linked_ulns=tuple(each.uln for each in person if each.master_id is not None and each.uln),
        has_account_in_use=learners.is_in_use(person),
        events=[_event(each, described.get(each.reference), known, superseding) for each in held],
    )


def _organisations(held: list[Achievement], described: dict[str, Described]) -> dict[str, Organisation]:
    """By UKPRN and by recognition number, whoever is named in these records."""
    found = organisations.known_by(
        ukprns={each.provider_ukprn for each in held if each.provider_ukprn},
        recognition_numbers={entry.owner_number for entry in described.values() if entry.owner_number},
    )
    numbered = {each.recognition_number: each for each in found if each.recognition_number}
    return numbered | {each.ukprn: each for each in found if each.ukprn}


def _event(
    held: Achievement,
    entry: Described | None,
    known: dict[str, Organisation],
    superseding: dict[tuple[str, dt.date], UUID],
) -> LearningEvent:
    superseded = held.state == State.SUPERSEDED
    awarding_name, awarding_ukprn = _awarding(held, entry, known)
    provider_name, provider_ukprn = _provider(held, known)
    return LearningEvent(
        id=held.pk,
        uuid=held.uuid,
        uln=held.uln,
        subject_code=held.reference,
        subject=entry.title if entry else "",
        level=entry.level if entry else "",
        qualification_type=entry.type if entry else "",
        credits=entry.credits if entry else None,
        grade=held.grade or "",
        award_date=held.award_date,
        status="P" if held.status == Found.PROVISIONAL else "F",
        source=QCF_UNIT if held.source == Source.AO and entry and entry.is_unit else held.source,
        awarding_organisation_name=awarding_name,
        awarding_organisation_ukprn=awarding_ukprn,
        achievement_provider_name=provider_name,
        achievement_provider_ukprn=provider_ukprn,
        language=held.language or "",
        collection_type=held.collection_type or "",
        return_number=held.return_number or "",
        participation_start=held.participation_start,
        participation_end=held.participation_end,
        date_loaded=held.created_at,
        superseded=superseded,
        superseded_by=superseding.get((held.reference, held.award_date)) if superseded else None,
    )


def _awarding(held: Achievement, entry: Described | None, known: dict[str, Organisation]) -> tuple[str, str]:
    """Who awarded it: who sent it, or for a centre's record whose the register says it is."""
    if held.source == Source.AO:
        return held.organisation.name, held.organisation.ukprn or ""
    owner = known.get(entry.owner_number) if entry else None
    return (owner.name, owner.ukprn or "") if owner else (entry.owner_name if entry else "", "")


def _provider(held: Achievement, known: dict[str, Organisation]) -> tuple[str, str]:
    """Where it was learnt: the centre that sent it, or the one that the awarding organisation named."""
    if held.source != Source.AO:
        return held.organisation.name, held.organisation.ukprn or ""
    provider = known.get(held.provider_ukprn or "")
    return (provider.name if provider else ""), held.provider_ukprn or ""
