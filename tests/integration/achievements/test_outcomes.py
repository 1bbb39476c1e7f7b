"""What a batch does to the record: every row of the outcome table, on the real database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from testamur.achievements.models import Achievement
from testamur.batches.models import Batch
from world import World, keys_of, record, register, submit, the

pytestmark = pytest.mark.django_db


def only(world: World, job_type: str = "final", **fields: object) -> Batch:
    """A batch of one record for the first learner, with the gate out of the way."""
    return submit(world, [record(world.learners[0], **fields)], job_type=job_type)


@pytest.fixture(autouse=True)
def _no_gate(settings: object) -> None:
    settings.ACHIEVEMENT_REJECTED_PERCENT = "100"  # type: ignore[attr-defined]


def test_create_puts_the_achievement_on_record(world: World) -> None:
    batch = only(world)
    held = the(world.learners[0])
    assert batch.state == "done"
    assert batch.effects == {"created": 1}
    assert (held.grade, held.status, held.state, held.organisation) == ("A", "final", "active", world.board)
    assert (held.batch_id, held.batch_line) == (batch.pk, 1)
    assert batch.rows.get().record == held.pk


def test_create_of_an_existing_key_is_refused(world: World) -> None:
    only(world)
    again = only(world, grade="B")
    assert keys_of(again, 1) == ["B02.exists"]
    assert the(world.learners[0]).grade == "A"


def test_create_over_a_withdrawn_key_makes_a_new_record_and_keeps_the_old(world: World) -> None:
    only(world)
    only(world, action="withdraw")
    only(world, grade="B")
    assert sorted(Achievement.objects.values_list("state", "grade")) == [("active", "B"), ("withdrawn", "A")]


@pytest.mark.parametrize(
    ("field", "value"), [("grade", "B"), ("provider_ukprn", "10000002"), ("language", "Welsh")]
)
def test_update_changes_grade_ukprn_and_language(world: World, field: str, value: str) -> None:
    only(world)
    batch = only(world, action="update", **{field: value})
    assert batch.effects == {"updated": 1}
    assert getattr(the(world.learners[0]), field) == value


def test_update_without_a_grade_keeps_the_grade(world: World) -> None:
    only(world)
    only(world, action="update", grade=None, language="Welsh")
    assert (the(world.learners[0]).grade, the(world.learners[0]).language) == ("A", "Welsh")


def test_update_of_another_award_date_says_withdraw_and_create(world: World) -> None:
    only(world)
    batch = only(world, action="update", award_date="2019-07-04")
    assert keys_of(batch, 1) == ["B04.locked_field"]
    assert the(world.learners[0]).award_date == dt.date(2019, 7, 3)


def test_update_of_the_mis_identifier_says_withdraw_and_create(world: World) -> None:
    only(world, mis_identifier="one")
    assert keys_of(only(world, action="update", mis_identifier="two"), 1) == ["B04.locked_field"]
    assert the(world.learners[0]).mis_identifier == "one"
    assert only(world, action="update", mis_identifier="one", grade="C").effects == {"updated": 1}


@pytest.mark.parametrize("action", ["update", "withdraw", "reinstate"])
def test_change_of_nothing_is_refused(world: World, action: str) -> None:
    assert keys_of(only(world, action=action), 1) == ["B03.not_found"]


@pytest.mark.parametrize("action", ["update", "withdraw"])
def test_change_of_a_withdrawn_achievement_is_refused(world: World, action: str) -> None:
    only(world)
    only(world, action="withdraw")
    assert keys_of(only(world, action=action, action_reason="again"), 1) == ["B03.withdrawn"]


def test_withdraw_takes_it_off_the_record_and_keeps_it(world: World) -> None:
    only(world)
    batch = only(world, action="withdraw", action_reason="Issued in error")
    held = the(world.learners[0])
    assert batch.effects == {"withdrawn": 1}
    assert (held.state, held.action_reason, held.grade) == ("withdrawn", "Issued in error", "A")


def test_reinstate_brings_it_back_and_may_change_the_grade(world: World) -> None:
    only(world)
    only(world, action="withdraw")
    batch = only(world, action="reinstate", grade="C")
    assert batch.effects == {"reinstated": 1}
    assert (the(world.learners[0]).state, the(world.learners[0]).grade) == ("active", "C")


def test_reinstate_of_an_active_achievement_is_refused(world: World) -> None:
    only(world)
    assert keys_of(only(world, action="reinstate"), 1) == ["B03.active"]


def test_reinstate_is_refused_while_a_successor_is_active(world: World) -> None:
    only(world)
    only(world, action="withdraw")
    only(world, grade="B")
    assert keys_of(only(world, action="reinstate"), 1) == ["B03.active"]


@pytest.mark.parametrize("action", ["create", "update"])
def test_final_supersedes_provisional(world: World, action: str) -> None:
    only(world, "provisional", grade="B")
    assert the(world.learners[0]).status == "provisional"
    batch = only(world, action=action, grade="A")
    held = the(world.learners[0])
    assert batch.effects == {"promoted": 1}
    assert (held.status, held.grade) == ("final", "A")


def test_final_create_replaces_what_the_provisional_said(world: World) -> None:
    only(world, "provisional", grade="B", language="Welsh")
    only(world, grade="A", language=None)
    assert the(world.learners[0]).language is None


@pytest.mark.parametrize("action", ["create", "update", "withdraw"])
def test_provisional_never_touches_final(world: World, action: str) -> None:
    only(world)
    assert keys_of(only(world, "provisional", action=action, grade="C"), 1) == ["B05.final_exists"]
    assert (the(world.learners[0]).status, the(world.learners[0]).grade) == ("final", "A")


def test_provisional_unit_is_kept_as_final_and_says_so(world: World) -> None:
    batch = only(world, "provisional", reference="J/602/3521", grade="Pass")
    assert keys_of(batch, 1) == ["B05.treated_as_final"]
    assert the(world.learners[0]).status == "final"


def test_provisional_qcf_qualification_is_kept_as_final_and_says_so(world: World) -> None:
    register("601/0009/6", "Care", framework="QCF", grades=["PASS"])
    batch = only(world, "provisional", reference="601/0009/6", grade="Pass")
    assert keys_of(batch, 1) == ["B05.treated_as_final"]
    assert the(world.learners[0]).status == "final"


def test_failed_unit_is_refused_and_failed_nqf_is_not(world: World) -> None:
    assert "B06.failed_unit" in keys_of(only(world, reference="J/602/3521", grade="Fail"), 1)
    assert "B06.failed_unit" in keys_of(only(world, reference="J/602/3521", grade="Not yet competent"), 1)
    batch = only(world, grade="U")
    assert keys_of(batch, 1) == []
    assert the(world.learners[0]).grade == "U"


def test_which_grades_are_failed_is_a_setting(world: World, settings: Any) -> None:
    settings.FAILED_UNIT_GRADES = ["Nope"]
    assert keys_of(only(world, reference="J/602/3521", grade="Fail"), 1) == []
    assert "B06.failed_unit" in keys_of(only(world, reference="J/602/3521", grade="NOPE."), 1)


def test_another_organisations_achievement_is_not_found(world: World) -> None:
    register("601/0001/1", "Mathematics of the South", owner_number="RN0002")
    only(world)
    batch = submit(
        world,
        [record(world.learners[0], action="withdraw")],
        by=world.stranger,
        organisation=world.other_board,
    )
    assert keys_of(batch, 1) == ["B03.not_found"]
    assert the(world.learners[0]).state == "active"
