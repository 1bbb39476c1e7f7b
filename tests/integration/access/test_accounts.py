"""An account belongs to the person; a super user may change it only while it is their organisation's alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from testamur.access import actions
from testamur.access.rules import Role
from testamur.audit.queries import timeline
from world import World

pytestmark = pytest.mark.django_db

Change = Callable[..., Any]
CHANGES: list[tuple[Change, dict[str, Any]]] = [
    (actions.set_active, {"active": False}),
    (actions.remove_two_step, {}),
    (actions.change_person, {"first_name": "New", "last_name": "Name", "telephone": ""}),
]


@pytest.mark.parametrize(("change", "more"), CHANGES)
def test_super_user_changes_the_account_of_a_person_of_their_own(
    world: World, change: Change, more: dict[str, Any]
) -> None:
    change(user=world.viewer, organisation=world.board, by=world.super_user, **more)


@pytest.mark.parametrize(("change", "more"), CHANGES)
def test_person_of_two_organisations_is_left_to_the_records_service(
    world: World, change: Change, more: dict[str, Any]
) -> None:
    actions.grant(user=world.stranger, organisation=world.board, role=Role.AO_VIEWER, by=world.super_user)
    with pytest.raises(ValidationError, match="also works for another organisation"):
        change(user=world.stranger, organisation=world.board, by=world.super_user, **more)
    change(user=world.stranger, organisation=world.board, by=world.operator, **more)


@pytest.mark.parametrize(("change", "more"), CHANGES)
def test_person_of_another_organisation_cannot_be_reached(
    world: World, change: Change, more: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError, match="does not work for this organisation"):
        change(user=world.stranger, organisation=world.board, by=world.super_user, **more)
    with pytest.raises(PermissionDenied):
        change(user=world.stranger, organisation=world.other_board, by=world.super_user, **more)


def test_last_super_user_cannot_be_taken_off(world: World) -> None:
    with pytest.raises(ValidationError, match="last super user"):
        actions.set_roles(
            user=world.super_user, organisation=world.board, roles={"ao_viewer"}, by=world.super_user
        )
    actions.grant(user=world.viewer, organisation=world.board, role=Role.AO_SUPER_USER, by=world.super_user)
    actions.set_roles(user=world.super_user, organisation=world.board, roles={"ao_viewer"}, by=world.viewer)


def test_role_of_another_kind_of_organisation_cannot_be_granted(world: World) -> None:
    with pytest.raises(ValidationError):
        actions.grant(user=world.viewer, organisation=world.board, role=Role.OPERATOR, by=world.super_user)


@pytest.mark.parametrize("change", [actions.unlock, actions.remove_two_step])
def test_what_changes_no_field_still_stands_on_the_timeline(world: World, change: Change) -> None:
    change(user=world.viewer, organisation=world.board, by=world.super_user)
    newest = timeline(world.viewer)[0]
    assert newest.label == "noted"
    assert newest.by_name == "Susan Tester"
    assert newest.process in {"user.unlocked", "user.two_step_removed"}


def test_person_elsewhere_cannot_be_unlocked(world: World) -> None:
    with pytest.raises(ValidationError, match="does not work for this organisation"):
        actions.unlock(user=world.stranger, organisation=world.board, by=world.super_user)
