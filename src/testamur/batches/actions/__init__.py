"""The only writers of the ledger."""

from testamur.batches.actions.decide import cancel, close, confirm, retry, undo
from testamur.batches.actions.engine import advance, wake_unfinished
from testamur.batches.actions.submit import (
    Submission,
    submit,
    submit_records,
    submit_selected,
    submit_selection,
)

__all__ = [
    "Submission",
    "advance",
    "cancel",
    "close",
    "confirm",
    "retry",
    "submit",
    "submit_records",
    "submit_selected",
    "submit_selection",
    "undo",
    "wake_unfinished",
]
