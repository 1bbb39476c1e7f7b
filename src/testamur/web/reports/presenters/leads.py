"""Where the counts of a report lead: to lists of just the things that they count."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from testamur.achievements.queries import mi
from testamur.achievements.rules.periods import Period
from testamur.web.links import date_query, url
from testamur.web.reports.presenters.records import reason_name

OFF_REGISTER = "-"
"""How an address names the type of what is not on the register; no type is called so."""


def month_of(scope: mi.Scope, month: dt.date) -> mi.Scope:
    """The part of the period that lies in a month."""
    following = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    first = max(month, scope.period.first)
    last = min(following - dt.timedelta(days=1), scope.period.last)
    return mi.Scope(scope.organisation, Period(first, last))


def batches(scope: mi.Scope, *, job_type: str | None = None, **asked: str) -> str:
    of = {"kind": mi.KIND, "organisation": str(scope.organisation.uuid)}
    return f"{url('batch_list')}?{_query(scope, of | _of_job(job_type) | asked)}"


def records(
    scope: mi.Scope, *, job_type: str | None = None, reason: mi.Reason | None = None, **asked: str
) -> str:
    of_reason = {"reason": reason_name(reason.key, reason.field)} if reason else {}
    query = _query(scope, _of_job(job_type) | of_reason | asked)
    return f"{url('submitted_records', scope.organisation.uuid)}?{query}"


def first_uploads(scope: mi.Scope, *, type: str | None = None, **asked: str) -> str:
    of_type = {} if type is None else {"type": type or OFF_REGISTER}
    return f"{url('first_uploads', scope.organisation.uuid)}?{_query(scope, of_type | asked)}"


def provisional(scope: mi.Scope, **asked: str) -> str:
    return f"{url('provisional_achievements', scope.organisation.uuid)}?{_query(scope, asked)}"


def _of_job(job_type: str | None) -> dict[str, str]:
    """Nothing is what is known of a batch whose file was never read."""
    return {} if job_type is None else {"job_type": job_type or "not_said"}


def _query(scope: mi.Scope, asked: dict[str, str]) -> str:
    days = date_query("first", scope.period.first) | date_query("last", scope.period.last)
    return urlencode(asked | days)
