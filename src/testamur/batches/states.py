"""The life of a batch, as tables.

receive -> stage -> judge -> (refused | ready) -> confirm -> apply -> done, with cancel while nothing has been
applied and undo afterwards (design: "The batch engine"). ``make docs`` draws this table into ``docs/states.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BatchState(StrEnum):
    RECEIVED = "received"
    STAGED = "staged"
    READY = "ready"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class Owner(StrEnum):
    """Who has to do something for the batch to go on."""

    ENGINE = "engine"
    PERSON = "person"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class StateMeaning:
    """What a person is shown of a state, who moves it on, and the LRS job status it stands for (W1 ``Status``)."""

    label: str
    explanation: str
    owner: Owner
    tag: str
    job_status: str


MEANINGS: dict[BatchState, StateMeaning] = {
    BatchState.RECEIVED: StateMeaning(
        "Waiting", "We have your file. It will be read next.", Owner.ENGINE, "grey", "Waiting"
    ),
    BatchState.STAGED: StateMeaning(
        "Checking",
        "Every record is in the ledger and is being checked.",
        Owner.ENGINE,
        "light-blue",
        "InProgress",
    ),
    BatchState.READY: StateMeaning(
        "Waiting for you", "Checked. Nothing changes until you confirm.", Owner.PERSON, "yellow", "InProgress"
    ),
    BatchState.CONFIRMED: StateMeaning(
        "Applying", "Accepted records are being written.", Owner.ENGINE, "light-blue", "InProgress"
    ),
    BatchState.APPLIED: StateMeaning(
        "Writing reports",
        "Everything is written. The outcome files come next.",
        Owner.ENGINE,
        "light-blue",
        "InProgress",
    ),
    BatchState.DONE: StateMeaning(
        "Successful", "The accepted records are on the register.", Owner.NOBODY, "green", "Successful"
    ),
    BatchState.REFUSED: StateMeaning(
        "Failed", "The whole batch was refused. Nothing was changed.", Owner.NOBODY, "red", "Failed"
    ),
    BatchState.CANCELLED: StateMeaning(
        "Cancelled", "The batch was cancelled before anything was changed.", Owner.NOBODY, "grey", "Cancelled"
    ),
    BatchState.UNDOING: StateMeaning(
        "Undoing", "What this batch changed is being put back.", Owner.ENGINE, "orange", "InProgress"
    ),
    BatchState.UNDONE: StateMeaning(
        "Undone", "What this batch changed has been put back.", Owner.NOBODY, "purple", "Cancelled"
    ),
}


class Event(StrEnum):
    STAGE = "stage"
    JUDGE = "judge"
    CONFIRM = "confirm"
    APPLY = "apply"
    REPORT = "report"
    REFUSE = "refuse"
    CANCEL = "cancel"
    UNDO = "undo"
    FINISH_UNDO = "finish_undo"


@dataclass(frozen=True, slots=True)
class Transition:
    event: Event
    sources: tuple[BatchState, ...]
    target: BatchState


TRANSITIONS: dict[Event, Transition] = {
    transition.event: transition
    for transition in (
        Transition(Event.STAGE, (BatchState.RECEIVED,), BatchState.STAGED),
        Transition(Event.JUDGE, (BatchState.STAGED,), BatchState.READY),
        Transition(Event.CONFIRM, (BatchState.READY,), BatchState.CONFIRMED),
        Transition(Event.APPLY, (BatchState.CONFIRMED,), BatchState.APPLIED),
        Transition(Event.REPORT, (BatchState.APPLIED,), BatchState.DONE),
        Transition(Event.REFUSE, (BatchState.RECEIVED, BatchState.STAGED), BatchState.REFUSED),
        Transition(
            Event.CANCEL, (BatchState.RECEIVED, BatchState.STAGED, BatchState.READY), BatchState.CANCELLED
        ),
        Transition(Event.UNDO, (BatchState.DONE,), BatchState.UNDOING),
        Transition(Event.FINISH_UNDO, (BatchState.UNDOING,), BatchState.UNDONE),
    )
}


def may(event: Event, state: str) -> bool:
    """Whether ``event`` may happen to a batch in ``state``."""
    return state in TRANSITIONS[event].sources


def sources_of(event: Event) -> tuple[BatchState, ...]:
    return TRANSITIONS[event].sources


def states_owned_by(owner: Owner) -> tuple[BatchState, ...]:
    """The states in which ``owner`` has the next move, for "what is unfinished" queries."""
    return tuple(state for state, meaning in MEANINGS.items() if meaning.owner is owner)
