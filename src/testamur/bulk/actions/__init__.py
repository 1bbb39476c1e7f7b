"""The only writers of the ledger."""

from testamur.bulk.actions.decide import cancel, confirm, retry, undo
from testamur.bulk.actions.engine import advance, wake_unfinished
from testamur.bulk.actions.submit import Submission, submit

__all__ = ["Submission", "advance", "cancel", "confirm", "retry", "submit", "undo", "wake_unfinished"]
