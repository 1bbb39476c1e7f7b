"""Finding a learner's achievements, and reading one with its history."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from integration.web.test_batches import text_of
from testamur.achievements.models import Achievement
from testamur.batches import actions
from testamur.learners import actions as learners
from world import World, person, record, submit, the, ulns

As = Callable[..., Client]


def subjects(response: object) -> list[str]:
    """The subjects of the list, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>([^<]+)</a>', unescape(text_of(response)))


@pytest.mark.requirement("ACH-13")
def test_finding_a_learner_shows_own_achievements_as_the_source_lists_them(world: World, as_: As) -> None:
    learner = world.learners[0]
    submit(world, [record(learner), record(learner, reference="J/602/3521", grade="Pass")])
    submit(
        world,
        [record(learner, reference="601/0003/5")],
        organisation=world.other_board,
        by=world.stranger,
    )
    response = as_(world.viewer).post("/achievements/", {"uln": f"{learner.uln[:3]} {learner.uln[3:]}"})
    assert response.headers["Location"] == f"/achievements/learner/{learner.uuid}/"
    shown = text_of(as_(world.viewer).get(response.headers["Location"]))
    assert f"Viewing learner: <strong>{learner}</strong>" in shown
    assert learner.uln in shown
    assert "1-2 of 2 results" in shown
    for part in ("Mathematics", "601/0001/1", "GCE A Level", "Level 3", "3 Jul 2019", "Unit", "On record"):
        assert part in shown
    assert "Geography" not in shown


@pytest.mark.requirement("ACH-13")
def test_finding_a_learner_of_whom_there_is_nothing_of_ones_own_does_not_say_who_they_are(
    world: World, as_: As
) -> None:
    known = world.learners[0]
    submit(world, [record(known)])
    page = as_(world.stranger)
    answer = unescape(text_of(page.post("/achievements/", {"uln": known.uln})))
    assert f"Your organisation has no achievements for the learner with the ULN {known.uln}" in answer
    assert known.family_name not in answer
    assert page.get(f"/achievements/learner/{known.uuid}/").status_code == 404
    assert page.get(f"/achievements/learner/{uuid.uuid4()}/").status_code == 404


@pytest.mark.requirement("EDC-03")
def test_finding_by_a_uln_that_is_wrong_unknown_or_deleted_says_which(world: World, as_: As) -> None:
    unknown, gone = ulns(1, start=900_000_000)[0], world.learners[5]
    learners.delete(learner=gone, in_use="(SELECT 0 AS learner_id)", reason="issued twice", by=None)
    for uln, sentence in [
        ("12345", "is not a ULN. A ULN has ten digits"),
        ("1234567890", "its last digit does not match the other nine"),
        ("9999999999", "means “ULN not known”"),
        (unknown, f"There is no learner with the ULN {unknown}"),
        (gone.uln, f"The ULN {gone.uln} has been deleted"),
    ]:
        answer = unescape(text_of(as_(world.viewer).post("/achievements/", {"uln": uln})))
        assert sentence in answer
        assert 'href="#id_uln"' in answer


def test_finding_nobody_asks_for_a_uln(world: World, as_: As) -> None:
    assert "Enter the ULN" in text_of(as_(world.viewer).post("/achievements/", {"uln": " "}))


def test_uln_stands_in_no_address(world: World, as_: As) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    page = as_(world.viewer)
    response = page.post("/achievements/", {"uln": learner.uln}, follow=True)
    shown = response.content.decode()
    assert not [
        address for address in re.findall(r'(?:href|action)="([^"]+)"', shown) if learner.uln in address
    ]
    assert all(learner.uln not in address for address, _status in response.redirect_chain)


def test_list_is_sorted_by_any_column_both_ways(world: World, as_: As) -> None:
    learner = world.learners[0]
    submit(
        world, [record(learner, reference="601/0002/3", grade="B"), record(learner, award_date="2019-06-01")]
    )
    page, address = as_(world.viewer), f"/achievements/learner/{learner.uuid}/"
    assert subjects(page.get(address)) == ["Physics", "Mathematics"]
    for column, first in [
        ("subject", "Mathematics"),
        ("grade", "Mathematics"),
        ("award_date", "Mathematics"),
    ]:
        assert subjects(page.get(f"{address}?sort={column}&order=ascending"))[0] == first
        assert subjects(page.get(f"{address}?sort={column}&order=descending"))[-1] == first
    assert 'aria-sort="ascending"' in text_of(page.get(f"{address}?sort=level&order=ascending"))
    assert subjects(page.get(f"{address}?sort=password")) == ["Physics", "Mathematics"]


