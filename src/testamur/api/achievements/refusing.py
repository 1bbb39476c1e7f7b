"""A refusal of the rules as a problem."""

from __future__ import annotations

from testamur.achievements import actions
from testamur.api import problems
from testamur.api.fields import record_errors
from testamur.api.problems import Problem


def refused(refusal: actions.Rejected) -> Problem:
    """409 where somebody was faster, else 422 with every finding, at its field."""
    if isinstance(refusal, actions.ChangedSince):
        return problems.with_findings("changed-since", refusal.sentences)
    errors = record_errors(sentence for sentence in refusal.sentences if sentence.severity == "error")
    return problems.with_findings("record-rejected", refusal.sentences, errors=errors)
