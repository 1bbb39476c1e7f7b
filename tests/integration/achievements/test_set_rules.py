"""Set rules: learner, register and grade, each beside the real record."""

from __future__ import annotations

import datetime as dt

import pytest

from testamur.achievements.models import Achievement
from testamur.learners import actions as learners
from world import World, keys_of, record, register, submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_gate(settings: object) -> None:
    settings.ACHIEVEMENT_REJECTED_PERCENT = "100"  # type: ignore[attr-defined]


def found(world: World, **fields: object) -> list[str]:
    return keys_of(submit(world, [record(world.learners[0], **fields)]), 1)


def test_unknown_uln_is_rejected(world: World) -> None:
    from world import ulns

    assert found(world, uln=ulns(1, start=900_000_000)[0]) == ["L01.unknown_uln"]
    assert Achievement.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "family", "expected"),
    [
        ("Givena", "Familyk", []),
        ("GIVENA", "familyk", []),
        ("Gívena", "Family-K", []),
        ("Givenb", "Familyk", ["L02.name_similar"]),
        ("Familyk", "Givena", ["L02.name_similar"]),
        ("Xaver", "Familyk", ["L02.name_mismatch"]),
        ("Givena", "Unrelated", ["L02.name_mismatch"]),
    ],
)
def test_names_are_compared_across(world: World, given: str, family: str, expected: list[str]) -> None:
    assert found(world, given_name=given, family_name=family) == expected


def test_previous_family_name_matches(world: World) -> None:
    learner = world.learners[0]
    from testamur.audit import actions as audit

    with audit.process("learner.changed", by=None):
        learner.previous_family_name = "Maiden"
        learner.save()
    assert found(world, family_name="Maiden") == []


def test_date_of_birth_and_gender_must_be_the_learners(world: World) -> None:
    assert found(world, date_of_birth="1999-09-09") == ["L02.date_of_birth"]
    assert found(world, gender=2) == ["L02.gender"]
    assert found(world, gender=0, date_of_birth=None) == []


def test_merged_uln_is_kept_under_its_number_and_shown_on_the_master(world: World) -> None:
    linked, master = world.learners[0], world.learners[1]
    learners.merge(learner=linked, master=master, reason="Registered twice", by=world.operator)
    batch = submit(world, [record(linked)])
    from testamur.achievements import queries

    assert keys_of(batch, 1) == ["L03.merged"]
    assert batch.rows.get().findings[0]["params"] == {"master": master.uln}
    for uln in (linked.uln, master.uln):
        assert [held.uln for held in queries.achievements_of_learner(world.viewer, uln)] == [linked.uln]


def test_reference_must_be_on_the_register_and_the_organisations_own(world: World) -> None:
    assert found(world, reference="601/0099/0") == ["B01.unknown_reference"]
    batch = submit(world, [record(world.learners[1], reference="601/0003/5")])
    assert keys_of(batch, 1) == ["B01.not_owner"]
    assert batch.rows.get().findings[0]["params"]["owner"] == "Southern Board"


def test_shared_unit_may_be_awarded_by_any_organisation(world: World) -> None:
    register("K/501/5773", "A shared unit", owner_number="RN0002", shared=True)
    assert found(world, reference="K/501/5773", grade="Pass") == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2010-08-31", ["B01.not_offered"]),
        ("2010-09-01", []),
        ("2015-12-31", []),
        ("2016-01-01", ["B01.not_offered"]),
    ],
)
def test_award_date_lies_within_the_dates_of_the_entry(world: World, day: str, expected: list[str]) -> None:
    register(
        "601/0010/2",
        starts_on=dt.date(2010, 9, 1),
        ends_on=dt.date(2014, 8, 31),
        certification_ends_on=dt.date(2015, 12, 31),
    )
    assert found(world, reference="601/0010/2", award_date=day) == expected


def test_grade_off_the_scale_is_a_warning_and_is_kept(world: World) -> None:
    batch = submit(world, [record(world.learners[0], grade="Merit")])
    assert keys_of(batch, 1) == ["B08.grade_scale"]
    assert Achievement.objects.get().grade == "Merit"


def test_one_qan_may_stand_for_several_qualifications_with_scales_of_their_own(world: World) -> None:
    register("601/0011/4", "Art (painting)", grades=["PASS", "MERIT"])
    register("601/0011/4", "Art (sculpture)", grades=["A", "B"])
    for learner, grade in zip(world.learners, ("Merit", "B", "Z"), strict=False):
        batch = submit(world, [record(learner, reference="601/0011/4", grade=grade)])
        assert keys_of(batch, 1) == (["B08.grade_scale"] if grade == "Z" else [])
        assert batch.effects == {"created": 1}


def test_unknown_provider_is_a_warning_by_default_and_an_error_if_set(world: World, settings: object) -> None:
    assert found(world, provider_ukprn="10000999") == ["F07.unknown_provider"]
    settings.ACHIEVEMENT_UNKNOWN_PROVIDER = "error"  # type: ignore[attr-defined]
    assert found(world, provider_ukprn="10000999", award_date="2019-07-04") == [
        "F07.unknown_provider_refused"
    ]


def test_all_that_is_wrong_with_a_record_is_said_at_once(world: World) -> None:
    said = found(world, date_of_birth="1999-09-09", gender=2, reference="601/0099/0", given_name="Xaver")
    assert said == ["B01.unknown_reference", "L02.date_of_birth", "L02.gender", "L02.name_mismatch"]
