"""Who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.challenges.models import Challenge, Contact
from testamur.challenges.states import ContactState

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def contacts_in_force(organisation: Organisation | int) -> QuerySet[Contact]:
    """The people nominated to be told of the organisation's challenges, by name."""
    return Contact.objects.filter(organisation=organisation, state=ContactState.IN_FORCE)


def addresses_of_organisation(organisation: Organisation | int) -> list[str]:
    """The nominated contacts' addresses; while nobody is nominated, those of everybody who works on challenges."""
    nominated = list(contacts_in_force(organisation).values_list("email", flat=True))
    if nominated:
        return _once(nominated)
    people = access.people_who(Permission.CHALLENGE_DECIDE, organisation)
    return _once(people.exclude(email="").values_list("email", flat=True))


def addresses_of_owner(challenge: Challenge) -> list[str]:
    """Who hears of news in a challenge on the awarding organisation's side: whoever it was given to, or all."""
    if challenge.assigned_to and challenge.assigned_to.is_active and challenge.assigned_to.email:
        return [challenge.assigned_to.email]
    return addresses_of_organisation(challenge.organisation_id)


def addresses_of_support() -> list[str]:
    """Business Support."""
    people = access.people_who(Permission.CHALLENGE_CLOSE)
    return _once(people.exclude(email="").values_list("email", flat=True))


def _once(addresses: object) -> list[str]:
    return sorted({str(address).strip().lower() for address in addresses})  # type: ignore[attr-defined]
