"""What a person may: read once for a request, and never stale."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from architecture.source import calls, modules, named
from testamur.access import actions, queries
from testamur.access.models import User, WebServiceAccess
from testamur.access.rules import Permission, Rights, Role
from testamur.achievements import queries as achievements
from testamur.achievements.models import Achievement
from testamur.batches import queries as ledger
from testamur.batches.models import Batch
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.models import Learner
from testamur.plumbing import remembering
from world import World, record, submit

pytestmark = pytest.mark.django_db

VIEW, MANAGE = Permission.BATCH_VIEW, Permission.PEOPLE_MANAGE


def test_rights_of_roles_at_places() -> None:
    here, there = 1, 2
    rights = Rights(frozenset({(Role.AO_VIEWER, here), (Role.AO_SUPER_USER, there)}))
    assert [rights.allow(VIEW, place) for place in (None, here, there)] == [True, True, True]
    assert [rights.allow(MANAGE, place) for place in (None, here, there)] == [True, False, True]
    assert (rights.organisations_where(MANAGE), rights.everywhere(MANAGE)) == ({there}, False)
    assert [MANAGE in rights.at(place) for place in (here, there)] == [False, True]
    assert rights.at(3) == frozenset()


def test_a_role_that_counts_everywhere_counts_at_every_place() -> None:
    rights = Rights(frozenset({(Role.OPERATOR, 1)}))
    assert [rights.everywhere(VIEW), rights.allow(VIEW, 2), VIEW in rights.at(2)] == [True, True, True]
    assert not rights.everywhere(Permission.CHALLENGE_CLOSE)


def test_in_a_request_memberships_are_read_once(world: World) -> None:
    with remembering.one_request(), CaptureQueriesContext(connection) as captured:
        same_person = User.objects.get(pk=world.viewer.pk)
        for person in (world.viewer, same_person):
            assert queries.can(person, VIEW, world.board)
            assert not queries.can(person, MANAGE, world.board)
            assert not queries.holds_everywhere(person, VIEW)
            assert VIEW in queries.permissions_at(person, world.board)
            assert queries.is_staff_person(person)
            queries.narrow(Batch.objects.all(), person, VIEW, owner="organisation_id")
    assert len([query for query in captured.captured_queries if "access_membership" in query["sql"]]) == 1


def test_outside_a_request_a_person_held_for_long_has_no_stale_rights(world: World) -> None:
    """Jobs and commands hold a person longer than a request lasts."""
    assert queries.can(world.viewer, VIEW, world.board)
    same_person = User.objects.get(pk=world.viewer.pk)
    actions.set_roles(user=same_person, organisation=world.board, roles=set(), by=world.super_user)
    assert not queries.can(world.viewer, VIEW, world.board)


def test_the_next_request_sees_what_has_changed(world: World, settings: Any) -> None:
    settings.TWO_STEP_REQUIRED = False
    client = Client()
    client.force_login(world.viewer)
    assert client.get("/batches/").status_code == 200
    actions.set_roles(user=world.viewer, organisation=world.board, roles=set(), by=world.super_user)
    assert client.get("/batches/").status_code == 403


def _grant(world: World, user: User) -> None:
    actions.grant(user=user, organisation=world.board, role=Role.AO_SUPER_USER, by=world.super_user)


def _set_roles(world: World, user: User) -> None:
    actions.set_roles(
        user=user, organisation=world.board, roles={"ao_super_user", "ao_viewer"}, by=world.super_user
    )


@pytest.mark.parametrize("change", [_grant, _set_roles])
def test_a_change_counts_at_once_in_the_request_that_makes_it(
    world: World, change: Callable[[World, User], None]
) -> None:
    with remembering.one_request():
        assert not queries.can(world.viewer, MANAGE, world.board)
        change(world, User.objects.get(pk=world.viewer.pk))
        assert queries.can(world.viewer, MANAGE, world.board)


def test_who_loses_a_right_loses_it_at_once_in_the_request(world: World) -> None:
    with remembering.one_request():
        assert queries.can(world.viewer, VIEW, world.board)
        actions.set_roles(user=world.viewer, organisation=world.board, roles=set(), by=world.super_user)
        assert not queries.can(world.viewer, VIEW, world.board)


def test_the_web_service_gains_and_loses_rights_at_once_in_the_request(world: World) -> None:
    with remembering.one_request():
        arguments = {"organisation": world.board, "by": world.super_user}
        actions.set_web_service_password(roles={"ao_batch_user", "ao_verify_user"}, **arguments)
        account = WebServiceAccess.objects.get(organisation=world.board).user
        assert queries.can(account, Permission.LEARNER_VERIFY, world.board)
        actions.set_web_service_password(roles={"ao_batch_user"}, **arguments)
        assert not queries.can(account, Permission.LEARNER_VERIFY, world.board)
        assert queries.can(account, Permission.BATCH_SUBMIT, world.board)
        actions.remove_web_service_password(**arguments)
        assert not queries.can(account, Permission.BATCH_SUBMIT, world.board)


def test_a_change_that_is_rolled_back_never_counted(world: World) -> None:
    with remembering.one_request():
        assert not queries.can(world.viewer, MANAGE, world.board)
        with transaction.atomic():
            _grant(world, world.viewer)
            assert queries.can(world.viewer, MANAGE, world.board)
            transaction.set_rollback(True)
        assert not queries.can(world.viewer, MANAGE, world.board)


def test_whose_learner_an_account_is_counts_at_once(world: World) -> None:
    with remembering.one_request(), CaptureQueriesContext(connection) as captured:
        assert learners.learner_of(world.learner_user) == learners.learner_of(world.learner_user)
    assert len(captured) == 1
    learner = Learner.objects.exclude(account__isnull=False).earliest("id")
    with remembering.one_request():
        invited = learner_actions.invite(
            learner=learner, email="new@learner.example", organisation=world.provider, by=world.provider_user
        )
        assert learners.learner_of(invited.account.user) == learner


def test_every_action_that_writes_memberships_forgets_what_was_read() -> None:
    """One that did not would leave a request with rights that have ended."""
    parts = [tree for path, tree in modules().items() if path.startswith("access/actions/")]
    assert parts
    writes = {"delete", "create", "get_or_create", "update", "bulk_create"}
    offenders = []
    for node in (node for tree in parts for node in tree.body):
        if not isinstance(node, ast.FunctionDef) or "Membership.objects" not in ast.unparse(node):
            continue
        asked = {named(call) for call in calls(ast.Module([node], []))}
        if asked & writes and "forget_rights" not in asked:
            offenders.append(node.name)
    assert offenders == []


@pytest.mark.requirement("XC-03")
def test_one_record_is_seen_by_those_whose_lists_hold_it(world: World) -> None:
    own = submit(world, [record(world.learners[0])])
    other = submit(
        world,
        [record(world.learners[1], reference="601/0003/5")],
        organisation=world.other_board,
        by=world.stranger,
    )
    people = [*world.people.values(), world.stranger, world.outsider, world.learner_user]
    for person in people:
        listed = set(Batch.objects.visible_to(person))
        assert {batch for batch in (own, other) if ledger.batch_for(person, batch.uuid)} == listed
        held = set(Achievement.objects.visible_to(person))
        assert {
            each for each in Achievement.objects.all() if achievements.achievement_for(person, each.uuid)
        } == held
    assert ledger.batch_for(world.viewer, own.uuid) == own
    assert ledger.batch_for(world.viewer, other.uuid) is None
    assert ledger.batch_for(world.stranger, own.uuid) is None
    assert ledger.batch_for(world.operator, other.uuid) == other
