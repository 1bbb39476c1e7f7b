"""Challenges as the API shows them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.api.achievements.schemas import Change
from testamur.api.addresses import address
from testamur.api.challenges import schemas
from testamur.challenges import queries as challenges
from testamur.challenges.states import Event, Side, State
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User, Visitor
    from testamur.audit.queries import Version
    from testamur.challenges.models import Challenge

# Numbers of rows, which mean nothing outside.
_INTERNAL = {
    "achievement",
    "second_achievement",
    "organisation",
    "learner",
    "raised_by",
    "raised_for",
    "assigned_to",
    "decided_by",
}


def several(found: list[Challenge]) -> list[schemas.ChallengeSummary]:
    today = clock.today()
    return [schemas.ChallengeSummary(**_summary(challenge, today)) for challenge in found]


def one(challenge: Challenge, *, user: Visitor) -> schemas.Challenge:
    """A challenge with its thread and its history."""
    others = challenges.challenges_of(user, challenge.achievement).exclude(pk=challenge.pk)
    return schemas.Challenge(
        **_summary(challenge, clock.today()),
        explanation=_(challenge.meaning.explanation),
        recommended=_(challenge.problem_meaning.recommended),
        achievement_id=challenge.achievement.uuid,
        recorded=_recorded(challenge),
        wanted=schemas.WantedEvent(
            grade=challenge.wanted_grade, award_date=challenge.wanted_award_date, uln=challenge.wanted_uln
        ),
        description=challenge.description,
        contact=schemas.ChallengeContact(
            name=challenge.contact_name,
            email=challenge.contact_email,
            telephone=challenge.contact_telephone,
        ),
        decided_at=challenge.decided_at,
        decision_reason=challenge.decision_reason,
        corrected_at=challenge.corrected_at,
        resolution=challenge.resolution,
        satisfied=challenges.compared_one(challenge).satisfied,
        can=sorted(event.value for event in _possible(user, challenge)),
        others=[each.reference for each in others],
        messages=[
            schemas.ChallengeMessage(
                at=message.at, by=str(message.author), side=Side(message.side).value, text=message.text
            )
            for message in challenges.thread(challenge)
        ],
        history=[_version(version) for version in challenges.history_of(challenge)],
    )


def _summary(challenge: Challenge, today: dt.date) -> dict[str, Any]:
    return {
        "id": challenge.uuid,
        "reference_number": challenge.reference,
        "problem": challenge.problem,
        "problem_label": _(challenge.problem_meaning.label),
        "state": challenge.state,
        "state_label": _(challenge.meaning.label),
        "status": challenge.meaning.status,
        "uln": challenge.recorded_uln,
        "given_name": challenge.learner.given_name,
        "family_name": challenge.learner.family_name,
        "awarding_organisation": challenge.organisation.name,
        "raised_for": challenge.raised_for.name if challenge.raised_for else None,
        "raised_at": challenge.raised_at,
        "resolved_at": challenge.resolved_at,
        "due_on": challenge.due_on,
        "overdue": challenges.is_overdue(challenge, today),
        "age_in_days": challenges.age_in_days(challenge, today),
        "assigned_to": person(challenge.assigned_to) if challenge.assigned_to else None,
        "href": address("view_challenge", challenge_id=challenge.uuid),
    }


def _recorded(challenge: Challenge) -> schemas.RecordedEvent:
    return schemas.RecordedEvent(
        uln=challenge.recorded_uln,
        name=challenge.recorded_name,
        reference=challenge.recorded_reference,
        title=challenge.recorded_title,
        award_date=challenge.recorded_award_date,
        grade=challenge.recorded_grade,
        provider_ukprn=challenge.recorded_provider,
        status=challenge.recorded_status,
    )


def _possible(user: Visitor, challenge: Challenge) -> set[Event]:
    """The events, and the correction of an accepted challenge by the organisation that accepted it."""
    found = set(challenges.possible_events(user, challenge))
    if challenge.state == State.ACCEPTED and Side.AWARDING_ORGANISATION in challenges.sides_of(
        user, challenge
    ):
        found.add(Event.CORRECT)
    return found


def _version(version: Version) -> schemas.ChallengeVersion:
    return schemas.ChallengeVersion(
        at=version.at,
        process=version.process,
        by=version.by_name,
        reason=version.reason or None,
        through=version.through or None,
        changes=[
            Change(field=change.field, before=_text(change.before), after=_text(change.after))
            for change in version.changes
            if change.field not in _INTERNAL
        ],
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def person(user: User) -> schemas.ChallengePerson:
    return schemas.ChallengePerson(id=user.uuid, name=str(user))


def correction(challenge: Challenge) -> schemas.ChallengeCorrection:
    found = challenges.correction_of(challenge)
    return schemas.ChallengeCorrection(
        remedy=found.remedy.value,
        possible=found.possible,
        version=found.version,
        grade=found.grade or None,
        award_date=found.award_date,
        uln=found.uln or None,
        new_learner=found.new_learner or None,
    )
