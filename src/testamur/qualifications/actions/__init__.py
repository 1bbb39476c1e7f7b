"""The only writers of the register."""

from testamur.qualifications.actions.judge import judge, judge_organisations
from testamur.qualifications.actions.record import foreseen, record_many
from testamur.qualifications.actions.undo import undo_batch

__all__ = ["foreseen", "judge", "judge_organisations", "record_many", "undo_batch"]
