"""Every model and every field, classified by hand: a new one fails until somebody has thought about it."""

from __future__ import annotations

# Rows that are only ever added, and rows that change.
APPEND_ONLY: set[str] = set()
MUTABLE = {
    "access.ApiClient",
    "access.Membership",
    "access.User",
    "achievements.Achievement",
    "bulk.Batch",
    "bulk.BatchRow",
    "learners.Learner",
    "notices.Notice",
    "organisations.Organisation",
    "qualifications.Entry",
}

# Models whose every version is kept. The ledger is itself a history; the outbox is not a record of a learner.
WITH_HISTORY = {
    "access.Membership",
    "access.User",
    "achievements.Achievement",
    "learners.Learner",
    "organisations.Organisation",
    "qualifications.Entry",
}

# Fields that say something of a person. All others do not.
PERSONAL = {
    "access.ApiClient": set(),
    "access.Membership": {"user"},
    "access.User": {"username", "email", "first_name", "last_name", "telephone", "last_login", "password"},
    "achievements.Achievement": {"learner", "uln", "grade", "mis_identifier", "action_reason"},
    "bulk.Batch": {"submitted_by", "confirmed_by", "ended_by", "header", "options", "undo_result", "file"},
    "bulk.BatchRow": {"incoming", "payload", "findings"},
    "learners.Learner": {
        "uln", "given_name", "family_name", "previous_family_name", "date_of_birth", "gender", "postcode", "master"
    },
    "notices.Notice": {"to", "subject", "body"},
    "organisations.Organisation": set(),
    "qualifications.Entry": set(),
}  # fmt: skip
