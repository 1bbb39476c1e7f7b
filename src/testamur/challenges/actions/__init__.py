"""The only writers of challenges."""

from testamur.challenges.actions.assigning import assign_many, foreseen_assignments, judge_assignments
from testamur.challenges.actions.closing import close, send_back
from testamur.challenges.actions.contacts import (
    Nominee,
    approve_contact,
    ask_for_contact,
    ask_to_end_contact,
    decline_contact,
)
from testamur.challenges.actions.correcting import correct
from testamur.challenges.actions.deciding import accept, assign, process, reject
from testamur.challenges.actions.decisions import (
    count_decisions,
    decide_many,
    foreseen_decisions,
    judge_decisions,
)
from testamur.challenges.actions.matching import match_corrections
from testamur.challenges.actions.raising import Said, check_raise, raise_challenge, withdraw
from testamur.challenges.actions.reporting import (
    make_due_weekly_reports,
    make_weekly_report,
    make_weekly_reports,
)
from testamur.challenges.actions.talking import say

__all__ = [
    "Nominee",
    "Said",
    "accept",
    "approve_contact",
    "ask_for_contact",
    "ask_to_end_contact",
    "assign",
    "assign_many",
    "check_raise",
    "close",
    "correct",
    "count_decisions",
    "decide_many",
    "decline_contact",
    "foreseen_assignments",
    "foreseen_decisions",
    "judge_assignments",
    "judge_decisions",
    "make_due_weekly_reports",
    "make_weekly_report",
    "make_weekly_reports",
    "match_corrections",
    "process",
    "raise_challenge",
    "reject",
    "say",
    "send_back",
    "withdraw",
]
