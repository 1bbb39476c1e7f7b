"""Nominated contacts and what has been asked of them, as both sides see them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit.queries import Version, timeline
from testamur.challenges.models import Contact
from testamur.challenges.states import CONTACT_LIFE, CONTACT_RIGHTS, ContactEvent, ContactState

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.organisations.models import Organisation

_ORDER = (ContactState.REQUESTED, ContactState.IN_FORCE, ContactState.DECLINED, ContactState.ENDED)
_WITH = ("organisation", "replaces", "requested_by", "decided_by")


def contacts_for(
    user: Visitor,
    *,
    state: ContactState | None = None,
    organisation: Organisation | None = None,
    containing: str = "",
) -> QuerySet[Contact]:
    """The contacts of the organisations whose challenges the person may see: what waits first, then who is told."""
    found = access.narrow(Contact.objects.all(), user, Permission.CHALLENGE_VIEW, owner="organisation_id")
    if state is not None:
        found = found.filter(state=state)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    for word in containing.split()[:8]:
        named = Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(email__icontains=word)
        found = found.filter(named)
    places = [When(state=state.value, then=Value(place)) for place, state in enumerate(_ORDER)]
    ordered = found.annotate(place=Case(*places, output_field=IntegerField())).select_related(*_WITH)
    return ordered.order_by("place", "family_name", "given_name", "id")


def contacts_of(user: Visitor, organisation: Organisation) -> QuerySet[Contact]:
    """The contacts of one organisation, if the person may see them."""
    return contacts_for(user, organisation=organisation)


def contact_for(user: Visitor, value: uuid.UUID) -> Contact | None:
    """One contact by its address, if the person may see it."""
    return contacts_for(user).filter(uuid=value).first()


def contact_requests_waiting(user: Visitor) -> QuerySet[Contact]:
    """What Business Support has still to agree to, longest waiting first."""
    found = Contact.objects.filter(state=ContactState.REQUESTED).select_related(*_WITH)
    return access.narrow(found, user, Permission.CONTACT_APPROVE, owner="organisation_id").order_by(
        "requested_at", "id"
    )


def request_about(contact: Contact) -> Contact | None:
    """What is asked about this contact and waits: a change or an end."""
    return Contact.objects.filter(replaces=contact, state=ContactState.REQUESTED).first()


def possible_contact_events(user: Visitor, contact: Contact) -> frozenset[ContactEvent]:
    """What the person may do with the contact as it stands."""
    parties = [
        side for side, right in CONTACT_RIGHTS.items() if access.can(user, right, contact.organisation_id)
    ]
    return CONTACT_LIFE.possible(contact.state, by=parties, thing=contact)


def contact_history(contact: Contact) -> list[Version]:
    """Every version of the contact, newest first."""
    return timeline(contact)
