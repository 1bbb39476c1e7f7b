"""A learner reads their own record through the API, with the session of the pages, and nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from testamur.access.models import User
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from world import World, record, submit

pytestmark = pytest.mark.django_db


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.requirement("XC-04")
def test_learner_reads_their_own_record_and_who_has_looked_at_it(world: World) -> None:
    learner = learners.learner_of(world.learner_user)
    assert learner is not None
    other = next(each for each in world.learners if each != learner)
    submit(world, [record(learner), record(other)])
    learner_actions.note_look(
        learner=learner, organisation=world.provider, through="page", by=world.provider_user
    )
    own = logged_in(world.learner_user)
    found = own.get("/api/v1/own/record").json()
    assert (found["learner"]["uln"], found["shared"]) == (learner.uln, True)
    assert {event["uln"] for event in found["events"]} == {learner.uln}
    (look,) = own.get("/api/v1/own/looks").json()["items"]
    assert look["organisation"] == world.provider.name


@pytest.mark.parametrize("path", ["record", "looks"])
def test_who_is_no_learner_has_no_record(world: World, path: str) -> None:
    assert logged_in(world.provider_user).get(f"/api/v1/own/{path}").status_code == 404
    assert Client().get(f"/api/v1/own/{path}").status_code == 401


def test_session_opens_nothing_else_of_the_api(world: World) -> None:
    assert logged_in(world.learner_user).get("/api/v1/me").status_code == 401
    assert logged_in(world.operator).get(reverse("api:list_challenges")).status_code == 401
