"""What a page's address may name: what is out of a person's reach answers 404, as if it were not there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.bulk import queries as bulk

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.achievements.models import Achievement
    from testamur.bulk.models import Batch
    from testamur.organisations.models import Organisation


def organisation_or_404(
    request: HttpRequest, organisation_id: uuid.UUID, permission: Permission
) -> Organisation:
    """An organisation with which the person has business, and where they hold ``permission`` (else 403)."""
    organisation = access.organisation_in_reach(request.user, organisation_id)
    if organisation is None:
        raise Http404
    access.check_can(request.user, permission, organisation)
    return organisation


def batch_or_404(request: HttpRequest, batch_id: uuid.UUID) -> Batch:
    """A batch that the person may see."""
    batch = bulk.batch_for(request.user, batch_id)
    if batch is None:
        raise Http404
    return batch


def achievement_or_404(request: HttpRequest, achievement_id: uuid.UUID) -> Achievement:
    """An achievement that the person may see."""
    achievement = achievements.achievement_for(request.user, achievement_id)
    if achievement is None:
        raise Http404
    return achievement


def person_or_404(organisation: Organisation, person_id: uuid.UUID) -> User:
    """A person of an organisation that is in reach."""
    person = access.person_at(organisation, person_id)
    if person is None:
        raise Http404
    return person
