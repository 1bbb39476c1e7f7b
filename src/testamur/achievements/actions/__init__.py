"""The only writers of achievements."""

from testamur.achievements.actions.centre import foreseen_centre, judge_centre, record_centre
from testamur.achievements.actions.correct import (
    check_grade,
    check_move,
    delete,
    edit_grade,
    move,
    withdraw,
)
from testamur.achievements.actions.judge import judge
from testamur.achievements.actions.merging import merge_learners
from testamur.achievements.actions.one import change_one, check_one
from testamur.achievements.actions.preparing import prepare_due_reports, prepare_report
from testamur.achievements.actions.record import foreseen, record_many
from testamur.achievements.actions.redate import redate
from testamur.achievements.actions.seen import ChangedSince, Rejected

__all__ = [
    "ChangedSince",
    "Rejected",
    "change_one",
    "check_grade",
    "check_move",
    "check_one",
    "delete",
    "edit_grade",
    "foreseen",
    "foreseen_centre",
    "judge",
    "judge_centre",
    "merge_learners",
    "move",
    "prepare_due_reports",
    "prepare_report",
    "record_centre",
    "record_many",
    "redate",
    "withdraw",
]
