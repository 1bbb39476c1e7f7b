"""The only writers of the register."""

from testamur.qualifications.actions.judge import judge, judge_organisations
from testamur.qualifications.actions.record import plan, record_many
from testamur.qualifications.actions.undo import undo_batch

__all__ = ["judge", "judge_organisations", "plan", "record_many", "undo_batch"]
