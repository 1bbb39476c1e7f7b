"""The only writers of the ledger."""

from testamur.batches.actions.decide import cancel, confirm, retry, undo
from testamur.batches.actions.engine import advance, wake_unfinished
from testamur.batches.actions.submit import Submission, submit

__all__ = ["Submission", "advance", "cancel", "confirm", "retry", "submit", "undo", "wake_unfinished"]
