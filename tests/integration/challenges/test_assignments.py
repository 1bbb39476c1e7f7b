"""Many challenges given to somebody at once: a batch that is made by a selection instead of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from testamur.audit import queries as audit
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches.models import Batch
from testamur.challenges import actions as challenges
from testamur.challenges.models import Challenge
from testamur.challenges.rules import Problem
from testamur.challenges.states import State
from testamur.notices.models import Notice
from world import World, carried_out, keys_of, person

Raise = Callable[..., Challenge]
GIVEN_BEFORE = "D23.theirs_already"


@pytest.fixture
def three(raise_one: Raise) -> list[Challenge]:
    return [raise_one(problem) for problem in (Problem.GRADE, Problem.LEARNER, Problem.OTHER)]


@pytest.fixture
def colleague(world: World) -> Any:
    return person("carol", (world.board, "ao_edc_user"))


def selected(world: World, found: list[Challenge], to: Any, **more: Any) -> Batch:
    given = {"organisation": world.board, "expected": len(found), "through": "page", "by": world.edc_user}
    selection = {"challenges": [str(each.uuid) for each in found], "to": str(to.uuid) if to else ""}
    submission = batches.submit_selection(
        kind="challenge_assignments", selection=selection, **{**given, **more}
    )
    batches.advance(batch_id=submission.batch.pk)
    submission.batch.refresh_from_db()
    return submission.batch


def owners(found: list[Challenge]) -> list[Any]:
    return [Challenge.objects.get(pk=each.pk).assigned_to for each in found]


def test_they_are_given_after_a_look_with_history_and_one_e_mail(
    world: World, three: list[Challenge], colleague: Any
) -> None:
    batch = selected(world, three, colleague)
    assert (batch.state, batch.total, batch.planned) == ("ready", 3, {"assigned": 3})
    assert owners(three) == [None] * 3
    Notice.objects.all().delete()
    batch = carried_out(batch, by=world.edc_user)
    assert (batch.state, batch.effects) == ("done", {"assigned": 3})
    assert owners(three) == [colleague] * 3
    assert {version.process for each in three for version in audit.timeline(each)[:1]} == {"batch.applied"}
    to_colleague = Notice.objects.filter(to=colleague.email).values_list("subject", flat=True)
    assert list(to_colleague) == ["Challenges assigned to you: 3"]


def test_undoing_gives_them_back_to_whoever_had_them_but_not_what_went_on(
    world: World, three: list[Challenge], colleague: Any
) -> None:
    challenges.assign(challenge=three[0], to=world.edc_user, through="page", by=world.edc_user)
    batch = carried_out(selected(world, three, colleague), by=world.edc_user)
    challenges.assign(challenge=three[2], to=world.edc_user, through="page", by=colleague)
    batches.undo(batch=batch, by=world.edc_user)
    batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert owners(three) == [world.edc_user, None, world.edc_user]
    assert [left["reference"] for left in batch.undo_result["listed"]] == [three[2].reference]


def test_those_that_ended_are_rejected_and_those_that_are_theirs_stay(
    world: World, three: list[Challenge], colleague: Any
) -> None:
    challenges.assign(challenge=three[0], to=colleague, through="page", by=world.edc_user)
    challenges.withdraw(challenge=three[1], reason="We were wrong", through="page", by=world.provider_user)
    batch = selected(world, three, colleague)
    found = {row.incoming[0]: keys_of(batch, row.number) for row in ledger.all_rows(batch)}
    assert found == {
        three[0].reference: [GIVEN_BEFORE],
        three[1].reference: ["D22.ended"],
        three[2].reference: [],
    }
    batch = carried_out(batch, by=world.edc_user)
    assert batch.effects == {"unchanged": 1, "assigned": 1}
    assert owners(three) == [colleague, None, colleague]
    assert State(Challenge.objects.get(pk=three[1].pk).state) == State.WITHDRAWN


def test_nobody_in_particular_is_everybody(world: World, three: list[Challenge], colleague: Any) -> None:
    challenges.assign(challenge=three[0], to=colleague, through="page", by=world.edc_user)
    batch = carried_out(selected(world, three[:1], None), by=world.edc_user)
    assert (batch.effects, owners(three[:1])) == ({"assigned": 1}, [None])


def test_only_people_of_the_organisation_are_given_any(world: World, three: list[Challenge]) -> None:
    batch = selected(world, three, world.stranger)
    assert batch.state == "refused"
    assert owners(three) == [None] * 3
    with pytest.raises(PermissionDenied):
        selected(world, three, world.edc_user, by=world.viewer)


def test_a_selection_is_of_one_organisation(world: World, three: list[Challenge]) -> None:
    batch = selected(
        world,
        three,
        None,
        organisation=world.other_board,
        by=person("oz", (world.other_board, "ao_edc_user")),
    )
    assert batch.total == 0
    assert owners(three) == [None] * 3


def test_they_stay_where_they_are_if_the_person_has_lost_the_right_meanwhile(
    world: World, three: list[Challenge], colleague: Any
) -> None:
    challenges.assign(challenge=three[0], to=world.edc_user, through="page", by=world.edc_user)
    batch = selected(world, three, colleague)
    colleague.memberships.all().delete()
    batch = carried_out(batch, by=world.edc_user)
    assert owners(three) == [world.edc_user, None, None]
    assert [keys_of(batch, row.number) for row in ledger.all_rows(batch)] == [["D29.not_applied"]] * 3
