"""The table of outcomes and the life of an achievement say the same."""

from __future__ import annotations

import pytest

from testamur.achievements.states import ACHIEVEMENT_LIFE, EVENTS, OUTCOMES, Effect, Found, Outcome, State


@pytest.mark.parametrize("row", OUTCOMES, ids=lambda row: f"{row.action} {row.found} {row.jobs}")
def test_an_instruction_does_only_what_the_life_allows(row: Outcome) -> None:
    assert (row.effect is None) != (row.refusal is None)
    if row.effect is None or row.effect is Effect.CREATED:
        return
    state = State.WITHDRAWN if row.found is Found.WITHDRAWN else State.ACTIVE
    assert ACHIEVEMENT_LIFE.may(EVENTS[row.effect], state)


@pytest.mark.parametrize("state", State)
def test_nothing_is_instructed_of_what_is_deleted_or_superseded(state: State) -> None:
    instructed = {event for event in EVENTS.values() if ACHIEVEMENT_LIFE.may(event, state)}
    assert bool(instructed) is (state in (State.ACTIVE, State.WITHDRAWN))
