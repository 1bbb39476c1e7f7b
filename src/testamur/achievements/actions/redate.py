"""Another award date: an update cannot change it, so the achievement is withdrawn and created anew.

Source: awarding-organisation-faq "Updating": "you need to withdraw the achievement and create a new one".
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from testamur.achievements.actions.correct import instruction, withdraw
from testamur.achievements.actions.one import change_one
from testamur.achievements.rules import RowOptions
from testamur.achievements.states import Action

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement


@transaction.atomic
def redate(
    *,
    achievement: Achievement,
    award_date: dt.date,
    through: str,
    by: Any,
    version: str | None = None,
    reason: str = "",
    translate: Any = None,
) -> Achievement:
    """Withdraw the achievement and create it with the right award date; returns the new one.

    Raises :class:`Rejected` if either half breaks a rule, and then nothing is written.
    """
    how = {"through": through, "by": by, "reason": reason, "translate": translate}
    held = withdraw(achievement=achievement, version=version, **how)
    said = instruction(
        held,
        Action.CREATE,
        award_date=award_date.isoformat(),
        grade=held.grade,
        provider_ukprn=held.provider_ukprn,
        language=held.language,
        mis_identifier=held.mis_identifier,
    )
    options: RowOptions = said["options"]
    said["options"] = RowOptions(
        today=options.today,
        job_type=options.job_type,
        award_date_floor=settings.ACHIEVEMENT_AWARD_DATE_FLOOR,
    )
    created, _warnings = change_one(**said, **how)
    return created
