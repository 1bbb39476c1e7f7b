"""The only writers of achievements."""

from testamur.achievements.actions.judge import judge
from testamur.achievements.actions.one import Rejected, change_one, check_one
from testamur.achievements.actions.record import record_many
from testamur.achievements.actions.undo import undo_batch

__all__ = ["Rejected", "change_one", "check_one", "judge", "record_many", "undo_batch"]
