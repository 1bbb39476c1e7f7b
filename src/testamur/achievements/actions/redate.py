"""Another award date: an update cannot change it, so the achievement is withdrawn and created anew.

Source: awarding-organisation-faq "Updating": "you need to withdraw the achievement and create a new one".
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from testamur.achievements.actions.correct import instruction, withdraw
from testamur.achievements.actions.one import change_one
from testamur.achievements.states import Action

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.achievements.models import Achievement


@transaction.atomic
def redate(
    *,
    achievement: Achievement,
    award_date: dt.date,
    through: str,
    by: User,
    version: str | None = None,
    reason: str = "",
) -> Achievement:
    """Withdraw the achievement and create it with the right award date; returns the new one.

    Raises :class:`Rejected` if either half breaks a rule, and then nothing is written.
    """
    how: dict[str, Any] = {"through": through, "by": by, "reason": reason}
    held = withdraw(achievement=achievement, version=version, **how)
    record = instruction(
        held,
        Action.CREATE,
        award_date=award_date.isoformat(),
        grade=held.grade,
        provider_ukprn=held.provider_ukprn,
        language=held.language,
        mis_identifier=held.mis_identifier,
    )
    created, _warnings = change_one(**{**record, "options": None}, **how)
    return created
