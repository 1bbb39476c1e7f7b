"""What can keep a challenge from being given to somebody."""

from __future__ import annotations

from testamur.batches.columns.findings import catalogue_for, rejecting
from testamur.batches.findings import ErrorClass, error, warning
from testamur.challenges.kinds.challenge_assignments.layout import LAYOUT

CATALOGUE = catalogue_for(
    LAYOUT,
    error(
        "D20.not_entitled",
        ErrorClass.JOB,
        "{value} does not work on challenges of this organisation.",
        "Choose someone else, or ask a super user to give them the role.",
    ),
    error(
        "D22.ended",
        ErrorClass.BUSINESS_RULE,
        "The challenge is “{state}”. No one has to work on it.",
        "Do nothing.",
    ),
    warning(
        "D23.theirs_already",
        ErrorClass.BUSINESS_RULE,
        "The challenge is already assigned to them.",
        "Do nothing.",
    ),
)
REJECTING = rejecting(CATALOGUE)
