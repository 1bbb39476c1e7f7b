"""The activity log for systems: the same entries as the page has, by the same rule."""

from __future__ import annotations

import pytest

from integration.api.client import System, assert_problem
from testamur.access.rules import Role
from testamur.plumbing import clock
from world import World, record, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer(world: World) -> System:
    return System(world.board, role=Role.AO_VIEWER)


def test_entries_come_newest_first_in_pieces_with_their_batch(viewer: System, world: World) -> None:
    batch = submit(world, [record(learner) for learner in world.learners[:3]])
    first = viewer.get("/activity", kind="achievements", limit=2).json()
    rest = viewer.get("/activity", kind="achievements", limit=2, cursor=first["next"]).json()
    items = first["items"] + rest["items"]
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert len({each["record"] for each in items}) == 3
    for each in items:
        assert (each["process"], each["change"], each["by"]) == (
            "batch.applied",
            "created",
            str(world.batch_user),
        )
        assert each["batch"]["number"] == batch.pk
        assert viewer.get(each["batch"]["href"]).status_code == 200
        assert viewer.get(f"/achievements/{each['record']}").status_code == 200


def test_filters_narrow_as_on_the_page(viewer: System, world: World) -> None:
    batch = submit(world, [record(world.learners[0])])
    today = clock.today()

    def found(**asked: object) -> int:
        return len(viewer.get("/activity", kind="achievements", **asked).json()["items"])

    assert (
        found()
        == found(batch=batch.pk)
        == found(by=str(world.batch_user))
        == found(first=today, last=today)
        == 1
    )
    assert found(batch=batch.pk + 1) == found(by="Nobody") == found(last=f"{today.year - 1}-01-01") == 0


def test_another_organisation_reads_nothing_and_a_foreign_kind_is_refused(world: World) -> None:
    batch = submit(world, [record(world.learners[0])])
    other = System(world.other_board, role=Role.AO_VIEWER)
    assert other.get("/activity", kind="achievements").json()["items"] == []
    assert other.get("/activity", kind="achievements", batch=batch.pk).json()["items"] == []
    assert_problem(other.get("/activity", kind="memberships"), 403, "not-allowed")
