"""The only writers of the register."""

from testamur.qualifications.actions.judge import judge, judge_organisations
from testamur.qualifications.actions.record import foreseen, record_many

__all__ = ["foreseen", "judge", "judge_organisations", "record_many"]
