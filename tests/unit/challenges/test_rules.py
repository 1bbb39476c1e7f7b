"""What puts a challenged record right."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.challenges.rules import (
    PROBLEMS,
    Problem,
    Standing,
    Wanted,
    due_on,
    monday_of,
    number_of,
    reference_of,
    satisfied,
)

DAY = dt.date(2019, 7, 3)
OTHER_DAY = dt.date(2019, 7, 4)
AS_RAISED = Standing(
    active=True, grade="B", award_date=DAY, with_learner=True, elsewhere=False, changed_since=False
)


def standing(**changes: object) -> Standing:
    return Standing(**{**{name: getattr(AS_RAISED, name) for name in Standing.__slots__}, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("problem", list(Problem))
def test_a_record_as_it_was_raised_satisfies_no_challenge(problem: Problem) -> None:
    assert not satisfied(problem, Wanted(grade="A", award_date=OTHER_DAY, uln="1000000042"), AS_RAISED)


@pytest.mark.parametrize(
    ("problem", "wanted", "now", "right"),
    [
        (Problem.GRADE, Wanted(grade="A*"), standing(grade="A*"), True),
        (Problem.GRADE, Wanted(grade="pass"), standing(grade="Pass"), True),
        (Problem.GRADE, Wanted(grade="A"), standing(grade="C"), False),
        (Problem.GRADE, Wanted(), standing(grade=None), False),
        (Problem.GRADE, Wanted(grade="A"), standing(grade="A", active=False), False),
        (Problem.GRADE, Wanted(grade="A"), standing(grade="A", with_learner=False), False),
        (Problem.AWARD_DATE, Wanted(award_date=OTHER_DAY), standing(active=False, elsewhere=True), True),
        (Problem.AWARD_DATE, Wanted(award_date=OTHER_DAY), standing(active=True, elsewhere=True), False),
        (Problem.AWARD_DATE, Wanted(award_date=OTHER_DAY), standing(active=False), False),
        (Problem.AWARD_DATE, Wanted(), standing(active=False, elsewhere=True), False),
        (Problem.LEARNER, Wanted(), standing(with_learner=False), True),
        (Problem.LEARNER, Wanted(), standing(active=False), True),
        (Problem.LEARNER, Wanted(uln="1000000042"), standing(with_learner=False), False),
        (Problem.LEARNER, Wanted(uln="1000000042"), standing(with_learner=False, elsewhere=True), True),
        (Problem.DUPLICATE, Wanted(), standing(active=False), True),
        (Problem.NOT_COMPLETED, Wanted(), standing(with_learner=False), True),
        (Problem.OTHER, Wanted(), standing(changed_since=True), True),
    ],
)
def test_a_correction_satisfies_just_the_challenge_that_asks_for_it(
    problem: Problem, wanted: Wanted, now: Standing, right: bool
) -> None:
    assert satisfied(problem, wanted, now) is right


def test_every_problem_has_its_words() -> None:
    assert set(PROBLEMS) == set(Problem)


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_a_reference_leads_back_to_its_number(number: int) -> None:
    assert number_of(reference_of(number)) == number
    assert number_of(f" {reference_of(number).lower()} ") == number


@pytest.mark.parametrize(
    ("text", "number"), [("EDC7", 7), ("edc 0000012", 12), ("Edc-00-12", 12), ("EDC" + "9" * 12, 10**12 - 1)]
)
def test_a_reference_is_read_as_people_write_it(text: str, number: int) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "EDC", "EDC12x", "0000012", "ABC0000012", "EDC١٢", "EDC" + "1" * 13])
def test_what_is_no_reference_has_no_number(text: str) -> None:
    assert number_of(text) is None


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2100, 1, 1)))
def test_due_after_five_weeks_and_a_week_begins_on_its_monday(day: dt.date) -> None:
    assert (due_on(day) - day).days == 35
    assert monday_of(day).weekday() == 0
    assert 0 <= (day - monday_of(day)).days < 7
