"""What is shown of one organisation: what is registered, whom to ask, and how much there is, as far as one may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import queries as ledger
from testamur.challenges import queries as challenges
from testamur.web.figures import Figure
from testamur.web.formats import number
from testamur.web.links import url
from testamur.web.navigation import Destination, pages_of
from testamur.web.waiting import listing

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.challenges.models import Contact
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """``managers`` look after its people; ``contacts`` are told of challenges, if one may see who they are."""

    organisation: Organisation
    facts: Sequence[tuple[str, str]]
    managers: Sequence[User]
    contacts: Sequence[Contact]
    figures: Sequence[Figure]
    pages: Sequence[Destination]


def organisation_page(user: User, organisation: Organisation) -> OrganisationPage:
    permissions = access.permissions_at(user, organisation)
    here = url("organisation_detail", organisation.uuid)
    facts = (
        (_("Kind"), str(organisation.get_kind_display())),
        (_("Acronym"), organisation.acronym),
        (_("UKPRN"), organisation.ukprn or ""),
        (_("Recognition number"), organisation.recognition_number or ""),
        (_("State"), "" if organisation.is_active else _("Suspended: no one can work for it")),
    )
    return OrganisationPage(
        organisation,
        [(label, value) for label, value in facts if value],
        list(access.managers_of(organisation).order_by("last_name", "first_name", "pk")),
        list(challenges.contacts_in_force(organisation)) if Permission.CHALLENGE_VIEW in permissions else [],
        _figures(user, organisation, permissions),
        [place for place in pages_of(organisation, permissions) if place.href != here],
    )


def _figures(user: User, organisation: Organisation, permissions: frozenset[Permission]) -> list[Figure]:
    """What there is to count, each with the list of just that; nothing needs no list."""
    found = []
    only = {"organisation": str(organisation.uuid)}
    if Permission.BATCH_VIEW in permissions:
        batches = ledger.batches_for(user, organisation=organisation.pk).count()
        href = listing("batch_list", query=only) if batches else ""
        found.append(Figure(number(batches), _("batches sent"), href=href))
    if Permission.CHALLENGE_VIEW in permissions:
        counted = challenges.figures(user, organisation=organisation)
        late = _("%(count)s overdue") % {"count": number(counted.overdue)} if counted.overdue else ""
        href = listing("challenge_list", query={"status": "all"} | only) if counted.all else ""
        tone = "bad" if counted.overdue else ""
        found.append(Figure(number(counted.all), _("challenges"), tone, late, href))
    if Permission.PEOPLE_MANAGE in permissions:
        people = access.people_of(organisation).count()
        found.append(Figure(number(people), _("people"), href=url("person_list", organisation.uuid)))
    return found
