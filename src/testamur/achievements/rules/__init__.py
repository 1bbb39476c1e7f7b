"""What a single achievement record must satisfy; needs the record alone and no register.

A :class:`RecordJudge` judges the records of a file, fast; :func:`judge_record` judges a single one.
Rules that need other records or a register are set rules and are evaluated in the database.
"""

from __future__ import annotations

from testamur.achievements.rules.options import RowOptions
from testamur.achievements.rules.readers import read_action_reason, read_uln
from testamur.achievements.rules.records import Judged, RecordJudge, judge_record

__all__ = ["Judged", "RecordJudge", "RowOptions", "judge_record", "read_action_reason", "read_uln"]
