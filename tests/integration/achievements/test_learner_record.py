"""What stands on a learner's record, and who is let to it (ACH-11, ACH-13, ACH-15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.achievements import queries
from testamur.achievements.models import Achievement
from testamur.achievements.queries import LearnerRecord, NotFound, NotShared
from testamur.audit import actions as audit
from testamur.learners import actions as learners
from testamur.learners.models import Learner
from testamur.learners.rules import Claim
from testamur.learners.states import Sharing
from world import World, make_learners, record, submit

pytestmark = pytest.mark.django_db


def from_centre(world: World, learner: Learner, **fields: Any) -> Achievement:
    given = {
        "reference": "601/0001/1",
        "award_date": dt.date(2019, 7, 3),
        "grade": None,
        "status": "final",
        "state": "active",
        "source": "ILR",
        "collection_type": "W",
        "return_number": "02",
        "participation_start": dt.date(2018, 9, 3),
        "participation_end": dt.date(2019, 6, 21),
        **fields,
    }
    with audit.process("achievement.created", by=None):
        return Achievement.objects.create(
            organisation=world.provider, learner=learner, uln=learner.uln, **given
        )


def claim(learner: Learner, **changes: Any) -> Claim:
    said = {"uln": learner.uln, "given_name": learner.given_name, "family_name": learner.family_name}
    return Claim(**{**said, **changes})


def test_centres_record_names_the_provider_and_whose_the_register_says_it_is(world: World) -> None:
    from_centre(world, world.learners[0], reference="601/0003/5")
    (event,) = queries.learner_record(world.learners[0]).events
    assert (event.source, event.collection_type, event.return_number) == ("ILR", "W", "02")
    assert (event.achievement_provider_name, event.achievement_provider_ukprn) == (
        "Riverside College",
        "10000101",
    )
    assert (event.awarding_organisation_name, event.awarding_organisation_ukprn) == (
        "Southern Board",
        "10000002",
    )
    assert (event.participation_start, event.participation_end) == (dt.date(2018, 9, 3), dt.date(2019, 6, 21))
    assert event.grade == ""


def test_what_the_register_does_not_know_is_shown_by_its_number(world: World) -> None:
    from_centre(world, world.learners[0], reference="601/7777/7")
    (event,) = queries.learner_record(world.learners[0]).events
    assert (event.subject_code, event.subject, event.awarding_organisation_name) == ("601/7777/7", "", "")


def test_superseded_record_points_to_what_took_its_place_under_another_number(world: World) -> None:
    learner, old = world.learners[0], make_learners(1, start=400_000_000)[0]
    learners.merge(learner=old, master=learner, reason="Registered twice", by=None)
    submit(world, [record(learner)])
    lost = from_centre(world, old, state="superseded")
    alone = from_centre(world, old, state="superseded", reference="601/0002/3")
    found = queries.learner_record(Learner.objects.get(pk=old.pk))
    assert found.learner == learner
    assert found.linked_ulns == (old.uln,)
    events = {event.uuid: event for event in found.events}
    assert len(events) == 3
    (kept,) = [event for event in found.events if event.source == "AO"]
    assert (events[lost.uuid].superseded, events[lost.uuid].superseded_by) == (True, kept.uuid)
    assert (events[alone.uuid].superseded, events[alone.uuid].superseded_by) == (True, None)
    assert not kept.superseded


@pytest.mark.parametrize("who", ["super_user", "viewer", "edc_user", "operator", "support", "outsider"])
def test_whole_record_is_not_for_them_whomever_they_name(world: World, who: str) -> None:
    submit(world, [record(world.learners[0])])
    with pytest.raises(PermissionDenied):
        queries.record_for(getattr(world, who), claim(world.learners[0]))
    with pytest.raises(PermissionDenied):
        queries.record_of(getattr(world, who), world.learners[0])


def test_learner_gets_their_own_and_nobody_elses(world: World) -> None:
    own, other = world.learners[:2]
    assert isinstance(queries.record_for(world.learner_user, claim(own)), LearnerRecord)
    assert isinstance(queries.record_for(world.learner_user, claim(other)), NotFound)
    with pytest.raises(PermissionDenied):
        queries.record_of(world.learner_user, other)
    assert queries.own_record(world.provider_user) is None


@pytest.mark.parametrize("who", ["provider_user", "authority_user"])
def test_refusal_is_asked_again_each_time(world: World, who: str, settings: Any) -> None:
    settings.SHARING_OPT_OUT_ALLOWED = True
    learner, user = world.learners[1], getattr(world, who)
    assert isinstance(queries.record_for(user, claim(learner)), LearnerRecord)
    learners.set_sharing(
        learner=learner,
        to=Sharing.REFUSES,
        reason="Asked",
        organisation=world.provider,
        by=world.provider_user,
    )
    learner.refresh_from_db()
    assert queries.record_for(user, claim(learner)) == NotShared(learner)
    assert queries.record_of(user, learner) == NotShared(learner)


def test_merged_number_leads_to_the_person_and_a_deleted_one_to_nobody(world: World) -> None:
    learner, old, gone = world.learners[1], *make_learners(2, start=400_000_000)
    learners.merge(learner=old, master=learner, reason="Registered twice", by=None)
    found = queries.record_for(world.provider_user, claim(old))
    assert isinstance(found, LearnerRecord)
    assert found.learner == learner
    in_use = queries.learners_in_use_relation()
    learners.delete(learner=gone, in_use=in_use, reason="Issued in error", by=world.operator)
    assert isinstance(queries.record_for(world.provider_user, claim(gone)), NotFound)


def test_number_with_records_is_not_deleted(world: World) -> None:
    learner = world.learners[1]
    submit(world, [record(learner)])
    submit(world, [record(learner, action="withdraw")])
    in_use = queries.learners_in_use_relation()
    with pytest.raises(ValidationError, match="has records"):
        learners.delete(learner=learner, in_use=in_use, reason="Issued in error", by=world.operator)
