"""Every model with a history is in the activity log, or it is said here why it is not."""

from __future__ import annotations

from architecture import classified
from testamur.api.activity import LOGS, RecordKind
from testamur.web import declared

LEFT_OUT = {
    "learners.Enrolment": "a learner has no page of their own for those who look after them yet",
    "learners.Identifier": "a learner has no page of their own for those who look after them yet",
    "challenges.WeeklyReport": "made once, by the service, and never changed; its list says when",
    "learners.Learner": "a record opens by ULN and names together, and its own page tells who looked at it",
    "learners.LearnerAccount": "told on the learner's record as an invitation",
}


def test_every_model_with_a_history_is_in_the_log_or_left_out_for_a_reason() -> None:
    told = [log.of for log in declared.everywhere("log", "LOG")]
    assert len(told) == len(set(told))
    assert not set(told) & set(LEFT_OUT)
    assert {*told, *LEFT_OUT} == classified.WITH_HISTORY


def test_each_kind_of_the_log_has_a_name_and_a_place_of_its_own() -> None:
    logs = declared.everywhere("log", "LOG")
    assert len({log.name for log in logs}) == len({log.order for log in logs}) == len(logs)


def test_pages_and_api_tell_of_the_same_kinds_by_the_same_query() -> None:
    assert {RecordKind(log.name): log.versions for log in declared.everywhere("log", "LOG")} == LOGS