@pytest.mark.requirement("XC-01")
def test_merged_learner_shows_the_achievements_of_both_numbers_and_says_so(world: World, as_: As) -> None:
    linked, master = world.learners[:2]
    submit(world, [record(linked), record(master, reference="601/0002/3")])
    learners.merge(learner=linked, master=master, reason="the same person", by=None)
    page = as_(world.viewer)
    for learner, note in [
        (linked, f"has been merged into {master.uln}"),
        (master, f"merged into this one: {linked.uln}"),
    ]:
        shown = text_of(page.get(f"/achievements/learner/{learner.uuid}/"))
        assert note in shown
        assert "1-2 of 2 results" in shown
    detail = text_of(page.get(f"/achievements/{the(linked).uuid}/"))
    assert f"{linked.uln} has been merged into {master.uln}" in detail


@pytest.mark.requirement("XC-03")
def test_operator_sees_the_achievements_of_all_organisations_with_their_owner(world: World, as_: As) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    submit(
        world, [record(learner, reference="601/0003/5")], organisation=world.other_board, by=world.stranger
    )
    shown = text_of(as_(world.operator).get(f"/achievements/learner/{learner.uuid}/"))
    assert "1-2 of 2 results" in shown
    assert "Southern Board" in shown


def test_finding_is_for_people_with_a_role(world: World, as_: As) -> None:
    assert as_(world.outsider).get("/achievements/").status_code == 403
    assert Client().get("/achievements/").status_code == 302


# --- one achievement ----------------------------------------------------------------------------------------------


def test_achievement_tells_what_it_is(world: World, as_: As) -> None:
    submit(world, [record(world.learners[0], mis_identifier="C-1")])
    shown = text_of(as_(world.viewer).get(f"/achievements/{the(world.learners[0]).uuid}/"))
    for part in ("Achievement summary", "Mathematics", "GCE A Level", "601/0001/1", "Level 3", "3 Jul 2019"):
        assert part in shown
    for part in ("English", "10000101", "Final", "C-1", world.learners[0].uln, "Northern Board"):
        assert part in shown
    assert "Withdraw" not in shown


@pytest.mark.requirement("XC-01")
def test_history_tells_who_when_what_why_and_through_which_batch(world: World, as_: As) -> None:
    learner = world.learners[0]
    first = submit(world, [record(learner)], job_type="provisional")
    second = submit(
        world, [record(learner, action="update", grade="B", action_reason="re-marked")], job_type="final"
    )
    submit(world, [record(learner, action="withdraw", action_reason="not theirs")])
    undone = submit(world, [record(learner, action="reinstate")])
    actions.undo(batch=undone, by=world.super_user)
    actions.advance(batch_id=undone.pk)
    shown = unescape(text_of(as_(world.viewer).get(f"/achievements/{the(learner).uuid}/")))
    history = shown.split("<h2")[-1]
    titles = re.findall(r'app-timeline__title">([^<]+)<', history)
    assert titles == [
        "Restored, because the batch was undone",
        "Reinstated",
        "Withdrawn",
        "Promoted to final",
        "Created",
    ]
    assert "by Bashir Tester" in history
    assert "by Susan Tester" in history
    assert "<del>A</del> → <ins>B</ins>" in history
    assert "Reason: re-marked" in history
    assert "Reason: not theirs" in history
    for batch in (first, second):
        assert f'href="/batches/{batch.uuid}/records/1/"' in history
        assert f"batch {batch.pk}" in history


@pytest.mark.requirement("ACH-13")
@pytest.mark.parametrize("page", ["", "update/", "withdraw/", "reinstate/"])
def test_achievement_of_another_organisation_is_not_found(world: World, as_: As, page: str) -> None:
    submit(world, [record(world.learners[0])])
    address = f"/achievements/{the(world.learners[0]).uuid}/{page}"
    stranger = as_(world.stranger)
    assert stranger.get(address).status_code == 404
    assert page == "" or stranger.post(address, {"action_reason": "x", "grade": "E"}).status_code == 404
    held = Achievement.objects.get()
    assert (held.state, held.grade) == ("active", "A")


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("page", ["update/", "withdraw/", "reinstate/"])
def test_achievement_is_not_changed_by_who_may_only_see_it(world: World, as_: As, page: str) -> None:
    submit(world, [record(world.learners[0])])
    address = f"/achievements/{the(world.learners[0]).uuid}/{page}"
    for user in (world.viewer, world.operator):
        assert as_(user).get(address).status_code == 403
        assert as_(user).post(address, {"action_reason": "x", "grade": "E"}).status_code == 403


def test_list_of_a_person_with_two_organisations_tells_whose_each_is(world: World, as_: As) -> None:
    both = person("gemma", (world.board, "ao_viewer"), (world.other_board, "ao_viewer"))
    learner = world.learners[0]
    submit(world, [record(learner)])
    submit(
        world, [record(learner, reference="601/0003/5")], organisation=world.other_board, by=world.stranger
    )
    shown = text_of(as_(both).get(f"/achievements/learner/{learner.uuid}/"))
    assert "Northern Board" in shown
    assert "Southern Board" in shown
