"""Records are sent without a file: judged, followed and undone like the lines of one."""

from __future__ import annotations

from typing import Any

import pytest

from integration.api.client import System, assert_problem, run
from testamur.access.rules import Role
from testamur.achievements.models import Achievement
from testamur.batches.models import Batch
from testamur.learners.models import Learner
from world import World, record

pytestmark = pytest.mark.django_db

RECORDS = "/achievement-batches/records"


def item(learner: Learner, **fields: str) -> dict[str, str]:
    """A right record by the keys of the layout, in texts as a file would have them."""
    right = {key: str(value) for key, value in record(learner).items()}
    return {**right, "action": "Create", **fields}


@pytest.mark.requirement("XC-04")
def test_records_become_a_batch_and_each_is_judged(strong_system: System, world: World) -> None:
    one, two = world.learners[:2]
    sent = strong_system.post(f"{RECORDS}?job_type=final", [item(one), item(two, uln="1000000001")])
    assert sent.status_code == 202, sent.content
    run(sent)
    shown = strong_system.get(sent.headers["Location"]).json()
    assert (shown["counts"]["records"], shown["file"]["format"]) == (2, None)
    found = strong_system.get(shown["findings_href"]).json()["items"]
    assert 2 in [each["record"] for each in found if each["rejected"]]
    assert Batch.objects.get().source == "records"


def test_right_records_are_applied_and_undone(strong_system: System, world: World) -> None:
    sent = strong_system.post(f"{RECORDS}?job_type=final", [item(each) for each in world.learners[:3]])
    run(sent)
    shown = strong_system.get(sent.headers["Location"]).json()
    assert (shown["state"], shown["effects"]["created"]) == ("done", 3), strong_system.get(
        shown["findings_href"]
    ).json()
    assert strong_system.get(shown["submitted_file_href"]).status_code == 200
    run(strong_system.post(f"{shown['href']}/undo"))
    assert set(Achievement.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_same_records_again_are_the_first_batch_and_a_key_stands_for_them(
    system: System, world: World
) -> None:
    records = [item(world.learners[0])]
    first = system.post(RECORDS, records, **{"Idempotency-Key": "one"})
    again = system.post(RECORDS, records)
    assert (again.status_code, again.json()["duplicate"]) == (200, True)
    replayed = system.post(RECORDS, records, **{"Idempotency-Key": "one"})
    assert (replayed.status_code, replayed.headers["Idempotency-Replayed"]) == (202, "true")
    assert {first.json()["id"], again.json()["id"], replayed.json()["id"]} == {first.json()["id"]}
    other = system.post(RECORDS, [item(world.learners[1])], **{"Idempotency-Key": "one"})
    assert_problem(other, 422, "key-used-before")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([{"uln": "1000000000", "colour": "red"}], "#/0/colour"),
        ([{"uln": 1000000000}], "#/0/uln"),
        ([{"uln": "1\x00"}], "#/0/uln"),
        ({"uln": "1000000000"}, "#"),
    ],
)
def test_what_is_no_record_is_refused_at_its_place(system: System, body: Any, pointer: str) -> None:
    problem = assert_problem(system.post(RECORDS, body), 422, "invalid-request")
    assert [each["pointer"] for each in problem["errors"]] == [pointer]
    assert not Batch.objects.exists()


@pytest.mark.requirement("XC-03")
def test_records_are_for_clients_that_may_send_the_kind(world: World, system: System) -> None:
    assert_problem(system.post("/verify-batches/records", [{"uln": "1000000000"}]), 403, "not-allowed")
    viewer = System(world.board)
    viewer.client.user.memberships.update(role=Role.AO_VIEWER)
    assert_problem(viewer.post(RECORDS, [item(world.learners[0])]), 403, "not-allowed")
    assert not Batch.objects.exists()


def test_centres_records_are_those_of_the_clients_own_centre(world: World) -> None:
    """Whose they are is not asked: nobody sends records for another centre."""
    centre = System(world.provider)
    path = "/centre-record-batches/records?collection_type=W&return_number=02"
    assert_problem(centre.post(f"{path}&ukprn=10000009", [{}]), 422, "invalid-request")
    sent = centre.post(path, [{"uln": world.learners[0].uln}])
    assert sent.status_code == 202, sent.content
    run(sent)
    batch = Batch.objects.get()
    assert batch.header["ukprn"] == world.provider.ukprn
    assert (batch.header["collection_type"], batch.header["return_number"]) == ("W", "02")
