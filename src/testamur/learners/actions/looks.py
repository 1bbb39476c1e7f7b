"""Staff who look at a learner's record are named on its timeline, so that the learner can know who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from testamur.audit import actions as audit
from testamur.learners.queries.sharing import LOOKED_AT

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.learners.models import Learner
    from testamur.organisations.models import Organisation


@transaction.atomic
def note_look(*, learner: Learner, organisation: Organisation, through: str, by: User) -> None:
    """Note that somebody of ``organisation`` was shown the whole record."""
    with audit.process(LOOKED_AT, by=by, reason=organisation.name, through=through):
        audit.note(record=learner.known_as)
