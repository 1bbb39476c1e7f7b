"""The lives of an event data challenge and of a nominated contact.

Source: event-data-challenges section 2 (raised, decided by the awarding organisation, checked and closed by Business
Support, five weeks at most) and section 4.1 (New, In progress, Complete; "Process" sets In progress).
``docs/states.md`` draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from testamur.access.rules import Permission
from testamur.plumbing.machines import Guard, Machine, Meaning, Tag, Transition
from testamur.plumbing.translatable import Translatable


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


STATUS_LABELS: dict[Status, Translatable] = {
    Status.NEW: "New",
    Status.IN_PROGRESS: "In progress",
    Status.COMPLETE: "Complete",
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
class ChallengeMeaning(Meaning[Side]):
    """With the portal's status."""

    status: Status


_UNDECIDED = (State.NEW, State.IN_PROGRESS)
_ORGANISATION, _RAISER, _SUPPORT, _SERVICE = (
    (side,) for side in (Side.AWARDING_ORGANISATION, Side.RAISER, Side.SUPPORT, Side.SERVICE)
)

CHALLENGE_LIFE = Machine(
    title="An event data challenge",
    starts=(State.NEW,),
    states={
        State.NEW: ChallengeMeaning(
            "New",
            "The awarding organisation has been told and has not opened the challenge yet.",
            Side.AWARDING_ORGANISATION,
            Tag.WAITING,
            Status.NEW,
        ),
        State.IN_PROGRESS: ChallengeMeaning(
            "In progress",
            "The awarding organisation is looking into it and will accept or reject the challenge.",
            Side.AWARDING_ORGANISATION,
            Tag.WORKING,
            Status.IN_PROGRESS,
        ),
        State.ACCEPTED: ChallengeMeaning(
            "Accepted",
            "The awarding organisation agrees. The record is still to be corrected.",
            Side.AWARDING_ORGANISATION,
            Tag.ATTENTION,
            Status.IN_PROGRESS,
        ),
        State.CORRECTED: ChallengeMeaning(
            "Corrected",
            "The record has been corrected. Business Support checks it and closes the challenge.",
            Side.SUPPORT,
            Tag.GOOD,
            Status.IN_PROGRESS,
        ),
        State.REJECTED: ChallengeMeaning(
            "Rejected",
            "The awarding organisation says that the record is right. Business Support closes the challenge.",
            Side.SUPPORT,
            Tag.BAD,
            Status.IN_PROGRESS,
        ),
        State.CLOSED: ChallengeMeaning(
            "Closed",
            "The challenge is closed. Nothing more will happen.",
            Side.NOBODY,
            Tag.OVER,
            Status.COMPLETE,
        ),
        State.WITHDRAWN: ChallengeMeaning(
            "Withdrawn",
            "The person who raised the challenge withdrew it. Nothing more will happen.",
            Side.NOBODY,
            Tag.OVER,
            Status.COMPLETE,
        ),
    },
    events={
        Event.PROCESS: Transition(
            (State.NEW,),
            State.IN_PROGRESS,
            _ORGANISATION,
            refusal="Challenge %(reference)s is “%(state)s” and is no longer new.",
        ),
        Event.ACCEPT: Transition(
            _UNDECIDED,
            State.ACCEPTED,
            _ORGANISATION,
            refusal="Challenge %(reference)s is “%(state)s” and can no longer be accepted.",
        ),
        Event.REJECT: Transition(
            _UNDECIDED,
            State.REJECTED,
            _ORGANISATION,
            refusal="Challenge %(reference)s is “%(state)s” and can no longer be rejected.",
        ),
        # A correction that stands on the record satisfies a challenge, whether or not a decision was written down.
        Event.CORRECT: Transition(
            (*_UNDECIDED, State.ACCEPTED),
            State.CORRECTED,
            _SERVICE,
            refusal="Challenge %(reference)s is “%(state)s” and is not waiting for a correction.",
        ),
        Event.CLOSE: Transition(
            (State.CORRECTED, State.REJECTED),
            State.CLOSED,
            _SUPPORT,
            refusal="Challenge %(reference)s is “%(state)s” and cannot be closed.",
        ),
        Event.SEND_BACK: Transition(
            (State.ACCEPTED, State.CORRECTED, State.REJECTED),
            State.IN_PROGRESS,
            _SUPPORT,
            refusal="Challenge %(reference)s is “%(state)s” and cannot be sent back.",
        ),
        Event.WITHDRAW: Transition(
            (*_UNDECIDED, State.ACCEPTED, State.REJECTED),
            State.WITHDRAWN,
            _RAISER,
            refusal="Challenge %(reference)s is “%(state)s” and can no longer be withdrawn.",
        ),
    },
)

OPEN: tuple[State, ...] = tuple(
    state for state, meaning in CHALLENGE_LIFE.states.items() if meaning.status != Status.COMPLETE
)


def states_of(status: Status) -> tuple[State, ...]:
    """The states that the portal shows under one status."""
    return tuple(state for state, meaning in CHALLENGE_LIFE.states.items() if meaning.status == status)


# --- nominated contacts (awarding-organisation-faq section 5) -------------------------------------------------------


class ContactState(StrEnum):
    REQUESTED = "requested"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    ENDED = "ended"


class ContactEvent(StrEnum):
    APPROVE = "approve"
    APPROVE_END = "approve_end"
    DECLINE = "decline"
    ASK_FOR_CHANGE = "ask_for_change"
    END = "end"


CONTACT_RIGHTS: dict[Side, Permission] = {
    Side.AWARDING_ORGANISATION: Permission.CONTACT_REQUEST,
    Side.SUPPORT: Permission.CONTACT_APPROVE,
}
"""What a person needs, at the contact's organisation, to act for each party."""

_DECIDED = "This request has already been decided by %(decider)s: “%(state)s”."

CONTACT_LIFE = Machine(
    title="A nominated contact",
    starts=(ContactState.REQUESTED,),
    states={
        ContactState.REQUESTED: Meaning(
            "Requested", "Business Support has not agreed yet.", Side.SUPPORT, Tag.WAITING
        ),
        ContactState.IN_FORCE: Meaning(
            "In force", "Gets an email about every new challenge.", Side.NOBODY, Tag.GOOD
        ),
        ContactState.DECLINED: Meaning("Declined", "Business Support did not agree.", Side.NOBODY, Tag.BAD),
        ContactState.ENDED: Meaning(
            "Ended", "No longer gets emails about challenges.", Side.NOBODY, Tag.OVER
        ),
    },
    events={
        ContactEvent.APPROVE: Transition(
            (ContactState.REQUESTED,), ContactState.IN_FORCE, _SUPPORT, Guard("ends", False), _DECIDED
        ),
        # A request that somebody be told no more has done its work once it is agreed to.
        ContactEvent.APPROVE_END: Transition(
            (ContactState.REQUESTED,), ContactState.ENDED, _SUPPORT, Guard("ends", True), _DECIDED
        ),
        ContactEvent.DECLINE: Transition(
            (ContactState.REQUESTED,), ContactState.DECLINED, _SUPPORT, refusal=_DECIDED
        ),
        # A change or an end is a request of its own; until it is agreed to, the contact stays in force.
        ContactEvent.ASK_FOR_CHANGE: Transition(
            (ContactState.IN_FORCE,),
            ContactState.IN_FORCE,
            _ORGANISATION,
            refusal="%(name)s is not a current contact.",
        ),
        ContactEvent.END: Transition(
            (ContactState.IN_FORCE,),
            ContactState.ENDED,
            _SUPPORT,
            refusal="%(name)s is no longer a current contact. Decline this request and say why.",
        ),
    },
)
