"""Who may change whether a record is shared, as a table (ACH-11)."""

from __future__ import annotations

import pytest

from testamur.learners.states import SHARING_LIFE, Sharing, Who, choices_for

NOT_SEEN, SHARES, REFUSES = Sharing.NOT_SEEN, Sharing.SHARES, Sharing.REFUSES


def test_numbers_are_those_of_the_lrs() -> None:
    assert [state.value for state in (NOT_SEEN, SHARES, REFUSES)] == [0, 1, 2]


def test_only_a_refusal_hides_the_record() -> None:
    assert {state for state in Sharing if not SHARING_LIFE.states[state].shows} == {REFUSES}


def test_every_state_is_explained_to_staff_and_to_the_learner() -> None:
    for meaning in SHARING_LIFE.states.values():
        assert meaning.explanation.endswith(".")
        assert meaning.to_learner.endswith(".")


@pytest.mark.parametrize(
    ("who", "before", "allowed", "with_opt_out"),
    [
        (Who.CENTRE, NOT_SEEN, {SHARES}, {SHARES, REFUSES}),
        (Who.CENTRE, SHARES, set(), {REFUSES}),
        (Who.CENTRE, REFUSES, {SHARES}, {SHARES}),
        (Who.LEARNER, NOT_SEEN, set(), set()),
        (Who.LEARNER, SHARES, set(), set()),
        (Who.LEARNER, REFUSES, {SHARES}, {SHARES}),
    ],
)
def test_who_may_change_what(
    who: Who, before: Sharing, allowed: set[Sharing], with_opt_out: set[Sharing]
) -> None:
    assert set(choices_for(who, before, opt_out_allowed=False)) == allowed
    assert set(choices_for(who, before, opt_out_allowed=True)) == with_opt_out


def test_a_notice_that_was_seen_stays_seen() -> None:
    assert not [row for row in SHARING_LIFE.events.values() if row.target is NOT_SEEN]
