"""A life cycle as a declaration: states, events, who may, and what a person reads.

A room declares its :class:`Machine` in ``states.py``. A page asks it about one thing, a bulk act compiles the same rows
to a filter or to SQL, ``make docs`` draws it and the tests walk it. The libraries of this name (transitions,
python-statemachine, django-fsm) move one object by callbacks; none of them can be asked as a set.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Generic, TypeVar

from testamur.plumbing.translatable import Translatable

StateT = TypeVar("StateT", bound=Enum)
EventT = TypeVar("EventT", bound=StrEnum)
PartyT = TypeVar("PartyT", bound=StrEnum)
MeaningT = TypeVar("MeaningT", bound="Meaning[Any]")


class Tag(StrEnum):
    """What a state means to the person who looks at it; the styles give each meaning one colour."""

    WAITING = "waiting"
    WORKING = "working"
    ATTENTION = "attention"
    GOOD = "good"
    BAD = "bad"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Meaning(Generic[PartyT]):
    """What a person is shown of a state, and who has the next move. A room adds what only it knows of a state."""

    label: Translatable
    explanation: Translatable
    owner: PartyT
    tag: Tag


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on one field of the thing itself, so that it can be asked of an object and of a table."""

    field: str
    value: str | int | bool

    def holds(self, thing: object) -> bool:
        return bool(getattr(thing, self.field) == self.value)


@dataclass(frozen=True, slots=True)
class Transition(Generic[StateT, PartyT]):
    """From which states an event leads where, who may make it happen, and what is said when it cannot happen.

    ``elsewhere`` names the sources that lead to another state than ``target``.
    """

    sources: tuple[StateT, ...]
    target: StateT
    by: tuple[PartyT, ...]
    guard: Guard | None = None
    refusal: Translatable = ""
    elsewhere: Mapping[StateT, StateT] = field(default_factory=dict)

    def leads_to(self, source: StateT) -> StateT:
        return self.elsewhere.get(source, self.target)


class NotPossible(Exception):
    """The event cannot happen to a thing in this state. ``sentence`` is the declared refusal."""

    def __init__(self, event: StrEnum, label: str, sentence: str) -> None:
        super().__init__(f"{event} cannot happen to what is “{label}”")
        self.label, self.sentence = label, sentence


@dataclass(frozen=True, slots=True)
class Machine(Generic[StateT, EventT, PartyT, MeaningT]):
    """One life cycle. ``starts`` are the states in which a thing can come to be."""

    title: str
    starts: tuple[StateT, ...]
    states: Mapping[StateT, MeaningT]
    events: Mapping[EventT, Transition[StateT, PartyT]]

    def state(self, value: object) -> StateT:
        """The state of a stored value."""
        return type(self.starts[0])(value)

    def meaning(self, value: object) -> MeaningT:
        return self.states[self.state(value)]

    def may(self, event: EventT, value: object, thing: object = None) -> bool:
        """Whether the event can happen to ``thing`` in this state; only an event with a guard looks at the thing."""
        transition = self.events[event]
        if transition.guard is not None and thing is None:
            raise ValueError(f"{event} depends on {transition.guard.field}, so it needs the thing itself")
        guarded = transition.guard is None or transition.guard.holds(thing)
        return guarded and self.state(value) in transition.sources

    def check(self, event: EventT, value: object, thing: object = None) -> StateT:
        """The state to which the event leads; :class:`NotPossible` if it cannot happen."""
        transition = self.events[event]
        if not self.may(event, value, thing):
            raise NotPossible(event, self.meaning(value).label, transition.refusal)
        return transition.leads_to(self.state(value))

    def possible(self, value: object, *, by: Collection[PartyT], thing: object = None) -> frozenset[EventT]:
        """What these parties can do to a thing in this state."""
        return frozenset(
            event
            for event, transition in self.events.items()
            if not set(by).isdisjoint(transition.by) and self.may(event, value, thing)
        )

    def by(self, event: EventT) -> tuple[PartyT, ...]:
        """Who may make the event happen."""
        return self.events[event].by

    def target_of(self, event: EventT) -> StateT:
        """The one state to which the event leads."""
        transition = self.events[event]
        if transition.elsewhere:
            raise ValueError(f"where {event} leads depends on the state")
        return transition.target

    def sources_of(self, event: EventT) -> tuple[StateT, ...]:
        """The states in which the event can happen, for set rules and filters."""
        return self.events[event].sources

    def owned_by(self, owner: PartyT) -> tuple[StateT, ...]:
        """The states in which ``owner`` has the next move, for "what is unfinished" queries."""
        return tuple(state for state, meaning in self.states.items() if meaning.owner == owner)

    def ends(self) -> tuple[StateT, ...]:
        """The states from which no event leads on."""
        left = {source for transition in self.events.values() for source in transition.sources}
        return tuple(state for state in self.states if state not in left)

    def lookup(self, event: EventT, *, field: str = "state") -> dict[str, Any]:
        """The same condition as :meth:`may`, as arguments of ``filter``."""
        guard = self.events[event].guard
        states = {f"{field}__in": [state.value for state in self.sources_of(event)]}
        return states if guard is None else {**states, guard.field: guard.value}

    def as_sql(self, event: EventT, alias: str, *, column: str = "state") -> str:
        """The same condition as :meth:`may`, over a row of a table."""
        guard = self.events[event].guard
        states = ", ".join(_literal(state.value) for state in self.sources_of(event))
        condition = f"{alias}.{column} IN ({states})"
        return (
            condition
            if guard is None
            else f"({condition} AND {alias}.{guard.field} = {_literal(guard.value)})"
        )


def _literal(value: object) -> str:
    """A value of a declaration, which no person writes, as SQL."""
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + str(value).replace("'", "''") + "'"
