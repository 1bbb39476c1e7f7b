"""The list of organisations, for operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.organisations import queries as organisations
from testamur.organisations.queries import OrganisationKind
from testamur.web.formats import number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Kind, List, Option, cells, never

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def _scope(request: HttpRequest) -> None:
    access.check_can(request.user, Permission.SERVICE_OPERATE)


def _kinds(asked: Asked[None]) -> list[Option]:
    return [Option(kind.value, kind.label, kind.value) for kind in OrganisationKind]


def _named(each: Organisation) -> str:
    return cells.beside(each.name, cells.muted(f"({each.acronym})" if each.acronym else ""))


ORGANISATIONS: List[None, Organisation] = List(
    name="organisations",
    title=lambda asked: _("Organisations"),
    scope=_scope,
    rows=lambda asked: organisations.registered(asked.search, kind=asked.wanted.get("kind")),
    columns=[
        Column(
            "name",
            _("Name"),
            lambda each: each.name,
            cell=_named,
            link=lambda each: url("organisation_detail", each.uuid),
            sort="name",
        ),
        Column("acronym", _("Acronym"), lambda each: each.acronym, on_screen=never),
        Column("kind", _("Kind"), lambda each: str(each.get_kind_display()), sort="kind"),
        Column("ukprn", _("UKPRN"), lambda each: each.ukprn, kind=Kind.CODE, sort="ukprn"),
        Column("recognition", _("Recognition number"), lambda each: each.recognition_number, on_screen=never),
        Column(
            "pages",
            _("Pages"),
            lambda each: None,
            template="organisations/pages_of.html",
            classes="app-table__actions",
            exported=never,
        ),
    ],
    search=_("Name, acronym or number"),
    filters=[Choice("kind", _("Kind"), _kinds, all=_("All kinds"))],
    button=_("Search"),
    sorted_by="name",
    count=lambda count: (
        ngettext("%(num)s organisation", "%(num)s organisations", count) % {"num": number(count)}
    ),
    nothing=lambda asked: _("There are no organisations."),
    no_match=lambda asked: (
        _("There is no organisation with “%(text)s” in its name, acronym or numbers.")
        % {"text": asked.search}
        if asked.search
        else _("No organisations match.")
    ),
    show_all=_("Show all organisations"),
)
