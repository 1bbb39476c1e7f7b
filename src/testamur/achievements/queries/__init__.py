"""Reads of achievements."""

from testamur.achievements.queries.job_result import error_file, job_result
from testamur.achievements.queries.records import (
    Listed,
    achievement_for,
    achievements_of_learner,
    history_of,
    listed,
)

__all__ = [
    "Listed",
    "achievement_for",
    "achievements_of_learner",
    "error_file",
    "history_of",
    "job_result",
    "listed",
]
