"""Confirm, cancel, undo: what a person decides on a page, a system decides here."""

from __future__ import annotations

import pytest

from integration.api.client import System, a_batch, assert_problem, run
from testamur.access.rules import Role
from testamur.achievements.models import Achievement
from testamur.batches.models import Batch
from world import World, record, submit, xml

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("XC-04")]


def test_checked_batch_is_applied_once_confirmed(system: System, world: World) -> None:
    ready = system.done(system.send(a_batch(world), query="?confirm_first=true"))
    assert (ready["state"], ready["next_move"]) == ("ready", "person")
    confirmed = system.post(f"{ready['href']}/confirm")
    assert confirmed.status_code == 200
    assert confirmed.json()["state"] == "confirmed"
    run(confirmed)
    assert system.get(ready["href"]).json()["effects"]["created"] == 3
    assert Batch.objects.get().confirmed_by == system.client.user
    problem = assert_problem(system.post(f"{ready['href']}/confirm"), 409, "not-possible-now")
    assert "Successful" in problem["detail"]


def test_checked_batch_is_cancelled_and_nothing_written(system: System, world: World) -> None:
    ready = system.done(system.send(a_batch(world), query="?confirm_first=true"))
    cancelled = system.post(f"{ready['href']}/cancel").json()
    assert cancelled["state"] == "cancelled"
    assert cancelled["job_result"]["Status"] == "Cancelled"
    assert cancelled["decisions"] == []
    assert_problem(system.post(f"{ready['href']}/confirm"), 409, "not-possible-now")
    assert_problem(system.post(f"{ready['href']}/cancel"), 409, "not-possible-now")
    assert Achievement.objects.count() == 0


def test_waiting_batch_is_cancelled(system: System, world: World) -> None:
    sent = system.send(a_batch(world))
    assert system.post(f"{sent.json()['href']}/cancel").json()["state"] == "cancelled"
    run(sent)
    assert Achievement.objects.count() == 0


def test_applied_batch_is_undone_and_what_changed_since_is_listed(
    strong_system: System, world: World
) -> None:
    done = strong_system.done(strong_system.send(a_batch(world)))
    assert done["decisions"] == ["undo"]
    submit(world, xml([record(world.learners[0], action="update", grade="B")]))
    undoing = strong_system.post(f"{done['href']}/undo")
    assert undoing.json()["state"] == "undoing"
    run(undoing)
    undone = strong_system.get(done["href"]).json()
    assert undone["state"] == "undone"
    assert (undone["undone"]["put_back"], undone["undone"]["left"]) == (2, 1)
    assert [left["uln"] for left in undone["undone"]["listed"]] == [world.learners[0].uln]
    assert Achievement.objects.filter(state="withdrawn").count() == 2


def test_undo_needs_a_role_that_may(system: System, world: World) -> None:
    done = system.done(system.send(a_batch(world)))
    assert done["decisions"] == []
    problem = assert_problem(system.post(f"{done['href']}/undo"), 403, "not-allowed")
    assert "super user" in problem["detail"]
    assert Achievement.objects.filter(state="active").count() == 3


def test_viewer_sees_and_decides_nothing(world: World) -> None:
    """The rights of a client are those of its account's role, whatever its scopes."""
    viewer = System(world.board)
    viewer.client.user.memberships.update(role=Role.AO_VIEWER)
    batch = submit(world, a_batch(world), confirm_first=True)
    shown = viewer.get(f"/achievement-batches/{batch.uuid}").json()
    assert shown["decisions"] == []
    for decision in ("confirm", "cancel", "undo"):
        assert_problem(viewer.post(f"{shown['href']}/{decision}"), 403, "not-allowed")
    assert_problem(viewer.send(a_batch(world, 1)), 403, "not-allowed")
    assert Batch.objects.get().state == "ready"
