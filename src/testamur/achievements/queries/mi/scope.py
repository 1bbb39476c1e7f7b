"""Of whom a report is, and of which period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.rules.periods import MOST_YEARS, Period, Unfit, last_twelve_months
from testamur.organisations import queries as organisations
from testamur.plumbing import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from testamur.access.models import Visitor
    from testamur.organisations.models import Organisation

KIND = "achievements"


@dataclass(frozen=True, slots=True)
class Scope:
    """An organisation and a period, of whose days the first begins and the last ends where the service is."""

    organisation: Organisation
    period: Period

    def parameters(self, **more: Any) -> dict[str, Any]:
        """For SQL: organisation, kind, first, last, since, until (not included) and zone."""
        days = self.period
        return {
            "organisation": self.organisation.pk,
            "kind": KIND,
            "first": days.first,
            "last": days.last,
            "since": clock.beginning(days.first),
            "until": clock.beginning(days.last + dt.timedelta(days=1)),
            "zone": clock.zone().key,
            **more,
        }


def refusal(period: Period, *, limited: bool) -> str | None:
    """Why no report can be of this period, in words, if so."""
    match period.unfit(limited=limited):
        case Unfit.NOT_IN_TIME:
            return _("Enter dates between 1900 and 2999")
        case Unfit.BACKWARDS:
            return _("The last day must be the same as or after the first day")
        case Unfit.TOO_LONG:
            return _("The period must be %(count)s years or shorter") % {"count": MOST_YEARS}
    return None


def organisations_for(user: Visitor) -> QuerySet[Organisation]:
    """The awarding organisations whose reports the person may see, by name (XC-03)."""
    return access.narrow(organisations.awarding_organisations(), user, Permission.REPORT_VIEW, owner="pk")


def usual() -> Period:
    """The period of a report for which none is asked."""
    return last_twelve_months(clock.today())


def everything() -> Period:
    """From the first day on which an award can have been made to today."""
    return Period(settings.ACHIEVEMENT_AWARD_DATE_FLOOR, clock.today())
