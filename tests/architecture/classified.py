"""Every model and every field, classified by hand: a new one fails until somebody has thought about it."""

from __future__ import annotations

# Rows that are only ever added, and rows that change.
APPEND_ONLY = {"challenges.Message"}
MUTABLE = {
    "access.ApiClient",
    "access.Attempts",
    "access.Invitation",
    "access.Membership",
    "access.User",
    "access.WebServiceAccess",
    "achievements.Achievement",
    "achievements.PreparedFigures",
    "achievements.PreparedReport",
    "batches.Batch",
    "batches.BatchRow",
    "challenges.Challenge",
    "challenges.Contact",
    "challenges.WeeklyReport",
    "learners.Enrolment",
    "learners.Identifier",
    "learners.Learner",
    "learners.LearnerAccount",
    "notices.Notice",
    "notices.Unwanted",
    "organisations.Organisation",
    "qualifications.Entry",
}

# Models whose every version is kept. The ledger is itself a history; the outbox is not a record of a learner.
WITH_HISTORY = {
    "access.Invitation",
    "access.Membership",
    "access.User",
    "access.WebServiceAccess",
    "achievements.Achievement",
    "challenges.Challenge",
    "challenges.Contact",
    "challenges.WeeklyReport",
    "learners.Enrolment",
    "learners.Identifier",
    "learners.Learner",
    "learners.LearnerAccount",
    "organisations.Organisation",
    "qualifications.Entry",
}

# Fields that say something of a person. All others do not.
PERSONAL = {
    "access.ApiClient": set(),
    "access.Attempts": {"account", "address"},
    "access.Invitation": {"email", "first_name", "last_name", "by", "user", "key_digest"},
    "access.Membership": {"user"},
    "access.User": {"username", "email", "first_name", "last_name", "telephone", "last_login", "password"},
    "access.WebServiceAccess": {"password"},
    "achievements.Achievement": {"learner", "uln", "grade", "mis_identifier", "action_reason"},
    "achievements.PreparedFigures": set(),
    "achievements.PreparedReport": set(),
    "batches.Batch": {"submitted_by", "confirmed_by", "ended_by", "header", "options", "undo_result", "file"},
    "batches.BatchRow": {"incoming", "payload", "findings", "changes"},
    "challenges.Challenge": {
        "learner", "description", "contact_name", "contact_email", "contact_telephone", "recorded_uln",
        "recorded_name", "recorded_grade", "wanted_grade", "wanted_uln", "raised_by", "assigned_to", "decided_by",
        "decision_reason", "resolution",
    },
    "challenges.Contact": {
        "given_name", "family_name", "telephone", "email", "requested_by", "decided_by", "decision_reason"
    },
    "challenges.Message": {"author", "text"},
    "challenges.WeeklyReport": {"rows"},
    "learners.Enrolment": {"learner"},
    "learners.Identifier": {"learner", "value"},
    "learners.Learner": {
        "uln", "given_name", "family_name", "previous_family_name", "date_of_birth", "gender", "postcode", "master",
        "email", "telephone", "school_at_16", "preferred_given_name", "ability_to_share", "deleted_at"
    },
    "learners.LearnerAccount": {"user", "learner"},
    "notices.Notice": {"to", "subject", "body"},
    "notices.Unwanted": {"address"},
    "organisations.Organisation": set(),
    "qualifications.Entry": set(),
}  # fmt: skip
