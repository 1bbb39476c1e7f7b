"""The life of a batch.

receive -> stage -> judge -> (refused | ready) -> confirm -> apply -> done, with cancel while nothing has been
applied and undo afterwards. A step that keeps failing stops the batch, which then waits for a person: to try again,
or to leave it. ``docs/states.md`` draws it.
"""

from __future__ import annotations

from enum import StrEnum

from testamur.plumbing.machines import Machine, Meaning, Tag, Transition


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
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    UNREPORTED = "unreported"
    UNDO_STOPPED = "undo_stopped"


class Owner(StrEnum):
    """Who has to do something for the batch to go on. Which right a person needs is said by the kind of batch."""

    ENGINE = "engine"
    PERSON = "person"
    NOBODY = "nobody"


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
    STOP = "stop"
    RETRY = "retry"
    CLOSE = "close"


_ENGINE, _PERSON = (Owner.ENGINE,), (Owner.PERSON,)

BATCH_LIFE = Machine(
    title="A batch",
    starts=(BatchState.RECEIVED,),
    states={
        BatchState.RECEIVED: Meaning(
            "Waiting", "We have your file. It is waiting in the queue.", Owner.ENGINE, Tag.WAITING
        ),
        BatchState.STAGED: Meaning("Checking", "Every record is being checked.", Owner.ENGINE, Tag.WORKING),
        BatchState.READY: Meaning(
            "Ready to confirm", "Checked. Nothing changes until you confirm.", Owner.PERSON, Tag.ATTENTION
        ),
        BatchState.CONFIRMED: Meaning(
            "Applying", "The accepted records are being saved.", Owner.ENGINE, Tag.WORKING
        ),
        BatchState.APPLIED: Meaning(
            "Making outcome files",
            "The accepted records have been saved. The outcome files are being made.",
            Owner.ENGINE,
            Tag.WORKING,
        ),
        BatchState.DONE: Meaning(
            "Successful", "The accepted records have been saved.", Owner.NOBODY, Tag.GOOD
        ),
        BatchState.REFUSED: Meaning(
            "Failed", "The whole batch was refused. Nothing was changed.", Owner.NOBODY, Tag.BAD
        ),
        BatchState.CANCELLED: Meaning(
            "Cancelled", "The batch was cancelled before anything was changed.", Owner.NOBODY, Tag.OVER
        ),
        BatchState.UNDOING: Meaning(
            "Undoing", "The changes made by this batch are being undone.", Owner.ENGINE, Tag.WORKING
        ),
        BatchState.UNDONE: Meaning(
            "Undone", "The changes made by this batch have been undone.", Owner.NOBODY, Tag.OVER
        ),
        BatchState.STOPPED: Meaning(
            "Stopped",
            "A step failed several times. Nothing has been changed.",
            Owner.PERSON,
            Tag.ATTENTION,
        ),
        BatchState.INTERRUPTED: Meaning(
            "Interrupted",
            "Saving failed several times. Some of the records may have been saved, and others not.",
            Owner.PERSON,
            Tag.ATTENTION,
        ),
        BatchState.UNREPORTED: Meaning(
            "Outcome files missing",
            "The accepted records have been saved. The outcome files could not be made.",
            Owner.PERSON,
            Tag.ATTENTION,
        ),
        BatchState.UNDO_STOPPED: Meaning(
            "Undo stopped",
            "Undoing failed several times. Nothing has been undone.",
            Owner.PERSON,
            Tag.ATTENTION,
        ),
    },
    events={
        Event.STAGE: Transition((BatchState.RECEIVED,), BatchState.STAGED, _ENGINE),
        Event.JUDGE: Transition((BatchState.STAGED,), BatchState.READY, _ENGINE),
        # The engine confirms what no person has to confirm.
        Event.CONFIRM: Transition(
            (BatchState.READY,),
            BatchState.CONFIRMED,
            (Owner.PERSON, Owner.ENGINE),
            refusal="Batch %(number)s is “%(state)s”, so there is nothing to confirm.",
        ),
        Event.APPLY: Transition((BatchState.CONFIRMED,), BatchState.APPLIED, _ENGINE),
        Event.REPORT: Transition((BatchState.APPLIED,), BatchState.DONE, _ENGINE),
        Event.REFUSE: Transition((BatchState.RECEIVED, BatchState.STAGED), BatchState.REFUSED, _ENGINE),
        Event.CANCEL: Transition(
            (BatchState.RECEIVED, BatchState.STAGED, BatchState.READY, BatchState.STOPPED),
            BatchState.CANCELLED,
            _PERSON,
            refusal="Batch %(number)s is “%(state)s” and can no longer be cancelled.",
        ),
        Event.UNDO: Transition(
            (BatchState.DONE, BatchState.INTERRUPTED, BatchState.UNREPORTED),
            BatchState.UNDOING,
            _PERSON,
            refusal="Batch %(number)s is “%(state)s” and cannot be undone.",
        ),
        Event.FINISH_UNDO: Transition((BatchState.UNDOING,), BatchState.UNDONE, _ENGINE),
        # Where it stops says what is true of the records, and from there it is tried again.
        Event.STOP: Transition(
            (
                BatchState.RECEIVED,
                BatchState.STAGED,
                BatchState.CONFIRMED,
                BatchState.APPLIED,
                BatchState.UNDOING,
            ),
            BatchState.STOPPED,
            _ENGINE,
            elsewhere={
                BatchState.CONFIRMED: BatchState.INTERRUPTED,
                BatchState.APPLIED: BatchState.UNREPORTED,
                BatchState.UNDOING: BatchState.UNDO_STOPPED,
            },
        ),
        Event.RETRY: Transition(
            (BatchState.STOPPED, BatchState.INTERRUPTED, BatchState.UNREPORTED, BatchState.UNDO_STOPPED),
            BatchState.RECEIVED,
            _PERSON,
            refusal="Batch %(number)s is “%(state)s”, so there is nothing to try again.",
            elsewhere={
                BatchState.INTERRUPTED: BatchState.CONFIRMED,
                BatchState.UNREPORTED: BatchState.APPLIED,
                BatchState.UNDO_STOPPED: BatchState.UNDOING,
            },
        ),
        Event.CLOSE: Transition(
            (BatchState.UNREPORTED,),
            BatchState.DONE,
            _PERSON,
            refusal="Batch %(number)s is “%(state)s”, so it cannot be ended without its outcome files.",
        ),
    },
)
