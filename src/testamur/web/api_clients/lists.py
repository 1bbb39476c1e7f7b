"""The list of suppliers' systems that act for an organisation."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web import reach
from testamur.web.formats import date, number
from testamur.web.links import url
from testamur.web.lists import Column, Kind, List, never

if TYPE_CHECKING:
    from testamur.access.models import ApiClient
    from testamur.organisations.models import Organisation


def _scope(request: HttpRequest, organisation_id: uuid.UUID) -> Organisation:
    return reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)


CLIENTS: List[Organisation, ApiClient] = List(
    name="api-clients",
    title=lambda asked: _("API clients of %(organisation)s") % {"organisation": asked.scope.name},
    scope=_scope,
    rows=lambda asked: access.api_clients_of(asked.scope, containing=asked.search),
    columns=[
        Column("name", _("Name"), lambda client: client.name, sort="name"),
        Column("client_id", _("Client ID"), lambda client: client.client_id, classes="app-secret"),
        Column(
            "added",
            _("Added"),
            lambda client: client.created,
            kind=Kind.MOMENT,
            cell=lambda client: date(client.created),
            sort="created",
        ),
        Column(
            "actions",
            _("Actions"),
            lambda client: None,
            template="api_clients/actions.html",
            classes="app-table__actions",
            exported=never,
        ),
    ],
    search=_("Name or client ID"),
    sorted_by="name",
    count=lambda count: ngettext("%(num)s API client", "%(num)s API clients", count) % {"num": number(count)},
    nothing=lambda asked: _(
        "There are no API clients. Add one if you want a system to send batches for you."
    ),
    no_match=lambda asked: _("No API clients match."),
    show_all=_("Show all API clients"),
    template="api_clients/list.html",
    words=lambda asked: {
        "breadcrumbs": [(_("People"), url("person_list", asked.scope.uuid))],
        "buttons": [(_("Add an API client"), url("api_client_create", asked.scope.uuid))],
    },
)
