"""The life of an event data challenge, as tables.

Source: event-data-challenges section 2 (raised, decided by the awarding organisation, checked and closed by Business
Support, five weeks at most) and section 4.1 (New, In progress, Complete; "Process" sets In progress).
``make docs`` draws these tables into ``docs/states.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """What the portal calls it; several states share one."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"


class Side(StrEnum):
    """The parties to a challenge."""

    AWARDING_ORGANISATION = "awarding_organisation"
    RAISER = "raiser"
    SUPPORT = "support"
    SERVICE = "service"
    NOBODY = "nobody"


STATUS_LABELS: dict[Status, str] = {
    Status.NEW: "New",
    Status.IN_PROGRESS: "In progress",
    Status.COMPLETE: "Complete",
}


@dataclass(frozen=True, slots=True)
class StateMeaning:
    """What a person is shown of a state, the portal's status for it, and whose turn it is."""

    label: str
    explanation: str
    status: Status
    owner: Side
    tag: str


MEANINGS: dict[State, StateMeaning] = {
    State.NEW: StateMeaning(
        "New",
        "The awarding organisation has been told and has not opened the challenge yet.",
        Status.NEW,
        Side.AWARDING_ORGANISATION,
        "blue",
    ),
    State.IN_PROGRESS: StateMeaning(
        "In progress",
        "The awarding organisation is looking into it and will accept or reject the challenge.",
        Status.IN_PROGRESS,
        Side.AWARDING_ORGANISATION,
        "light-blue",
    ),
    State.ACCEPTED: StateMeaning(
        "Accepted",
        "The awarding organisation agrees. The record is still to be corrected.",
        Status.IN_PROGRESS,
        Side.AWARDING_ORGANISATION,
        "yellow",
    ),
    State.CORRECTED: StateMeaning(
        "Corrected",
        "The record has been corrected. Business Support checks it and closes the challenge.",
        Status.IN_PROGRESS,
        Side.SUPPORT,
        "turquoise",
    ),
    State.REJECTED: StateMeaning(
        "Rejected",
        "The awarding organisation says that the record is right. Business Support closes the challenge.",
        Status.IN_PROGRESS,
        Side.SUPPORT,
        "orange",
    ),
    State.CLOSED: StateMeaning(
        "Closed", "The challenge is closed. Nothing more will happen.", Status.COMPLETE, Side.NOBODY, "green"
    ),
    State.WITHDRAWN: StateMeaning(
        "Withdrawn",
        "Whoever raised the challenge took it back. Nothing more will happen.",
        Status.COMPLETE,
        Side.NOBODY,
        "grey",
    ),
}


class Event(StrEnum):
    PROCESS = "process"
    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    CLOSE = "close"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Transition:
    """An event: from which states it leads where, and who may make it happen."""

    event: Event
    sources: tuple[State, ...]
    target: State
    by: Side


_UNDECIDED = (State.NEW, State.IN_PROGRESS)

TRANSITIONS: dict[Event, Transition] = {
    row.event: row
    for row in (
        Transition(Event.PROCESS, (State.NEW,), State.IN_PROGRESS, Side.AWARDING_ORGANISATION),
        Transition(Event.ACCEPT, _UNDECIDED, State.ACCEPTED, Side.AWARDING_ORGANISATION),
        Transition(Event.REJECT, _UNDECIDED, State.REJECTED, Side.AWARDING_ORGANISATION),
        # A correction that stands on the record satisfies a challenge, whether or not a decision was written down.
        Transition(Event.CORRECT, (*_UNDECIDED, State.ACCEPTED), State.CORRECTED, Side.SERVICE),
        Transition(Event.CLOSE, (State.CORRECTED, State.REJECTED), State.CLOSED, Side.SUPPORT),
        Transition(
            Event.SEND_BACK,
            (State.ACCEPTED, State.CORRECTED, State.REJECTED),
            State.IN_PROGRESS,
            Side.SUPPORT,
        ),
        Transition(
            Event.WITHDRAW, (*_UNDECIDED, State.ACCEPTED, State.REJECTED), State.WITHDRAWN, Side.RAISER
        ),
    )
}

OPEN: tuple[State, ...] = tuple(state for state in State if MEANINGS[state].status != Status.COMPLETE)


def allows(event: Event, state: str) -> bool:
    """Whether ``event`` can happen to a challenge in ``state``."""
    return state in TRANSITIONS[event].sources


def states_of(status: Status) -> tuple[State, ...]:
    """The states that the portal shows under one status."""
    return tuple(state for state in State if MEANINGS[state].status == status)


# --- nominated contacts (awarding-organisation-faq section 5) -------------------------------------------------------


class ContactState(StrEnum):
    REQUESTED = "requested"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    ENDED = "ended"


CONTACT_MEANINGS: dict[ContactState, StateMeaning] = {
    ContactState.REQUESTED: StateMeaning(
        "Requested", "Business Support has still to agree.", Status.NEW, Side.SUPPORT, "blue"
    ),
    ContactState.IN_FORCE: StateMeaning(
        "In force", "Is told of every new challenge.", Status.COMPLETE, Side.NOBODY, "green"
    ),
    ContactState.DECLINED: StateMeaning(
        "Declined", "Business Support did not agree.", Status.COMPLETE, Side.NOBODY, "red"
    ),
    ContactState.ENDED: StateMeaning(
        "Ended", "Is no longer told of challenges.", Status.COMPLETE, Side.NOBODY, "grey"
    ),
}
