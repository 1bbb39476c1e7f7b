"""The life of a challenge, as a table."""

from __future__ import annotations

from testamur.challenges.states import (
    MEANINGS,
    OPEN,
    TRANSITIONS,
    Event,
    Side,
    State,
    Status,
    allows,
    states_of,
)


def test_every_state_has_a_meaning_and_one_status() -> None:
    assert set(MEANINGS) == set(State)
    assert sorted(state for status in Status for state in states_of(status)) == sorted(State)


def test_every_open_state_has_an_owner_with_a_way_on_and_no_complete_state_has_a_way_on() -> None:
    for state in State:
        on = [row for row in TRANSITIONS.values() if state in row.sources]
        if state in OPEN:
            # The service marks a challenge corrected when it sees what the organisation did to the record.
            assert {MEANINGS[state].owner, Side.SERVICE} & {row.by for row in on}, state
        else:
            assert on == []
            assert MEANINGS[state].owner == Side.NOBODY


def test_every_state_but_the_first_is_reached() -> None:
    assert {row.target for row in TRANSITIONS.values()} == set(State) - {State.NEW}


def test_a_rejected_challenge_cannot_be_corrected_and_an_accepted_one_cannot_be_closed() -> None:
    assert not allows(Event.CORRECT, State.REJECTED)
    assert not allows(Event.CLOSE, State.ACCEPTED)
    assert allows(Event.CLOSE, State.CORRECTED)
    assert allows(Event.CLOSE, State.REJECTED)
