"""Queries whose statement is made once give what the query would have given, to each who asks what is theirs."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from testamur.access import actions, queries
from testamur.access.models import Membership, User
from testamur.access.rules import Role
from testamur.audit import actions as audit
from testamur.learners import queries as learners
from testamur.plumbing import remembering
from world import World, account_of


def held(user: User) -> list[tuple[str, str]]:
    return [(each.organisation.name, each.role) for each in queries.memberships_of(user)]


def usual(user: User) -> list[tuple[str, str]]:
    found = Membership.objects.filter(user=user).order_by("organisation__name", "role")
    return list(found.values_list("organisation__name", "role"))


def test_each_gets_their_own_with_what_is_joined_in_one_query(world: World) -> None:
    for user in (world.viewer, world.super_user, world.viewer):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = held(user)
        assert len(asked) == 1
        assert found == usual(user)
        assert found
    assert held(world.viewer) != held(world.super_user)


def test_what_has_changed_is_seen_by_the_next_who_asks(world: World) -> None:
    before = held(world.viewer)
    with remembering.one_request():
        assert held(world.viewer) == before
        actions.grant(user=world.viewer, organisation=world.board, role=Role.AO_EDC_USER, by=None)
        assert held(world.viewer) == usual(world.viewer) != before
    assert held(world.viewer) == usual(world.viewer) != before


def test_learner_with_and_without_a_master_and_nobody(world: World) -> None:
    own, other = world.learners[:2]
    second = account_of(other, "second")
    asked = [world.learner_user, second, world.viewer]
    assert [learners.learner_of(user) for user in asked] == [own, other, None]
    with audit.process("learner.merged", by=None):
        type(other).objects.filter(pk=other.pk).update(master=own)
    assert learners.learner_of(second) == own
