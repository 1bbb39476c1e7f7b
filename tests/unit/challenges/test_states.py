"""The life of a challenge, as a table."""

from __future__ import annotations

from testamur.challenges.states import (
    CHALLENGE_LIFE,
    OPEN,
    Event,
    Side,
    State,
    Status,
    states_of,
)


def test_every_state_has_one_status() -> None:
    assert sorted(state for status in Status for state in states_of(status)) == sorted(State)


def test_every_open_state_has_an_owner_with_a_way_on_and_no_complete_state_has_a_way_on() -> None:
    for state in State:
        owner = CHALLENGE_LIFE.meaning(state).owner
        if state in OPEN:
            # The service marks a challenge corrected when it sees what the organisation did to the record.
            assert CHALLENGE_LIFE.possible(state, by=(owner, Side.SERVICE)), state
        else:
            assert CHALLENGE_LIFE.possible(state, by=tuple(Side)) == frozenset()
            assert owner == Side.NOBODY


def test_a_rejected_challenge_cannot_be_corrected_and_an_accepted_one_cannot_be_closed() -> None:
    assert not CHALLENGE_LIFE.may(Event.CORRECT, State.REJECTED)
    assert not CHALLENGE_LIFE.may(Event.CLOSE, State.ACCEPTED)
    assert CHALLENGE_LIFE.may(Event.CLOSE, State.CORRECTED)
    assert CHALLENGE_LIFE.may(Event.CLOSE, State.REJECTED)


def test_each_side_makes_its_own_events() -> None:
    assert CHALLENGE_LIFE.possible(State.NEW, by=(Side.AWARDING_ORGANISATION,)) == {
        Event.PROCESS,
        Event.ACCEPT,
        Event.REJECT,
    }
    assert CHALLENGE_LIFE.possible(State.NEW, by=(Side.RAISER,)) == {Event.WITHDRAW}
    assert CHALLENGE_LIFE.possible(State.REJECTED, by=(Side.SUPPORT,)) == {Event.CLOSE, Event.SEND_BACK}
