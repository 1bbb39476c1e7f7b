"""`testamur batch`: what its page and the API show and decide, from the command line (XC-04)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from integration.commands.running import call
from testamur.achievements.models import Achievement
from testamur.achievements.samples import qualification_reference
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from world import World, record, submit

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("XC-04")]

OWN = ("--organisation", "10000001")
UNKNOWN = qualification_reference(777)


@pytest.fixture
def ready(world: World) -> Batch:
    """A batch of ten records that waits to be confirmed; one is rejected."""
    records = [record(learner) for learner in world.learners[:9]]
    return submit(world, [*records, record(world.learners[9], reference=UNKNOWN)], confirm_first=True)


def state(batch: Batch) -> str:
    return Batch.objects.get(pk=batch.pk).state


def test_status_says_what_became_of_a_batch(ready: Batch) -> None:
    answer = call("batch", "status", str(ready.pk), *OWN)
    assert (answer.exit_code, "10 records: 9 accepted, 1 rejected" in answer.output) == (1, True)
    told = json.loads(call("batch", "status", str(ready.pk), *OWN, "--json").output)
    assert (told["batch"], told["state"], told["rejected"]) == (ready.pk, "ready", 1)


def test_confirm_applies_and_undo_asks_and_puts_back(world: World, ready: Batch) -> None:
    assert call("batch", "confirm", str(ready.pk), *OWN).exit_code == 0
    batches.advance(batch_id=ready.pk)
    assert Achievement.objects.filter(state="active").count() == 9
    again = call("batch", "confirm", str(ready.pk), *OWN)
    assert (again.exit_code, "nothing to confirm" in again.output) == (2, True)
    refused = call("batch", "undo", str(ready.pk), *OWN, "--yes")
    assert refused.exit_code == 2  # the command line's own account may not
    unsure = call("batch", "undo", str(ready.pk), "--user", "susan", given="n\n")
    assert (unsure.exit_code, state(ready)) == (1, "done")
    assert call("batch", "undo", str(ready.pk), "--user", "susan", given="y\n").exit_code == 0
    batches.advance(batch_id=ready.pk)
    assert (state(ready), Achievement.objects.filter(state="active").count()) == ("undone", 0)


def test_cancel_leaves_everything_as_it_was(ready: Batch) -> None:
    assert call("batch", "cancel", str(ready.pk), *OWN).exit_code == 0
    assert (state(ready), Achievement.objects.count()) == ("cancelled", 0)


def test_findings_are_listed_with_what_to_do(ready: Batch) -> None:
    said = call("batch", "findings", str(ready.pk), *OWN).output
    assert "Record 10 UnitOrQualificationReferenceNumber" in said
    found = json.loads(call("batch", "findings", str(ready.pk), *OWN, "--json", "--severity", "error").output)
    assert [(each["record"], each["code"], each["value"]) for each in found] == [(10, "B01", UNKNOWN)]
    assert json.loads(call("batch", "findings", str(ready.pk), *OWN, "--json", "--code", "F02").output) == []
    assert "Nothing was found." in call("batch", "findings", str(ready.pk), *OWN, "--code", "F02").output


def test_files_are_listed_and_written_once(world: World, ready: Batch, tmp_path: Path) -> None:
    call("batch", "confirm", str(ready.pk), *OWN)
    batches.advance(batch_id=ready.pk)
    listed = call("batch", "files", str(ready.pk), *OWN).output
    assert "job-result.json" in listed
    to = tmp_path / "outcome"
    to.mkdir()
    assert call("batch", "files", str(ready.pk), *OWN, "--to", str(to)).exit_code == 0
    names = {path.name for path in to.iterdir()}
    assert names == set(Batch.objects.get(pk=ready.pk).reports)
    assert json.loads((to / "job-result.json").read_bytes())["NumberOfRecords"] == 10
    twice = call("batch", "files", str(ready.pk), *OWN, "--to", str(to))
    assert (twice.exit_code, "already" in twice.output) == (2, True)
    missing = call("batch", "files", str(ready.pk), *OWN, "--name", "nothing.csv")
    assert (missing.exit_code, "has no file" in missing.output) == (2, True)


@pytest.mark.parametrize("who", [("--organisation", "10000002"), ("--user", "oskar")])
def test_a_batch_of_somebody_else_is_not_there(world: World, ready: Batch, who: tuple[str, str]) -> None:
    answer = call("batch", "status", str(ready.pk), *who)
    assert (answer.exit_code, f"no batch {ready.pk}" in answer.output) == (2, True)


def test_it_has_to_be_said_in_whose_name(ready: Batch) -> None:
    for who in ((), (*OWN, "--user", "susan")):
        answer = call("batch", "status", str(ready.pk), *who)
        assert (answer.exit_code, "in whose name" in answer.output) == (2, True)
