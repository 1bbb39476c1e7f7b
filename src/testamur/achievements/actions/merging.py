"""Two ULNs turn out to be one person's: what stands on the one record is settled anew (lrs sections 4.2 and 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from testamur.achievements.actions import precedence
from testamur.audit import actions as audit
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.learners.models import Learner

_OF_PERSON = """
SELECT learner_id AS learner, reference, award_date FROM achievements_achievement
 WHERE learner_id = ANY(%(numbers)s)
"""


@transaction.atomic
def merge_learners(*, learner: Learner, master: Learner, reason: str, by: User) -> Learner:
    """Link ``learner`` to ``master``; a centre's record gives way to an awarding organisation's on either side.

    Raises ``ValidationError`` as ``learners.actions.merge`` does.
    """
    merged = learner_actions.merge(learner=learner, master=master, reason=reason, by=by)
    with audit.process("learner.merged", by=by, reason=reason):
        numbers = [number.pk for number in learners.same_person(merged)]
        precedence.settle(_OF_PERSON, {"numbers": numbers}, people_change=True)
    return merged
