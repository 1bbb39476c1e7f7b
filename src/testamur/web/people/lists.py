"""The list of an organisation's people."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web import reach
from testamur.web.formats import number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, List, Option, cells, never
from testamur.web.people import presenters
from testamur.web.people.presenters import Person

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def _scope(request: HttpRequest, organisation_id: uuid.UUID) -> Organisation:
    return reach.organisation_or_404(request, organisation_id, Permission.PEOPLE_MANAGE)


def _roles(asked: Asked[Organisation]) -> list[Option]:
    return [Option(role, label, role) for role, label, _hint in access.role_choices(asked.scope)]


PEOPLE: List[Organisation, Person] = List(
    name="people",
    title=lambda asked: _("People of %(organisation)s") % {"organisation": asked.scope.name},
    scope=_scope,
    rows=lambda asked: access.people_of(asked.scope, containing=asked.search, role=asked.wanted.get("role")),
    prepare=lambda asked, users: presenters.people(asked.scope, users),
    columns=[
        Column(
            "name",
            _("Name"),
            lambda person: person.name,
            link=lambda person: url("person", person.organisation, person.uuid),
            sort=("last_name", "first_name"),
            indexed=True,
        ),
        Column("email", _("E-mail address"), lambda person: person.email, classes="app-break", sort="email"),
        Column("username", _("Username"), lambda person: person.username, on_screen=never),
        Column("telephone", _("Telephone number"), lambda person: person.telephone, on_screen=never),
        Column("roles", _("Roles"), lambda person: ", ".join(person.roles)),
        Column(
            "two_step",
            _("Two-step sign-in"),
            lambda person: str(_("Set up") if person.two_step else _("Not set up")),
        ),
        Column(
            "account",
            _("Account"),
            lambda person: person.state[0],
            cell=lambda person: cells.tag(*person.state),
        ),
    ],
    search=_("Name or e-mail address"),
    filters=[Choice("role", _("Role"), _roles, all=_("All roles"))],
    sorted_by="name",
    count=lambda count: ngettext("%(num)s person", "%(num)s people", count) % {"num": number(count)},
    nothing=lambda asked: _(
        "Nobody works for this organisation yet. Invite its first super user, who can then invite others."
    ),
    no_match=lambda asked: _("No people match."),
    show_all=_("Show all people"),
    template="people/list.html",
    words=lambda asked: {
        "organisation": asked.scope,
        "buttons": [(_("Invite a person"), url("person_invite", asked.scope.uuid))],
    },
)
