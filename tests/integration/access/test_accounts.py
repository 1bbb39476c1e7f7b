"""An account belongs to the person. An organisation says what they may do there, and changes nothing of the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.access import actions
from testamur.access.models import User
from testamur.access.rules import Role
from testamur.audit.queries import timeline
from world import World

pytestmark = pytest.mark.django_db

Change = Callable[..., Any]
HELP: list[Change] = [actions.unlock, actions.remove_two_step]
CHANGES: list[tuple[Change, dict[str, Any]]] = [
    (actions.suspend_account, {}),
    (actions.reactivate_account, {}),
    (actions.change_person, {"first_name": "New", "last_name": "Name", "telephone": ""}),
]


def invited(world: World, email: str = "nadia@people.example") -> User:
    """Somebody whose account came into being by an invitation of the board."""
    invitation, _key = actions.invite(
        organisation=world.board,
        email=email,
        first_name="Nadia",
        last_name="Newly",
        roles={"ao_viewer"},
        by=world.super_user,
    )
    return actions.accept_with_new_account(
        invitation=invitation, first_name="Nadia", last_name="Newly", password="three quiet words"
    )


@pytest.mark.parametrize(("change", "more"), CHANGES)
def test_account_is_changed_by_the_records_service_alone(
    world: World, change: Change, more: dict[str, Any]
) -> None:
    for user in (world.viewer, invited(world), world.stranger, world.learner_user):
        with pytest.raises(PermissionDenied):
            change(user=user, by=world.super_user, **more)
        change(user=user, by=world.operator, **more)


@pytest.mark.parametrize("change", HELP)
def test_super_user_helps_only_into_accounts_that_their_own_invitation_brought(
    world: World, change: Change
) -> None:
    change(user=invited(world), organisation=world.board, by=world.super_user)
    with pytest.raises(PermissionDenied, match="Only Vera Tester and the records service"):
        change(user=world.viewer, organisation=world.board, by=world.super_user)
    change(user=world.viewer, organisation=world.board, by=world.operator)


@pytest.mark.parametrize("change", HELP)
def test_super_user_helps_nobody_who_works_elsewhere_too(world: World, change: Change) -> None:
    newcomer = invited(world)
    actions.grant(user=newcomer, organisation=world.other_board, role=Role.AO_VIEWER, by=None)
    for board, by in ((world.board, world.super_user), (world.other_board, world.stranger)):
        with pytest.raises(PermissionDenied):
            change(user=newcomer, organisation=board, by=by)


@pytest.mark.parametrize("change", HELP)
@pytest.mark.parametrize("target", ["learner_user", "operator", "outsider", "stranger"])
def test_who_accepts_an_invitation_gives_nobody_a_way_into_the_account(
    world: World, target: str, change: Change
) -> None:
    user = getattr(world, target)
    invitation, _key = actions.invite(
        organisation=world.board,
        email=user.email,
        first_name="x",
        last_name="y",
        roles={"ao_viewer"},
        by=world.super_user,
    )
    with pytest.raises(ValidationError, match="does not work for this organisation"):
        change(user=user, organisation=world.board, by=world.super_user)
    actions.accept(invitation=invitation, by=user)
    with pytest.raises(PermissionDenied):
        change(user=user, organisation=world.board, by=world.super_user)


def test_super_user_gives_no_role_to_somebody_who_has_not_accepted(world: World) -> None:
    for act in (
        lambda: actions.grant(
            user=world.stranger, organisation=world.board, role=Role.AO_VIEWER, by=world.super_user
        ),
        lambda: actions.set_roles(
            user=world.stranger, organisation=world.board, roles={"ao_viewer"}, by=world.super_user
        ),
    ):
        with pytest.raises(ValidationError, match="does not work for this organisation"):
            act()


def test_last_super_user_cannot_be_taken_off(world: World) -> None:
    with pytest.raises(ValidationError, match="last super user"):
        actions.set_roles(
            user=world.super_user, organisation=world.board, roles={"ao_viewer"}, by=world.super_user
        )
    actions.grant(user=world.viewer, organisation=world.board, role=Role.AO_SUPER_USER, by=world.super_user)
    actions.set_roles(user=world.super_user, organisation=world.board, roles={"ao_viewer"}, by=world.viewer)


def test_last_operator_cannot_be_suspended_with_their_account(world: World) -> None:
    actions.grant(user=world.support, organisation=world.service, role=Role.OPERATOR, by=world.operator)
    actions.suspend_account(user=world.operator, by=world.support)
    with pytest.raises(PermissionDenied):
        actions.suspend_account(user=world.support, by=world.operator)


def test_system_of_a_supplier_is_no_super_user_that_an_organisation_could_be_left_to(world: World) -> None:
    client, _secret = actions.create_api_client(name="Exams", organisation=world.board, by=world.super_user)
    actions.grant(user=client.user, organisation=world.board, role=Role.AO_SUPER_USER, by=None)
    for act, more in ((actions.set_roles, {"roles": set()}), (actions.suspend, {})):
        with pytest.raises(ValidationError, match="last super user"):
            act(user=world.super_user, organisation=world.board, by=world.operator, **more)


@pytest.mark.parametrize("kept_from_counting", ["suspended here", "account suspended"])
def test_super_user_who_is_suspended_is_none_that_an_organisation_could_be_left_to(
    world: World, kept_from_counting: str
) -> None:
    actions.grant(user=world.viewer, organisation=world.board, role=Role.AO_SUPER_USER, by=world.super_user)
    if kept_from_counting == "suspended here":
        actions.suspend(user=world.viewer, organisation=world.board, by=world.super_user)
    else:
        actions.suspend_account(user=world.viewer, by=world.operator)
    with pytest.raises(ValidationError, match="last super user"):
        actions.set_roles(user=world.super_user, organisation=world.board, roles=set(), by=world.operator)


def test_role_that_is_given_to_somebody_suspended_is_suspended_too(world: World) -> None:
    actions.suspend(user=world.viewer, organisation=world.board, by=world.super_user)
    roles = {"ao_viewer", "ao_super_user"}
    actions.set_roles(user=world.viewer, organisation=world.board, roles=roles, by=world.super_user)
    assert set(world.viewer.memberships.values_list("is_active", flat=True)) == {False}
    actions.reactivate(user=world.viewer, organisation=world.board, by=world.super_user)
    assert set(world.viewer.memberships.values_list("is_active", flat=True)) == {True}


def test_role_of_another_kind_of_organisation_cannot_be_granted(world: World) -> None:
    with pytest.raises(ValidationError):
        actions.grant(user=world.viewer, organisation=world.board, role=Role.OPERATOR, by=world.super_user)


@pytest.mark.parametrize("change", HELP)
def test_what_changes_no_field_still_stands_on_the_timeline(world: World, change: Change) -> None:
    change(user=world.viewer, organisation=world.board, by=world.operator)
    newest = timeline(world.viewer)[0]
    assert newest.label == "noted"
    assert newest.by_name == "Olga Tester"
    assert newest.process in {"user.unlocked", "user.two_step_removed"}


@pytest.mark.parametrize("change", HELP)
def test_person_elsewhere_cannot_be_helped(world: World, change: Change) -> None:
    with pytest.raises(ValidationError, match="does not work for this organisation"):
        change(user=world.stranger, organisation=world.board, by=world.super_user)
