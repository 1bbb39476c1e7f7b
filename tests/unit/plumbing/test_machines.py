"""A life cycle answers for one thing and for many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest

from testamur.plumbing.machines import Guard, Machine, Meaning, NotPossible, Tag, Transition


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    WALLED = "walled up"


class Event(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    WALL_UP = "wall_up"
    STORM = "storm"


class Who(StrEnum):
    ANYBODY = "anybody"
    MASON = "mason"
    NOBODY = "nobody"


@dataclass
class Made:
    glass: bool


LIFE = Machine(
    title="A door",
    starts=(Door.OPEN,),
    states={
        Door.OPEN: Meaning("Open", "You can walk through.", Who.ANYBODY, Tag.GOOD),
        Door.SHUT: Meaning("Shut", "You can open it.", Who.ANYBODY, Tag.WAITING),
        Door.WALLED: Meaning("Walled up", "It is a wall.", Who.NOBODY, Tag.OVER),
    },
    events={
        Event.SHUT: Transition((Door.OPEN,), Door.SHUT, (Who.ANYBODY,)),
        Event.OPEN: Transition(
            (Door.SHUT,), Door.OPEN, (Who.ANYBODY, Who.MASON), refusal="The door is %(state)s."
        ),
        Event.STORM: Transition(
            (Door.OPEN, Door.SHUT), Door.SHUT, (Who.NOBODY,), elsewhere={Door.SHUT: Door.WALLED}
        ),
        Event.WALL_UP: Transition((Door.OPEN, Door.SHUT), Door.WALLED, (Who.MASON,), Guard("glass", False)),
    },
)


def test_event_leads_from_a_source_to_its_target() -> None:
    assert LIFE.may(Event.OPEN, "shut")
    assert LIFE.check(Event.OPEN, "shut") is Door.OPEN
    assert LIFE.target_of(Event.OPEN) is Door.OPEN


def test_event_may_lead_elsewhere_from_some_of_its_sources() -> None:
    assert LIFE.check(Event.STORM, "open") is Door.SHUT
    assert LIFE.check(Event.STORM, "shut") is Door.WALLED
    with pytest.raises(ValueError, match="depends on the state"):
        LIFE.target_of(Event.STORM)


def test_event_from_another_state_is_refused_with_its_sentence() -> None:
    assert not LIFE.may(Event.OPEN, "open")
    with pytest.raises(NotPossible) as refused:
        LIFE.check(Event.OPEN, "walled up")
    assert (refused.value.sentence, refused.value.label) == ("The door is %(state)s.", "Walled up")


def test_state_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="ajar"):
        LIFE.may(Event.OPEN, "ajar")


def test_guard_looks_at_the_thing_and_has_to_be_given_it() -> None:
    assert LIFE.may(Event.WALL_UP, Door.OPEN, Made(glass=False))
    assert not LIFE.may(Event.WALL_UP, Door.OPEN, Made(glass=True))
    with pytest.raises(ValueError, match="glass"):
        LIFE.may(Event.WALL_UP, Door.OPEN)


def test_what_is_possible_depends_on_state_party_and_thing() -> None:
    wood, glass = Made(glass=False), Made(glass=True)
    assert LIFE.possible("open", by={Who.ANYBODY}, thing=wood) == {Event.SHUT}
    assert LIFE.possible("shut", by={Who.MASON}, thing=wood) == {Event.OPEN, Event.WALL_UP}
    assert LIFE.possible("shut", by={Who.MASON}, thing=glass) == {Event.OPEN}
    assert LIFE.possible("shut", by=(), thing=wood) == frozenset()
    assert LIFE.possible("walled up", by=set(Who), thing=wood) == frozenset()


def test_the_same_condition_as_a_filter_and_as_sql() -> None:
    assert LIFE.lookup(Event.OPEN) == {"state__in": ["shut"]}
    assert LIFE.lookup(Event.WALL_UP, field="door__state") == {
        "door__state__in": ["open", "shut"],
        "glass": False,
    }
    assert LIFE.as_sql(Event.OPEN, "held") == "held.state IN ('shut')"
    assert LIFE.as_sql(Event.WALL_UP, "held") == "(held.state IN ('open', 'shut') AND held.glass = false)"


def test_owners_and_ends() -> None:
    assert LIFE.owned_by(Who.ANYBODY) == (Door.OPEN, Door.SHUT)
    assert LIFE.ends() == (Door.WALLED,)
