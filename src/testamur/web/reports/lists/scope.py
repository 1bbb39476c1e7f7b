"""Of whose records a list is: those of an organisation whose reports the person may see."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from testamur.access.rules import Permission
from testamur.achievements.queries.mi import Scope
from testamur.achievements.rules.periods import Period
from testamur.organisations import queries as organisations
from testamur.web import reach
from testamur.web.links import url
from testamur.web.reports.forms import query

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from testamur.organisations.models import Organisation
    from testamur.web.lists import Asked


def awarding_organisation(request: HttpRequest, organisation_id: uuid.UUID) -> Organisation:
    found = reach.organisation_or_404(request, organisation_id, Permission.REPORT_VIEW)
    if not organisations.is_awarding_organisation(found):
        raise Http404
    return found


def words(asked: Asked[Organisation]) -> dict[str, Any]:
    return {"caption": asked.scope.name, "breadcrumbs": [(_("Reports"), url("report_list"))]}


def words_below(report: str, title: StrOrPromise) -> Callable[[Asked[Organisation]], dict[str, Any]]:
    """Of a list that belongs to one report, to which there is a way back: to the same organisation and period."""

    def make(asked: Asked[Organisation]) -> dict[str, Any]:
        said = words(asked)
        return said | {"breadcrumbs": [*said["breadcrumbs"], (title, f"{url(report)}?{_query(asked)}")]}

    return make


def _query(asked: Asked[Organisation]) -> str:
    first, last = asked.wanted.get("first"), asked.wanted.get("last")
    if first and last:
        return query(Scope(asked.scope, Period(first, last)))
    return urlencode({"organisation": str(asked.scope.uuid)})
