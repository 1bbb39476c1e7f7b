"""The list of the register's entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.qualifications import queries as qualifications
from testamur.web.formats import number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Kind, List, Option, never

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from testamur.qualifications.models import Entry


def _scope(request: HttpRequest) -> None:
    """Everybody with an account may read the register."""


def _kinds(asked: Asked[None]) -> list[Option]:
    return [Option("qualification", _("Qualifications"), "qualification"), Option("unit", _("Units"), "unit")]


def _kind(entry: Entry) -> str:
    return str(_("Unit") if entry.kind == "unit" else entry.type or _("Qualification"))


def _nothing_matches(asked: Asked[None]) -> StrOrPromise:
    if asked.search:
        return _("There is no entry with “%(text)s” in its reference number or title.") % {
            "text": asked.search
        }
    return _("No entries match.")


ENTRIES: List[None, Entry] = List(
    name="register",
    title=lambda asked: _("Qualification register"),
    scope=_scope,
    rows=lambda asked: qualifications.search(asked.search, kind=asked.wanted.get("kind")),
    columns=[
        Column(
            "title",
            _("Title"),
            lambda entry: entry.title,
            link=lambda entry: url("register_entry", entry.uuid),
            sort="title",
        ),
        Column(
            "reference",
            _("Reference number"),
            lambda entry: entry.reference,
            kind=Kind.CODE,
            sort=("reference", "title"),
            indexed=True,
        ),
        Column("kind", _("Kind"), _kind, sort=("kind", "type")),
        Column("level", _("Level"), lambda entry: entry.level, kind=Kind.CODE, sort="level"),
        Column(
            "owner",
            _("Owner"),
            lambda entry: entry.owner_name or entry.owner_number,
            sort=("owner_name", "owner_number"),
        ),
        Column(
            "owner_number",
            _("Recognition number of the owner"),
            lambda entry: entry.owner_number,
            kind=Kind.CODE,
            on_screen=never,
        ),
        Column("status", _("Status"), lambda entry: entry.status, sort="status"),
    ],
    search=_("Reference number or words of the title"),
    filters=[
        Choice("kind", _("Kind"), _kinds, all=_("All kinds")),
    ],
    button=_("Search"),
    sorted_by="reference",
    count=lambda count: ngettext("%(num)s entry", "%(num)s entries", count) % {"num": number(count)},
    nothing=lambda asked: _(
        "The register is empty. An operator needs to import it from the regulator’s files."
    ),
    no_match=_nothing_matches,
    show_all=_("Show all entries"),
    words=lambda asked: {
        "buttons": [(_("Import a register"), url("register_import"))]
        if access.can(asked.user, Permission.REGISTER_IMPORT)
        else []
    },
)
