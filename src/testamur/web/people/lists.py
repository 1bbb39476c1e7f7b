"""The lists of an organisation's people, and of whom it has invited."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.access.states import INVITATION_LIFE, InvitationState
from testamur.web import reach
from testamur.web.formats import date, date_time, number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Kind, List, Option, cells, never
from testamur.web.people import presenters
from testamur.web.people.presenters import Invited, Person

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
        Column("email", _("Email address"), lambda person: person.email, classes="app-break", sort="email"),
        Column("roles", _("Roles"), lambda person: ", ".join(person.roles)),
        Column(
            "since",
            _("Works here since"),
            lambda person: person.since,
            kind=Kind.MOMENT,
            cell=lambda person: date(person.since),
        ),
        Column(
            "state",
            _("State"),
            lambda person: person.state[0],
            cell=lambda person: cells.tag(*person.state),
        ),
    ],
    search=_("Name or email address"),
    filters=[Choice("role", _("Role"), _roles, all=_("All roles"))],
    sorted_by="name",
    count=lambda count: ngettext("%(num)s person", "%(num)s people", count) % {"num": number(count)},
    nothing=lambda asked: _(
        "No one works for this organisation yet. Invite the first super user, who can then invite others."
    ),
    no_match=lambda asked: _("No people match."),
    show_all=_("Show all people"),
    template="people/list.html",
    words=lambda asked: {
        "organisation": asked.scope,
        "buttons": [(_("Invite a person"), url("person_invite", asked.scope.uuid))],
        "waiting": access.invitations_of(asked.scope, state=InvitationState.WAITING).count(),
    },
)


def _states(asked: Asked[Organisation]) -> list[Option]:
    """An invitation that has expired still waits; it stands apart because somebody has to send it again."""
    found = []
    for state, meaning in INVITATION_LIFE.states.items():
        waits = state is InvitationState.WAITING
        found.append(
            Option(state.value, _(meaning.label), {"state": state, "expired": False if waits else None})
        )
    return [*found, Option("expired", _("Expired"), {"state": InvitationState.WAITING, "expired": True})]


INVITATIONS: List[Organisation, Invited] = List(
    name="invitations",
    title=lambda asked: _("Invitations of %(organisation)s") % {"organisation": asked.scope},
    scope=_scope,
    rows=lambda asked: access.invitations_of(
        asked.scope, containing=asked.search, **(asked.wanted.get("state") or {})
    ),
    prepare=lambda asked, found: presenters.invitations(asked.scope, found),
    columns=[
        Column("name", _("Name"), lambda invited: invited.name, sort=("last_name", "first_name")),
        Column("email", _("Email address"), lambda invited: invited.email, classes="app-break", sort="email"),
        Column("roles", _("Roles"), lambda invited: ", ".join(invited.roles)),
        Column("by", _("Invited by"), lambda invited: invited.by, on_screen=never),
        Column(
            "sent",
            _("Sent"),
            lambda invited: invited.sent_at,
            kind=Kind.MOMENT,
            cell=lambda invited: cells.stack(
                date_time(invited.sent_at), cells.muted(_("by %(name)s") % {"name": invited.by})
            ),
            sort="sent_at",
        ),
        Column(
            "expires",
            _("Valid until"),
            lambda invited: invited.expires_at,
            kind=Kind.MOMENT,
            cell=lambda invited: date_time(invited.expires_at),
            sort="expires_at",
        ),
        Column(
            "state",
            _("State"),
            lambda invited: invited.state[0],
            cell=lambda invited: cells.tag(*invited.state),
        ),
        Column(
            "actions",
            _("Actions"),
            lambda invited: None,
            template="people/invitation_actions.html",
            classes="app-table__actions",
            exported=never,
        ),
    ],
    search=_("Name or email address"),
    filters=[Choice("state", _("State"), _states, all=_("All states"))],
    sorted_by="-sent",
    count=lambda count: ngettext("%(num)s invitation", "%(num)s invitations", count) % {"num": number(count)},
    nothing=lambda asked: _("No one has been invited to work for this organisation yet."),
    no_match=lambda asked: _("No invitations match."),
    show_all=_("Show all invitations"),
    words=lambda asked: {
        "organisation": asked.scope,
        "breadcrumbs": [(_("People"), url("person_list", asked.scope.uuid))],
        "buttons": [(_("Invite a person"), url("person_invite", asked.scope.uuid))],
    },
)
