"""Reads of achievements."""

from testamur.achievements.queries.job_result import error_file, job_result
from testamur.achievements.queries.records import (
    Listed,
    achievement_for,
    achievement_of_record,
    achievements_by_key,
    achievements_of_learner,
    can_be_changed,
    can_be_reinstated,
    history_of,
    listed,
)

__all__ = [
    "Listed",
    "achievement_for",
    "achievement_of_record",
    "achievements_by_key",
    "achievements_of_learner",
    "can_be_changed",
    "can_be_reinstated",
    "error_file",
    "history_of",
    "job_result",
    "listed",
]
