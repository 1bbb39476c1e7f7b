"""An awarding organisation's record takes the place of a centre's, whichever comes first and whatever follows."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.achievements.returns import aim, send
from testamur.achievements import actions
from testamur.achievements.actions import precedence
from testamur.achievements.models import Achievement
from testamur.achievements.queries import history_of
from testamur.audit import actions as audit
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.learners import actions as learners
from testamur.organisations import actions as organisations
from testamur.qualifications.models import Entry
from world import World, person, record, submit

pytestmark = pytest.mark.django_db


def states(learner: Any) -> dict[str, str]:
    """The state of the latest record of each source."""
    held = Achievement.objects.filter(learner=learner).order_by("id")
    return {each.source: each.state for each in held}


def test_centre_comes_second_and_is_kept_below(world: World) -> None:
    one = world.learners[0]
    submit(world, [record(one)])
    batch = send(world, [aim(one, OutGrade="C")])
    assert batch.effects == {"superseded": 1}
    assert states(one) == {"AO": "active", "ILR": "superseded"}
    assert Achievement.objects.get(source="AO").grade == "A"
    assert len(history_of(Achievement.objects.get(source="AO"))) == 1


def test_centre_comes_first_and_is_superseded_with_its_history(world: World) -> None:
    one, two = world.learners[:2]
    send(world, [aim(one), aim(two)])
    submit(world, [record(one)])
    assert states(one) == {"AO": "active", "ILR": "superseded"}
    assert states(two) == {"ILR": "active"}
    held = Achievement.objects.get(source="ILR", learner=one)
    assert [version.process for version in history_of(held)] == ["batch.applied", "batch.applied"]
    assert held.grade == "B"


def test_records_of_two_numbers_are_settled_once_they_are_one_person(world: World) -> None:
    one, two = world.learners[:2]
    submit(world, [record(one)])
    send(world, [aim(two)])
    assert (states(one), states(two)) == ({"AO": "active"}, {"ILR": "active"})
    actions.merge_learners(learner=two, master=one, reason="Registered twice", by=world.operator)
    assert (states(one), states(two)) == ({"AO": "active"}, {"ILR": "superseded"})
    held = history_of(Achievement.objects.get(source="ILR"))[0]
    assert (held.process, held.reason) == ("learner.merged", "Registered twice")


@pytest.mark.parametrize("how", ["withdraw", "delete", "move", "undo", "page"])
def test_centres_record_stands_again_when_the_other_is_gone(world: World, how: str) -> None:
    one, two = world.learners[:2]
    send(world, [aim(one), aim(two)])
    batch = submit(world, [record(one)])
    held = Achievement.objects.get(source="AO")
    match how:
        case "withdraw":
            submit(world, [record(one, action="withdraw")])
        case "delete":
            actions.delete(achievement=held, through="page", by=world.edc_user)
        case "move":
            actions.move(achievement=held, uln=two.uln, through="page", by=world.edc_user)
        case "page":
            actions.withdraw(achievement=held, through="page", by=world.edc_user)
        case "undo":
            batches.undo(batch=batch, by=world.super_user)
            batches.advance(batch_id=batch.pk)
    assert states(one)["ILR"] == "active"
    assert states(two)["ILR"] == ("superseded" if how == "move" else "active")
    if how in ("withdraw", "page"):
        submit(world, [record(one, action="reinstate")])
        assert states(one) == {"AO": "active", "ILR": "superseded"}


def test_other_date_other_reference_and_other_learner_are_other_awards(world: World) -> None:
    one, two = world.learners[:2]
    submit(world, [record(one)])
    send(world, [aim(one, AchDate="2019-07-04"), aim(one, LearnAimRef="60100023"), aim(two)])
    assert set(Achievement.objects.filter(source="ILR").values_list("state", flat=True)) == {"active"}


def test_merged_numbers_are_one_person(world: World) -> None:
    linked, master = world.learners[:2]
    learners.merge(learner=linked, master=master, reason="the same person", by=None)
    submit(world, [record(linked)])
    assert send(world, [aim(master)]).effects == {"superseded": 1}
    submit(world, [record(linked, action="withdraw")])
    assert states(master) == {"ILR": "active"}
    submit(world, [record(master)])
    assert states(master) == {"ILR": "superseded", "AO": "active"}


def test_one_of_two_awarding_organisations_is_enough_and_both_centres_are_superseded(world: World) -> None:
    one = world.learners[0]
    second = organisations.register(name="Hillside College", kind="provider", ukprn="10000102", by=None)
    hilda = person("hilda", (second, "provider_data_user"))
    send(world, [aim(one, LearnAimRef="J6023521")])
    send(world, [aim(one, LearnAimRef="J6023521")], organisation=second, by=hilda, ukprn="10000102")
    unit = {"reference": "J/602/3521", "grade": "Pass"}
    register_shared()
    submit(world, [record(one, **unit)])
    submit(world, [record(one, **unit)], organisation=world.other_board, by=world.stranger)
    of_centres = Achievement.objects.filter(source="ILR")
    submit(world, [record(one, **unit, action="withdraw")])
    assert set(of_centres.values_list("state", flat=True)) == {"superseded"}
    submit(world, [record(one, **unit, action="withdraw")], organisation=world.other_board, by=world.stranger)
    assert list(of_centres.values_list("state", flat=True)) == ["active", "active"]


def register_shared() -> None:
    with audit.process("entry.shared", by=None):
        Entry.objects.filter(reference="J/602/3521").update(shared=True)


def test_centres_record_is_updated_below_and_shows_the_update_when_it_stands_again(world: World) -> None:
    one = world.learners[0]
    send(world, [aim(one)])
    submit(world, [record(one)])
    assert send(world, [aim(one, OutGrade="D")]).effects == {"updated": 1}
    assert states(one)["ILR"] == "superseded"
    submit(world, [record(one, action="withdraw")])
    held = Achievement.objects.get(source="ILR")
    assert (held.state, held.grade) == ("active", "D")


def test_undoing_the_centres_batch_takes_a_superseded_record_back_too(world: World) -> None:
    one = world.learners[0]
    submit(world, [record(one)])
    batch = send(world, [aim(one)])
    batches.undo(batch=batch, by=world.provider_user)
    batches.advance(batch_id=batch.pk)
    assert states(one) == {"AO": "active", "ILR": "withdrawn"}
    submit(world, [record(one, action="withdraw")])
    assert states(one)["ILR"] == "withdrawn"


def test_where_no_centre_has_sent_anything_little_is_asked(
    world: World, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        precedence.settle("SELECT 1 AS learner, 'x' AS reference, current_date AS award_date")


# --- whatever follows ---------------------------------------------------------------------------------------------


class Story:
    """What one awarding organisation and one centre do to the same award of three ULNs, two of them one person's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.learners = world.learners[:3]
        self.sent: list[tuple[Batch, Any]] = []
        learners.merge(learner=self.learners[0], master=self.learners[1], reason="one person", by=None)

    def run(self, what: str, place: int, other: int, grade: str) -> None:
        learner, world = self.learners[place], self.world
        if what == "centre":
            self.sent.append((send(world, [aim(learner, OutGrade=grade)]), world.provider_user))
        elif what in ("create", "update", "withdraw", "reinstate"):
            batch = submit(world, [record(learner, action=what, grade=grade)], send_again=True)
            self.sent.append((batch, world.super_user))
        elif what == "undo":
            self.undo(other)
        else:
            self.correct(what, place, other, grade)

    def undo(self, place: int) -> None:
        done = [(batch, by) for batch, by in self.sent if batch.state == "done"]
        if not done:
            return
        batch, by = done[place % len(done)]
        batches.undo(batch=batch, by=by)
        batches.advance(batch_id=batch.pk)
        batch.refresh_from_db()

    def correct(self, what: str, place: int, other: int, grade: str) -> None:
        held = Achievement.objects.filter(source="AO", learner=self.learners[place]).order_by("id").last()
        if held is None:
            return
        more = {"move": {"uln": self.learners[other].uln}, "edit_grade": {"grade": grade}}.get(what, {})
        with contextlib.suppress(actions.Rejected):
            getattr(actions, what)(achievement=held, through="page", by=self.world.edc_user, **more)

    def check(self) -> None:
        for people in (self.learners[:2], self.learners[2:]):
            held = Achievement.objects.filter(learner__in=people)
            stands = held.filter(source="AO", state="active").exists()
            of_centre = set(held.exclude(source="AO").values_list("state", flat=True)) - {"withdrawn"}
            assert of_centre <= ({"superseded"} if stands else {"active"})


OPERATIONS = ("centre", "create", "update", "withdraw", "reinstate", "undo", "delete", "move", "edit_grade")
STEPS = st.lists(
    st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 2), st.integers(0, 2), st.sampled_from("ABC")),
    min_size=2,
    max_size=10,
)


def test_after_any_sequence_one_side_shows_and_the_awarding_organisations_wins(world: World) -> None:
    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=STEPS)
    def holds(steps: list[tuple[str, int, int, str]]) -> None:
        with transaction.atomic():
            story = Story(world)
            for step in steps:
                story.run(*step)
                story.check()
            transaction.set_rollback(True)

    holds()
