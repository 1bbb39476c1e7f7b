"""Contacts as their pages show them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.challenges import queries as challenges
from testamur.challenges.states import ContactEvent, ContactState
from testamur.web.history import Happening

if TYPE_CHECKING:
    import datetime as dt

    from testamur.access.models import Visitor
    from testamur.challenges.models import Contact
    from testamur.organisations.models import Organisation

PROCESSES = {
    "contact.requested": gettext_lazy("Requested"),
    "contact.approved": gettext_lazy("Agreed"),
    "contact.declined": gettext_lazy("Declined"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One contact, or what is asked of one. ``asks`` is what a request wants, in a sentence."""

    uuid: uuid.UUID
    organisation: str
    name: str
    telephone: str
    email: str
    state: tuple[str, str]
    explanation: str
    asks: str
    requested_by: str
    requested_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    reason: str
    is_request: bool
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """A contact's page: what may be done with it, what waits about it, and its history."""

    contact: Shown
    organisation: Organisation
    waits: Shown | None
    can_ask: bool
    can_decide: bool
    history: list[Happening]


def shown(contact: Contact) -> Shown:
    state = ContactState(contact.state)
    meaning = contact.meaning
    ended_by_request = contact.ends and state == ContactState.ENDED
    return Shown(
        uuid=contact.uuid,
        organisation=contact.organisation.name,
        name=str(contact),
        telephone=contact.telephone,
        email=contact.email,
        state=(_("Agreed") if ended_by_request else _(meaning.label), meaning.tag),
        explanation=_(meaning.explanation),
        asks=_asks(contact),
        requested_by=contact.requested_by.get_full_name(),
        requested_at=contact.requested_at,
        decided_by=contact.decided_by.get_full_name() if contact.decided_by else "",
        decided_at=contact.decided_at,
        reason=contact.decision_reason,
        is_request=state == ContactState.REQUESTED,
        is_in_force=state == ContactState.IN_FORCE,
    )


def _asks(contact: Contact) -> str:
    words = {"name": contact, "other": contact.replaces}
    if contact.ends:
        return _("%(other)s should no longer get emails about challenges.") % words
    if contact.replaces:
        return _("%(name)s should replace %(other)s.") % words
    return _("%(name)s should get emails about challenges.") % words


def detail(user: Visitor, contact: Contact) -> Detail:
    waits = challenges.request_about(contact)
    possible = challenges.possible_contact_events(user, contact)
    return Detail(
        contact=shown(contact),
        organisation=contact.organisation,
        waits=shown(waits) if waits else None,
        can_ask=ContactEvent.ASK_FOR_CHANGE in possible and waits is None,
        can_decide=ContactEvent.DECLINE in possible,
        history=[
            Happening(
                _ended(contact, version.changes) or str(PROCESSES.get(version.process, version.process)),
                version.at,
                version.by_name,
                version.reason,
            )
            for version in challenges.contact_history(contact)
        ],
    )


def _ended(contact: Contact, changes: tuple[Any, ...]) -> str:
    """What happened to a contact in force when its successor, or its end, was agreed to."""
    ended = any(change.field == "state" and change.after == ContactState.ENDED for change in changes)
    return _("Ended") if ended and not contact.ends else ""
