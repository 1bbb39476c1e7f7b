"""A challenge from being raised to being closed, and everything that is refused on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.achievements import actions as achievements
from testamur.achievements.models import Achievement
from testamur.challenges import actions as challenges
from testamur.challenges import queries
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.challenges.states import Event, State, Status
from testamur.notices.models import Notice
from world import World, record, submit, the

Raise = Callable[..., Challenge]


def told() -> list[tuple[str, str]]:
    """Who was told what, without the reference that begins each subject."""
    return [(notice.to, notice.subject.partition(": ")[2]) for notice in Notice.objects.order_by("id")]


def test_a_challenge_is_seen_through_to_the_corrected_record(
    world: World, achievement: Achievement, raise_one: Raise
) -> None:
    Notice.objects.all().delete()
    challenge = raise_one()
    assert (challenge.state, challenge.recorded_grade, challenge.wanted_grade) == ("new", "B", "A")
    assert (challenge.due_on - challenge.raised_at.date()).days == 35
    assert ("edith@people.example", "new challenge") in told()
    assert ("exams@riverside.example", "we have your challenge") in told()

    challenge = challenges.process(challenge=challenge, through="page", by=world.edc_user)
    assert (challenge.state, challenge.assigned_to) == (State.IN_PROGRESS, world.edc_user)
    challenge = challenges.accept(challenge=challenge, through="page", by=world.edc_user)
    correction = queries.correction_of(challenge)
    assert (correction.grade, correction.possible) == ("A", True)
    challenge = challenges.correct(
        challenge=challenge, version=correction.version, through="page", by=world.edc_user
    )
    achievement.refresh_from_db()
    assert (achievement.grade, challenge.state) == ("A", State.CORRECTED)
    challenge = challenges.close(challenge=challenge, through="page", by=world.support)
    assert challenge.state == State.CLOSED
    assert challenge.resolved_at is not None
    words = [version.process for version in reversed(queries.history_of(challenge))]
    assert words == [
        "challenge.raised",
        "challenge.processed",
        "challenge.accepted",
        "challenge.corrected",
        "challenge.closed",
    ]
    assert f"Event data challenge {challenge.reference}" in [
        version.reason for version in achievements_history(achievement)
    ]


def achievements_history(achievement: Achievement) -> list[Any]:
    from testamur.achievements import queries as records

    return records.history_of(achievement)


def test_no_letter_names_the_learner_or_the_number(world: World, raise_one: Raise) -> None:
    Notice.objects.all().delete()
    raise_one()
    learner = world.learners[0]
    for notice in Notice.objects.all():
        text = notice.subject + notice.body
        assert learner.uln not in text
        assert learner.family_name not in text
        assert learner.given_name not in text


def test_rejected_with_reason_and_closed_without_any_change(
    world: World, achievement: Achievement, raise_one: Raise
) -> None:
    challenge = raise_one()
    with pytest.raises(ValidationError, match="Enter why"):
        challenges.reject(challenge=challenge, reason="  ", through="page", by=world.edc_user)
    with pytest.raises(ValidationError, match="1000 characters"):
        challenges.reject(challenge=challenge, reason="x" * 1001, through="page", by=world.edc_user)
    rejected = challenges.reject(
        challenge=challenge, reason="The script was marked twice.", through="page", by=world.edc_user
    )
    assert rejected.state == State.REJECTED
    closed = challenges.close(challenge=rejected, through="page", by=world.support)
    achievement.refresh_from_db()
    assert (closed.state, achievement.grade) == (State.CLOSED, "B")
    assert "nothing was changed" in closed.resolution


def test_a_correction_that_no_longer_holds_is_not_closed_but_sent_back(
    world: World, achievement: Achievement, raise_one: Raise
) -> None:
    challenge = challenges.accept(challenge=raise_one(), through="page", by=world.edc_user)
    challenge = challenges.correct(challenge=challenge, through="page", by=world.edc_user)
    achievement.refresh_from_db()
    achievements.edit_grade(achievement=achievement, grade="C", through="page", by=world.edc_user)
    with pytest.raises(ValidationError, match="no longer as the challenge asks"):
        challenges.close(challenge=challenge, through="page", by=world.support)
    back = challenges.send_back(
        challenge=challenge, reason="It shows C now.", through="page", by=world.support
    )
    assert (back.state, back.decided_at, back.corrected_at) == (State.IN_PROGRESS, None, None)
    again = challenges.accept(challenge=back, through="page", by=world.edc_user)
    assert again.state == State.ACCEPTED
    # Both decisions are told, although they are the same.
    accepted = [subject for to, subject in told() if subject == "accepted"]
    assert len(accepted) == 2


def test_each_party_does_its_own_part_and_no_other(world: World, raise_one: Raise) -> None:
    challenge = raise_one()
    for person in (world.provider_user, world.viewer, world.batch_user, world.support, world.stranger):
        with pytest.raises(PermissionDenied):
            challenges.accept(challenge=challenge, through="page", by=person)
    for person in (world.edc_user, world.provider_user, world.operator):
        with pytest.raises(PermissionDenied):
            challenges.send_back(challenge=challenge, reason="x", through="page", by=person)
    for person in (world.edc_user, world.support, world.authority_user):
        with pytest.raises(PermissionDenied):
            challenges.withdraw(challenge=challenge, through="page", by=person)
    withdrawn = challenges.withdraw(challenge=challenge, through="page", by=world.provider_user)
    assert (withdrawn.state, withdrawn.is_open) == (State.WITHDRAWN, False)
    with pytest.raises(ValidationError, match="Withdrawn"):
        challenges.accept(challenge=challenge, through="page", by=world.edc_user)


def test_it_is_seen_by_its_parties_alone(world: World, raise_one: Raise) -> None:
    challenge = raise_one()
    seeing = {
        name
        for name in (
            "edc_user", "viewer", "batch_user", "super_user", "support", "provider_user",
            "verify_user", "operator", "stranger", "authority_user", "outsider",
        )
        if queries.challenge_for(getattr(world, name), challenge.uuid)
    }  # fmt: skip
    assert seeing == {"edc_user", "viewer", "batch_user", "super_user", "support", "provider_user"}
    assert queries.counts_by_status(world.edc_user) == {
        Status.NEW: 1,
        Status.IN_PROGRESS: 0,
        Status.COMPLETE: 0,
    }
    assert queries.possible_events(world.edc_user, challenge) == {Event.PROCESS, Event.ACCEPT, Event.REJECT}
    assert queries.possible_events(world.viewer, challenge) == frozenset()
    assert queries.possible_events(world.provider_user, challenge) == {Event.WITHDRAW}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"description": " "}, "description"),
        ({"description": "x" * 2001}, "description"),
        ({"contact_name": ""}, "contact_name"),
        ({"contact_email": ""}, "contact_email"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"contact_name": "x" * 71}, "contact_name"),
        ({"contact_telephone": "0" * 41}, "contact_telephone"),
        ({"wanted_grade": ""}, "wanted_grade"),
        ({"wanted_grade": "x" * 21}, "wanted_grade"),
        ({"wanted_grade": "b"}, "wanted_grade"),
        ({"problem": Problem.AWARD_DATE}, "wanted_award_date"),
        ({"problem": Problem.AWARD_DATE, "wanted_award_date": dt.date(2019, 7, 3)}, "wanted_award_date"),
        ({"problem": Problem.AWARD_DATE, "wanted_award_date": dt.date(2099, 1, 1)}, "wanted_award_date"),
        ({"problem": Problem.LEARNER, "wanted_uln": "1234567890"}, "wanted_uln"),
    ],
)
def test_what_is_said_wrongly_is_refused_at_its_field(
    raise_one: Raise, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        raise_one(said.pop("problem", Problem.GRADE), **said)
    assert list(refused.value.message_dict) == [field]
    assert not Challenge.objects.exists()


def test_several_challenges_on_one_achievement_but_not_the_same_twice(
    achievement: Achievement, raise_one: Raise
) -> None:
    first = raise_one()
    raise_one(Problem.NOT_COMPLETED)
    assert queries.open_challenges_of([achievement.pk, 0]) == {achievement.pk: 2}
    with pytest.raises(ValidationError, match=first.reference):
        raise_one()


def test_a_withdrawn_achievement_cannot_be_challenged(
    world: World, achievement: Achievement, raise_one: Raise
) -> None:
    achievements.withdraw(achievement=achievement, through="page", by=world.batch_user)
    achievement.refresh_from_db()
    with pytest.raises(ValidationError, match="no longer on the learner’s record"):
        raise_one()


def test_a_provisional_achievement_can_be_challenged(world: World, raise_one: Raise) -> None:
    submit(world, [record(world.learners[1], grade="B")], job_type="provisional")
    challenge = raise_one(of=the(world.learners[1]))
    assert challenge.recorded_status == "provisional"


def test_somebody_without_a_part_in_it_can_neither_raise_nor_write(
    world: World, achievement: Achievement, raise_one: Raise
) -> None:
    said = challenges.Said(Problem.OTHER, "Wrong.", "A", "a@b.example")
    for person, place in ((world.viewer, world.board), (world.provider_user, None), (world.outsider, None)):
        with pytest.raises(PermissionDenied):
            challenges.raise_challenge(
                achievement=achievement, said=said, raised_for=place, through="page", by=person
            )
    challenge = raise_one()
    with pytest.raises(PermissionDenied):
        challenges.say(challenge=challenge, text="Hello", by=world.stranger)


def test_what_one_party_writes_the_others_are_told_of(world: World, raise_one: Raise) -> None:
    challenge = raise_one()
    Notice.objects.all().delete()
    challenges.say(challenge=challenge, text="Which certificate?", by=world.edc_user)
    assert told() == [("exams@riverside.example", "new message")]
    Notice.objects.all().delete()
    challenges.say(challenge=challenge, text="That of July.", by=world.provider_user)
    assert ("edith@people.example", "new message") in told()
    assert [message.side for message in queries.thread(challenge)] == ["awarding_organisation", "raiser"]
    closed = challenges.withdraw(challenge=challenge, through="page", by=world.provider_user)
    with pytest.raises(ValidationError, match="nothing can be added"):
        challenges.say(challenge=closed, text="Wait", by=world.edc_user)


def test_given_to_one_of_the_organisations_people_only(world: World, raise_one: Raise) -> None:
    challenge = raise_one()
    with pytest.raises(ValidationError, match="does not work on challenges"):
        challenges.assign(challenge=challenge, to=world.stranger, through="page", by=world.support)
    with pytest.raises(PermissionDenied):
        challenges.assign(challenge=challenge, to=world.edc_user, through="page", by=world.provider_user)
    given = challenges.assign(challenge=challenge, to=world.edc_user, through="page", by=world.support)
    assert given.assigned_to == world.edc_user
    assert ("edith@people.example", "assigned to you") in told()
