"""A centre's records through the API, sent by the system of a provider."""

from __future__ import annotations

from typing import Any

import pytest

from integration.achievements.returns import aim, csv
from integration.api.client import System, assert_problem, run
from testamur.access import actions as access
from testamur.access.rules import Role
from world import World, record, submit, the

pytestmark = pytest.mark.django_db

BATCHES = "/centre-record-batches"


@pytest.fixture
def centre(world: World) -> System:
    """A system of the provider, which holds the role of its data user."""
    system = System(world.provider)
    access.grant(user=system.client.user, organisation=world.provider, role=Role.PROVIDER_DATA_USER, by=None)
    return system


def sent(system: System, data: bytes, *, query: str = "", content_type: str = "text/csv") -> Any:
    return system.browser.post(
        f"/api/v1{BATCHES}{query}",
        data,
        content_type=content_type,
        headers=system.headers(),
        CONTENT_TYPE=content_type,
    )


@pytest.mark.requirement("ACH-10")
@pytest.mark.requirement("XC-04")
def test_records_are_sent_followed_confirmed_and_undone(centre: System, world: World) -> None:
    one, two, three = world.learners[:3]
    submit(world, [record(two)])
    data = csv([aim(one), aim(two), aim(three, Outcome="3")], number="7")
    taken = sent(centre, data, query="?confirm_first=true&file_name=return.csv")
    assert taken.status_code == 202, taken.content
    run(taken)
    shown = centre.get(taken.headers["Location"]).json()
    assert (shown["state"], shown["collection_type"], shown["return_number"]) == ("ready", "W", "07")
    foreseen = {"created": 1, "superseded": 1, "updated": 0, "unchanged": 0, "skipped": 1}
    assert shown["planned"] == foreseen
    assert set(shown["decisions"]) == {"confirm", "cancel"}
    run(centre.post(f"{shown['href']}/confirm"))
    shown = centre.get(shown["href"]).json()
    assert (shown["state"], shown["effects"]) == ("done", foreseen)
    assert the(two, source="ILR").state == "superseded"

    found = centre.get(shown["findings_href"]).json()["items"]
    assert [(item["record"], item["effect"], item["findings"][0]["code"]) for item in found] == [
        (3, "skipped", "I06")
    ]
    assert centre.get(shown["submitted_file_href"]).getvalue() == data
    assert any(b"I06" in centre.get(file["href"]).getvalue() for file in shown["files"])
    (listed,) = centre.get(BATCHES).json()["items"]
    assert listed["id"] == shown["id"]
    run(centre.post(f"{shown['href']}/undo"))
    assert centre.get(shown["href"]).json()["undone"]["put_back"] == 2
    assert the(one).state == "withdrawn"


def test_same_file_again_is_the_same_batch(centre: System, world: World) -> None:
    first, again = (sent(centre, csv([aim(world.learners[0])])) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json()["duplicate"]
    assert again.json()["id"] == first.json()["id"]


@pytest.mark.requirement("XC-03")
def test_records_are_for_systems_that_may_send_them_and_batches_for_their_own(
    centre: System, world: World
) -> None:
    assert_problem(sent(System(world.board), csv([aim(world.learners[0])])), 403, "not-allowed")
    taken = sent(centre, csv([aim(world.learners[0])]))
    assert_problem(System(world.board).get(taken.headers["Location"]), 404, "not-found")
    achievements = submit(world, [record(world.learners[0])])
    assert_problem(centre.get(f"{BATCHES}/{achievements.uuid}"), 404, "not-found")


def test_what_is_no_file_is_refused(centre: System, world: World) -> None:
    assert_problem(sent(centre, b""), 422, "file-refused")
    assert_problem(sent(centre, b"{}", content_type="application/json"), 415, "unsupported-media-type")
    refused = sent(centre, b"<records/>")
    run(refused)
    shown = centre.get(refused.headers["Location"]).json()
    assert (shown["state"], shown["findings"][0]["code"]) == ("refused", "I01")
