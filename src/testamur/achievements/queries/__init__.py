"""Reads of achievements."""

from testamur.achievements.queries.job_result import error_file, job_result
from testamur.achievements.queries.learner_record import LearnerRecord, LearningEvent, learner_record
from testamur.achievements.queries.record_access import (
    NotFound,
    NotShared,
    achievement_on_record,
    learners_in_use_relation,
    own_record,
    record_for,
    record_of,
)
from testamur.achievements.queries.records import (
    Listed,
    achievement_for,
    achievement_log,
    achievement_of_record,
    achievements_by_key,
    achievements_of,
    achievements_of_learner,
    achievements_of_person,
    can_be_changed,
    can_be_reinstated,
    history_of,
    listed,
    on_record_of,
)
from testamur.achievements.queries.standing import held_elsewhere, standing_relation
from testamur.achievements.queries.versions import last_written, version_of

__all__ = [
    "LearnerRecord",
    "LearningEvent",
    "Listed",
    "NotFound",
    "NotShared",
    "achievement_for",
    "achievement_log",
    "achievement_of_record",
    "achievement_on_record",
    "achievements_by_key",
    "achievements_of",
    "achievements_of_learner",
    "achievements_of_person",
    "can_be_changed",
    "can_be_reinstated",
    "error_file",
    "held_elsewhere",
    "history_of",
    "job_result",
    "last_written",
    "learner_record",
    "learners_in_use_relation",
    "listed",
    "on_record_of",
    "own_record",
    "record_for",
    "record_of",
    "standing_relation",
    "version_of",
]
