"""Lists and pages of batches: who sees them, and that every state has its page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from testamur.batches import actions
from testamur.batches.models import Batch
from testamur.batches.states import BATCH_LIFE, BatchState
from world import World, person, record, submit

As = Callable[..., Client]
PAGES = [
    "batch_detail",
    "batch_progress",
    "batch_sent_before",
    "batch_cancel",
    "batch_undo",
    "batch_findings",
]


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def some(world: World, count: int = 3, bad: int = 0) -> list[dict[str, object]]:
    wrong = [record(world.learners[place], uln="1234567890") for place in range(bad)]
    return [*wrong, *(record(learner) for learner in world.learners[bad:count])]


@pytest.mark.requirement("ACH-02")
def test_batch_list_shows_own_batches_newest_first_with_state_and_counts(world: World, as_: As) -> None:
    submit(world, some(world, 10, bad=2), name="summer.xml")
    submit(world, some(world, 2), name="autumn.xml", run=False)
    shown = text_of(as_(world.viewer).get("/batches/"))
    assert "2 batches" in shown
    assert shown.index("autumn.xml") < shown.index("summer.xml")
    assert "Waiting" in shown
    assert "Successful" in shown
    assert "by Bashir Tester" in shown


@pytest.mark.requirement("XC-03")
def test_batch_list_of_another_organisation_is_empty(world: World, as_: As) -> None:
    submit(world, some(world), name="summer.xml")
    shown = text_of(as_(world.stranger).get("/batches/"))
    assert "summer.xml" not in shown
    assert "No batches have been sent yet" in shown


def test_batch_list_filtered_by_state_shows_only_those(world: World, as_: As) -> None:
    submit(world, some(world), name="summer.xml")
    submit(world, some(world, 2), name="autumn.xml", run=False)
    page = as_(world.viewer)
    assert "summer.xml" not in text_of(page.get("/batches/?state=received"))
    assert "autumn.xml" in text_of(page.get("/batches/?state=received"))
    nothing = text_of(page.get("/batches/?state=undone"))
    assert "No batches match." in nothing
    assert "Show all batches" in nothing


def test_batch_list_with_a_filter_that_is_none_shows_all(world: World, as_: As) -> None:
    submit(world, some(world), name="summer.xml")
    response = as_(world.viewer).get("/batches/?state=nonsense&organisation=nonsense&page=99")
    assert response.status_code == 200
    assert "summer.xml" in text_of(response)
    assert "There is a problem" not in text_of(response)


def test_batch_list_of_somebody_with_two_organisations_can_be_narrowed_to_one(world: World, as_: As) -> None:
    both = person("gemma", (world.board, "ao_viewer"), (world.other_board, "ao_viewer"))
    submit(world, some(world), name="north.xml")
    submit(world, some(world), name="south.xml", organisation=world.other_board, by=world.stranger)
    page = as_(both)
    assert {"north.xml", "south.xml"} <= set(
        text_of(page.get("/batches/")).replace("<", " ").replace(">", " ").split()
    )
    narrowed = text_of(page.get(f"/batches/?organisation={world.other_board.uuid}"))
    assert "south.xml" in narrowed
    assert "north.xml" not in narrowed


def test_batch_list_asks_the_same_number_of_questions_for_one_batch_and_for_many(
    world: World, as_: As, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        submit(world, some(world), name=f"{number}.xml", run=False, send_again=True)
    page = as_(world.viewer)
    with django_assert_max_num_queries(15):
        page.get("/batches/")


def test_batch_list_is_for_people_with_a_role(world: World, as_: As) -> None:
    assert as_(world.outsider).get("/batches/").status_code == 403
    response = Client().get("/batches/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


# --- one batch ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(BatchState))
def test_batch_page_of_every_state_has_its_tag_and_its_own_words(
    world: World, as_: As, state: BatchState
) -> None:
    batch = submit(world, some(world, 10, bad=2))
    undone = {"put_back": 3, "left": 0, "listed": []}
    Batch.objects.filter(pk=batch.pk).update(state=state, undo_result=undone)
    response = as_(world.super_user).get(f"/batches/{batch.uuid}/")
    assert response.status_code == 200
    shown = text_of(response)
    meaning = BATCH_LIFE.meaning(state)
    assert f'app-tag--{meaning.tag}">{meaning.label}' in shown
    assert "About this batch" in shown


@pytest.mark.requirement("ACH-02")
def test_batch_page_of_a_batch_that_is_done_tells_its_outcome(world: World, as_: As) -> None:
    batch = submit(world, some(world, 10, bad=2), name="summer.xml")
    shown = text_of(as_(world.viewer).get(f"/batches/{batch.uuid}/"))
    assert "8 of 10 records were accepted" in shown
    assert "Field data" in shown
    assert "summer-outcome.xml" in shown
    assert "Undo this batch" not in shown


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("name", PAGES)
def test_batch_pages_of_another_organisation_are_not_found(world: World, as_: As, name: str) -> None:
    batch = submit(world, some(world))
    page = as_(world.stranger)
    expected = (
        302 if name == "batch_progress" else 404
    )  # a fragment leads back to the page, which is not there
    assert page.get(reverse(name, args=[batch.uuid])).status_code == expected
    assert page.post(reverse("batch_undo", args=[batch.uuid])).status_code == 404
    assert page.post(reverse("batch_confirm", args=[batch.uuid])).status_code == 404
    assert page.get(reverse("batch_record", args=[batch.uuid, 1])).status_code == 404
    assert page.get(reverse("batch_file", args=[batch.uuid, "submitted"])).status_code == 404


def test_batch_page_that_moves_asks_again_with_and_without_scripts(world: World, as_: As) -> None:
    batch = submit(world, some(world), run=False)
    page = as_(world.viewer)
    shown = text_of(page.get(f"/batches/{batch.uuid}/"))
    assert f'hx-get="/batches/{batch.uuid}/progress/' in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    fragment = page.get(f"/batches/{batch.uuid}/progress/", headers={"hx-request": "true"})
    assert "Waiting to be read" in text_of(fragment)
    assert "<html" not in text_of(fragment)


def test_batch_progress_of_a_batch_that_rests_has_the_page_asked_for_anew(world: World, as_: As) -> None:
    batch = submit(world, some(world))
    address = f"/batches/{batch.uuid}/progress/"
    for somebody in (as_(world.viewer), Client()):
        assert somebody.get(address, headers={"hx-request": "true"}).headers["HX-Refresh"] == "true"
        assert somebody.get(address).headers["Location"] == f"/batches/{batch.uuid}/"


def test_batch_progress_says_aloud_only_what_has_not_been_said(world: World, as_: As) -> None:
    batch = submit(world, some(world), run=False)
    page, address = as_(world.viewer), f"/batches/{batch.uuid}/progress/"
    assert "hx-swap-oob" in text_of(page.get(address))
    assert "hx-swap-oob" not in text_of(page.get(f"{address}?shown=Waiting to be read:0"))


# --- decisions ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("XC-02")
def test_batch_shown_first_changes_nothing_until_it_is_confirmed(world: World, as_: As) -> None:
    batch = submit(world, some(world), confirm_first=True)
    page = as_(world.batch_user)
    shown = text_of(page.get(f"/batches/{batch.uuid}/"))
    assert "Nothing has been changed yet" in shown
    assert "To be created" in shown
    response = page.post(f"/batches/{batch.uuid}/confirm/", follow=True)
    assert f"Batch {batch.pk} has been confirmed" in text_of(response)
    actions.advance(batch_id=batch.pk)
    assert "All 3 records were accepted" in text_of(page.get(f"/batches/{batch.uuid}/"))


def test_batch_that_was_confirmed_already_says_so_and_is_not_applied_twice(world: World, as_: As) -> None:
    batch = submit(world, some(world), confirm_first=True)
    page = as_(world.batch_user)
    page.post(f"/batches/{batch.uuid}/confirm/")
    response = page.post(f"/batches/{batch.uuid}/confirm/", follow=True)
    assert "there is nothing to confirm" in text_of(response)
    assert Batch.objects.get(pk=batch.pk).state == BatchState.CONFIRMED


def test_batch_is_cancelled_on_a_page_that_asks_first(world: World, as_: As) -> None:
    batch = submit(world, some(world), confirm_first=True)
    page = as_(world.batch_user)
    assert "Do you want to cancel batch" in text_of(page.get(f"/batches/{batch.uuid}/cancel/"))
    assert Batch.objects.get(pk=batch.pk).state == BatchState.READY
    assert "This batch was cancelled" in text_of(page.post(f"/batches/{batch.uuid}/cancel/", follow=True))


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("decision", ["confirm", "cancel"])
def test_batch_of_ones_own_organisation_is_not_decided_by_a_viewer(
    world: World, as_: As, decision: str
) -> None:
    batch = submit(world, some(world), confirm_first=True)
    page = as_(world.viewer)
    assert "Confirm and apply" not in text_of(page.get(f"/batches/{batch.uuid}/"))
    assert page.post(f"/batches/{batch.uuid}/{decision}/").status_code == 403
    assert Batch.objects.get(pk=batch.pk).state == BatchState.READY


def test_batch_is_undone_by_a_super_user_and_by_no_batch_user(world: World, as_: As) -> None:
    batch = submit(world, some(world))
    assert as_(world.batch_user).post(f"/batches/{batch.uuid}/undo/").status_code == 403
    page = as_(world.super_user)
    assert "Do you want to undo batch" in text_of(page.get(f"/batches/{batch.uuid}/undo/"))
    page.post(f"/batches/{batch.uuid}/undo/")
    actions.advance(batch_id=batch.pk)
    shown = text_of(page.get(f"/batches/{batch.uuid}/"))
    assert "3 records were restored" in shown
    assert "Everything that this batch had changed is as it was before" in shown


def test_batch_undone_lists_what_was_changed_since_and_left(world: World, as_: As) -> None:
    batch = submit(world, some(world))
    submit(world, [record(world.learners[0], action="update", grade="B")])
    actions.undo(batch=batch, by=world.super_user)
    actions.advance(batch_id=batch.pk)
    shown = text_of(as_(world.super_user).get(f"/batches/{batch.uuid}/"))
    assert "2 records were restored" in shown
    assert "1 record was left as it is" in shown
    assert world.learners[0].uln in shown


STOPPED = {
    "stopped": ({"retry", "cancel"}, "nothing has been changed"),
    "interrupted": ({"retry", "undo"}, "5 of 10 records have been saved"),
    "unreported": ({"retry", "undo", "close"}, "The records have been saved, but there are no outcome files"),
    "undo_stopped": ({"retry"}, "have not been undone"),
}


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize("state", STOPPED)
def test_batch_that_has_stopped_says_what_is_true_and_offers_what_can_be_done(
    world: World, as_: As, state: str
) -> None:
    batch = submit(world, some(world, 10, bad=2))
    Batch.objects.filter(pk=batch.pk).update(state=state, attempts=6, applied_through=5)
    acts, said = STOPPED[state]
    shown = text_of(as_(world.super_user).get(f"/batches/{batch.uuid}/"))
    assert said in shown
    assert {act for act in ("retry", "cancel", "undo", "close") if f"{batch.uuid}/{act}/" in shown} == acts
    shown = text_of(as_(world.viewer).get(f"/batches/{batch.uuid}/"))
    assert f"Someone at {world.board.name} who can decide about it, or the operator" in shown
    assert not any(f"{batch.uuid}/{act}/" in shown for act in acts)


def test_batch_is_ended_without_outcome_files_on_a_page_that_asks_first(world: World, as_: As) -> None:
    batch = submit(world, some(world))
    Batch.objects.filter(pk=batch.pk).update(state="unreported", reports={})
    page = as_(world.batch_user)
    assert "without its outcome files?" in text_of(page.get(f"/batches/{batch.uuid}/close/"))
    shown = text_of(page.post(f"/batches/{batch.uuid}/close/", follow=True))
    assert f"Batch {batch.pk} has been ended" in shown
    assert "It was ended without outcome files." in shown


@pytest.mark.parametrize("question", ["cancel", "undo", "confirm", "retry", "close"])
def test_batch_question_that_does_not_arise_leads_back_to_the_batch(
    world: World, as_: As, question: str
) -> None:
    batch = submit(world, b"hello", name="letter.txt")
    response = as_(world.super_user).get(f"/batches/{batch.uuid}/{question}/")
    assert response.headers["Location"] == f"/batches/{batch.uuid}/"
