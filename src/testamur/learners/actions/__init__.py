"""The only writers of learners."""

from testamur.learners.actions.accounts import Invited, invite
from testamur.learners.actions.looks import note_look
from testamur.learners.actions.misses import check_may_name, note_miss
from testamur.learners.actions.register import delete, merge, register_many
from testamur.learners.actions.sharing import set_sharing
from testamur.learners.actions.verifying import verify_learner

__all__ = [
    "Invited",
    "check_may_name",
    "delete",
    "invite",
    "merge",
    "note_look",
    "note_miss",
    "register_many",
    "set_sharing",
    "verify_learner",
]
