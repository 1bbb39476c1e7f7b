"""Reads of learners. A learner has no owner: who may see one is asked through the records they may see."""

from testamur.learners.queries.accounts import (
    account_of,
    forget_account,
    has_account_in_use,
    is_in_use,
    learner_of,
    with_accounts,
)
from testamur.learners.queries.finding import Search, known_under, search, told_of, version_number
from testamur.learners.queries.identifiers import by_identifier, enrolments_of, identifiers_of
from testamur.learners.queries.identity import identified
from testamur.learners.queries.learners import (
    by_uln,
    by_uuid,
    count,
    identities_relation,
    same_person,
    sample,
    with_ulns,
)
from testamur.learners.queries.looking import LOOKS, AuditEntry, audit_of
from testamur.learners.queries.people import hold_for_record, hold_people, people_relation, ulns_of_person
from testamur.learners.queries.sharing import (
    Look,
    SharingChange,
    looks_at,
    sharing_choices,
    sharing_history,
    sharing_meaning,
    sharing_of,
    takes_refusals,
)
from testamur.learners.queries.verifying import (
    Disclosed,
    Verified,
    VerifiedRow,
    verified_rows,
    verify_one,
    verify_output,
)

__all__ = [
    "LOOKS",
    "AuditEntry",
    "Disclosed",
    "Look",
    "Search",
    "SharingChange",
    "Verified",
    "VerifiedRow",
    "account_of",
    "audit_of",
    "by_identifier",
    "by_uln",
    "by_uuid",
    "count",
    "enrolments_of",
    "forget_account",
    "has_account_in_use",
    "hold_for_record",
    "hold_people",
    "identified",
    "identifiers_of",
    "identities_relation",
    "is_in_use",
    "known_under",
    "learner_of",
    "looks_at",
    "people_relation",
    "same_person",
    "sample",
    "search",
    "sharing_choices",
    "sharing_history",
    "sharing_meaning",
    "sharing_of",
    "takes_refusals",
    "told_of",
    "ulns_of_person",
    "verified_rows",
    "verify_one",
    "verify_output",
    "version_number",
    "with_accounts",
    "with_ulns",
]
