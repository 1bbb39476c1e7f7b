"""What only a returned weekly report can have wrong.

Nothing here counts as learner data: the workbook came from us, and who the learner is is not asked again.
"""

from __future__ import annotations

from testamur.batches.columns.findings import catalogue_for, rejecting
from testamur.batches.findings import ErrorClass, error, warning
from testamur.challenges.kinds.challenge_decisions.layout import LAYOUT

_FIELD = ErrorClass.FIELD_DATA
_RULE = ErrorClass.BUSINESS_RULE
_JOB = ErrorClass.JOB
_SOURCE = "event-data-challenges section 2"

CATALOGUE = catalogue_for(
    LAYOUT,
    error(
        "D04.no_decision",
        _JOB,
        "No row has a decision, so there is nothing to do.",
        "Enter Accept or Reject in the column Decision, save, and send the file again.",
    ),
    error(
        "D11.unknown",
        _RULE,
        "Your organisation has no challenge {value}.",
        "Check the reference against the weekly report.",
    ),
    error(
        "D12.changed",
        _RULE,
        "{field} says “{value}”, but the challenge has “{expected}”. Only Decision and Comment may be changed.",
        "If the decision is for this challenge, put “{expected}” back and send the file again.",
    ),
    error(
        "D13.neither",
        _FIELD,
        "“{value}” is not a decision.",
        "Enter Accept or Reject, or leave the cell empty to decide later.",
        _SOURCE,
    ),
    error(
        "D13.both",
        _FIELD,
        "“{value}” says both Accept and Reject.",
        "Enter either Accept or Reject.",
        _SOURCE,
    ),
    error(
        "D14.both",
        _RULE,
        "The challenge is in the file with both decisions, in rows {rows}.",
        "Keep the row with the right decision, and remove the other.",
    ),
    error(
        "D14.repeated",
        _RULE,
        "The challenge is already in row {first}, with the same decision.",
        "Do nothing. The first of the two rows counts.",
    ),
    error(
        "D15.no_comment",
        _FIELD,
        "The challenge is rejected without a comment.",
        "Enter in Comment why the record is right. The person who raised the challenge will read it.",
        _SOURCE,
    ),
    error(
        "D16.already",
        _RULE,
        "The challenge is “{state}” and can no longer be decided.",
        "Nothing was changed. If the decision was wrong, write to Business Support in the challenge.",
    ),
    warning("D17.already_so", _FIELD, "This decision has already been made.", "Do nothing."),
    warning(
        "D18.skipped",
        _FIELD,
        "The row has no decision and was left out.",
        "Decide it later.",
    ),
    warning(
        "D18.comment_alone",
        _FIELD,
        "The row has a comment but no decision and was left out.",
        "To decide it, enter Accept or Reject next to the comment.",
    ),
    error(
        "D19.not_applied",
        _RULE,
        "Someone else decided the challenge after your file was checked.",
        "Look at the challenge. Nothing was changed by this row.",
    ),
)
REJECTING = rejecting(CATALOGUE)
