"""Lists of nominated contacts: an organisation's own, and those of all for Business Support."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges import queries as challenges
from testamur.challenges.states import CONTACT_LIFE
from testamur.web import reach
from testamur.web.contacts import presenters
from testamur.web.contacts.presenters import Shown
from testamur.web.formats import date, number
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Kind, List, Option, cells, differs, never

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def _scope(request: HttpRequest, organisation_id: uuid.UUID) -> Organisation | None:
    return reach.organisation_or_404(request, organisation_id, Permission.CHALLENGE_VIEW)


def _scope_of_all(request: HttpRequest) -> None:
    access.check_can(request.user, Permission.CONTACT_APPROVE)


def _states(asked: Asked[Organisation | None]) -> list[Option]:
    return [Option(state.value, _(meaning.label), state) for state, meaning in CONTACT_LIFE.states.items()]


def _by(contact: Shown) -> str:
    return str(_("by %(name)s") % {"name": contact.requested_by})


def _words(asked: Asked[Organisation | None]) -> dict[str, Any]:
    place = asked.scope
    if place is None or not access.can(asked.user, Permission.CONTACT_REQUEST, place):
        return {"organisation": place, "caption": place.name if place else ""}
    ask = (_("Request a new contact"), url("contact_ask", place.uuid))
    return {"organisation": place, "caption": place.name, "buttons": [ask]}


CONTACTS: List[Organisation | None, Shown] = List(
    name="contacts",
    title=lambda asked: _("Nominated contacts"),
    scope=_scope,
    rows=lambda asked: challenges.contacts_for(
        asked.user, state=asked.wanted.get("state"), organisation=asked.scope, containing=asked.search
    ),
    prepare=lambda asked, contacts: [presenters.shown(each) for each in contacts],
    columns=[
        Column(
            "name",
            _("Name"),
            lambda contact: contact.name,
            cell=lambda contact: contact.asks if contact.is_request else contact.name,
            link=lambda contact: url("contact_detail", contact.uuid),
            sort=("family_name", "given_name"),
        ),
        Column(
            "organisation",
            _("Organisation"),
            lambda contact: contact.organisation,
            on_screen=differs(lambda contact: contact.organisation),
            sort="organisation__name",
        ),
        Column("email", _("Email address"), lambda contact: contact.email, classes="app-break", sort="email"),
        Column("telephone", _("Telephone number"), lambda contact: contact.telephone),
        Column(
            "state",
            _("State"),
            lambda contact: contact.state[0],
            cell=lambda contact: cells.stack(
                cells.tag(*contact.state), cells.muted(contact.explanation if contact.is_request else "")
            ),
        ),
        Column(
            "asked",
            _("Requested on"),
            lambda contact: contact.requested_at,
            kind=Kind.MOMENT,
            cell=lambda contact: cells.stack(date(contact.requested_at), cells.muted(_by(contact))),
            sort="requested_at",
        ),
        Column("asked_by", _("Requested by"), lambda contact: contact.requested_by, on_screen=never),
    ],
    search=_("Name or email address"),
    filters=[Choice("state", _("State"), _states, all=_("All states"))],
    count=lambda count: ngettext("%(num)s contact", "%(num)s contacts", count) % {"num": number(count)},
    nothing=lambda asked: _(
        "There are no nominated contacts. Until there is one, everyone at your organisation "
        "who can decide on challenges gets the emails."
    ),
    no_match=lambda asked: _("No contacts match."),
    show_all=_("Show all contacts"),
    template="contacts/list.html",
    words=_words,
)
REQUESTS = replace(
    CONTACTS,
    title=lambda asked: _("Requests about contacts"),
    scope=_scope_of_all,
    nothing=lambda asked: _("No organisation has nominated a contact yet."),
)
