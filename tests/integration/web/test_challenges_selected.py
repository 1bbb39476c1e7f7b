"""From challenges selected on their list to the batch that gives them to somebody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from testamur.access.models import User
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.challenges.rules import Problem
from world import World, a_challenge, person, record, submit, the

PROBLEMS = (Problem.GRADE, Problem.LEARNER, Problem.OTHER)


def test_from_the_list_to_the_batch_and_its_pages(world: World, as_: Callable[[User], Client]) -> None:
    submit(world, [record(world.learners[0], grade="A")])
    for problem in PROBLEMS:
        a_challenge(world, the(world.learners[0]), problem=problem)
    colleague = person("carol", (world.board, "ao_edc_user"))
    client = as_(world.edc_user)
    asked = client.post("/challenges/", {"act": "assign", "which": "all"})
    assert "Who should work on 3 challenges?" in asked.content.decode()
    sent = {
        name: re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', asked.content.decode())
        for name in ("act", "which", "key", "mark", "token", "step")
    }
    made = client.post("/challenges/", {**sent, "to": str(colleague.uuid)})
    batch = Batch.objects.get(kind="challenge_assignments")
    assert made.url == f"/batches/{batch.uuid}/"
    batches.advance(batch_id=batch.pk)
    page = client.get(made.url).content.decode()
    assert "Challenge assignments" in page
    assert str(colleague) in page
    assert "Your file as you sent it" not in page
    assert "File read" not in page
    assert client.get(f"{made.url}files/submitted/").status_code == 404
    for address in ("/batches/", f"{made.url}records/", f"{made.url}cancel/"):
        assert client.get(address).status_code == 200, address
    batches.confirm(batch=batch, by=world.edc_user)
    batches.advance(batch_id=batch.pk)
    page = client.get(made.url).content.decode()
    assert "The records you selected, with the findings" in page
    assert "your file" not in page


def test_what_cannot_be_given_is_told_on_the_list_and_no_batch_is_made(
    world: World, as_: Callable[[User], Client]
) -> None:
    """To somebody who works for two boards, the list shows the challenges and the people of both."""
    both = person("gemma", (world.board, "ao_edc_user"), (world.other_board, "ao_edc_user"))
    ours, theirs = world.learners[:2]
    submit(world, [record(ours)])
    submit(world, [record(theirs, reference="601/0003/5")], organisation=world.other_board, by=world.stranger)
    first, second = (a_challenge(world, the(learner)) for learner in (ours, theirs))
    client = as_(both)

    def told(to: str, *chosen: Any) -> str:
        asked = {"act": "assign", "which": "ticked", "key": [str(each.uuid) for each in chosen]}
        page = client.post("/challenges/?status=all", asked).content.decode()
        mark = re.findall(r'name="mark" value="([^"]*)"', page)
        sent = {**asked, "step": "confirm", "mark": mark, "token": "x", "to": to}
        return client.post("/challenges/?status=all", sent, follow=True).content.decode()

    assert "Select challenges of one awarding organisation at a time." in told("", first, second)
    assert "does not work on challenges of this organisation." in told(str(world.stranger.uuid), first)
    assert not Batch.objects.filter(kind="challenge_assignments").exists()
    told(str(world.stranger.uuid), second)
    assert Batch.objects.get(kind="challenge_assignments").organisation == world.other_board
