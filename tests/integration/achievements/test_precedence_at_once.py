"""Awarding organisations and centres at the same award at the same time: the end is that of one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integration.achievements.returns import aim, send
from integration.achievements.test_corrections_at_once import at_once
from testamur.achievements import actions
from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.learners import actions as learners
from world import World, record, submit

pytestmark = pytest.mark.django_db(transaction=True)

LEARNERS = 12


def taken(batch: Batch) -> Callable[[], Any]:
    return lambda: batches.advance(batch_id=batch.pk)


def check(world: World) -> dict[str, int]:
    """For every learner one side shows, the awarding organisation's where it stands. How often which."""
    shown = {"AO": 0, "ILR": 0}
    for learner in world.learners[:LEARNERS]:
        held = Achievement.objects.filter(learner=learner, award_date="2019-07-03")
        stands = held.filter(source="AO", state="active").exists()
        of_centre = set(held.exclude(source="AO").values_list("state", flat=True))
        assert of_centre <= {"superseded" if stands else "active"}
        shown["AO" if stands else "ILR"] += 1
    return shown


def test_creating_both_at_once_lets_the_awarding_organisations_stand(world: World) -> None:
    people = world.learners[:LEARNERS]
    ours = [submit(world, [record(each) for each in part], run=False) for part in (people[:6], people[6:])]
    theirs = [send(world, [aim(each) for each in reversed(people)], run=False)]
    at_once([taken(batch) for batch in (*ours, *theirs)])
    assert check(world) == {"AO": LEARNERS, "ILR": 0}
    assert Achievement.objects.filter(source="ILR", state="superseded").count() == LEARNERS


def test_withdrawing_while_the_centre_sends_leaves_the_centres_record_standing(world: World) -> None:
    people = world.learners[:LEARNERS]
    submit(world, [record(each) for each in people])
    ours = submit(world, [record(each, action="withdraw") for each in people], run=False)
    theirs = send(world, [aim(each) for each in people], run=False)
    at_once([taken(ours), taken(theirs)])
    assert check(world) == {"AO": 0, "ILR": LEARNERS}


def test_moving_onto_and_off_a_person_of_two_numbers_while_the_centre_sends(world: World) -> None:
    one, linked, master = world.learners[:3]
    learners.merge(learner=linked, master=master, reason="the same person", by=None)
    submit(world, [record(one)])
    held = Achievement.objects.get()
    theirs = send(world, [aim(one), aim(linked)], run=False)
    told = at_once(
        [
            taken(theirs),
            lambda: actions.move(achievement=held, uln=master.uln, through="page", by=world.edc_user),
        ]
    )
    assert told == ["", ""]
    of_centre = dict(Achievement.objects.filter(source="ILR").values_list("learner_id", "state"))
    assert of_centre == {one.pk: "active", linked.pk: "superseded"}


def test_two_returns_at_once_make_one_record(world: World) -> None:
    batches = [send(world, [aim(world.learners[0], OutGrade=grade)], run=False) for grade in "AB"]
    at_once([taken(batch) for batch in batches])
    assert Achievement.objects.count() == 1
    effects = sorted(tuple(Batch.objects.get(pk=batch.pk).effects) for batch in batches)
    assert effects == [("created",), ("updated",)]
