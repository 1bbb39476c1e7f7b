"""The only writers of learners."""

from testamur.learners.actions.accounts import Invited, invite
from testamur.learners.actions.details import CHANGED_SINCE, Details, update_details
from testamur.learners.actions.finding import find_learners, identify, note_told, view_audit
from testamur.learners.actions.identifiers import end_identifier, enrol, give_identifier, leave
from testamur.learners.actions.looks import note_look
from testamur.learners.actions.misses import check_may_name, note_miss
from testamur.learners.actions.register import delete, merge, register_many
from testamur.learners.actions.sharing import set_sharing
from testamur.learners.actions.verifying import verify_learner

__all__ = [
    "CHANGED_SINCE",
    "Details",
    "Invited",
    "check_may_name",
    "delete",
    "end_identifier",
    "enrol",
    "find_learners",
    "give_identifier",
    "identify",
    "invite",
    "leave",
    "merge",
    "note_look",
    "note_miss",
    "note_told",
    "register_many",
    "set_sharing",
    "update_details",
    "verify_learner",
    "view_audit",
]
