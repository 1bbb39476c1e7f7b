"""What a page's address may name: what is out of a person's reach answers 404, as if it were not there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, TypeVar

from django.http import Http404, HttpRequest

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.batches import queries as ledger
from testamur.challenges import queries as challenges

if TYPE_CHECKING:
    from testamur.access.models import Invitation, User
    from testamur.achievements.models import Achievement
    from testamur.batches.models import Batch
    from testamur.challenges.models import Challenge, Contact, WeeklyReport
    from testamur.organisations.models import Organisation


Thing = TypeVar("Thing")


def or_404(found: Thing | None) -> Thing:
    """What was looked for, if it is there for the person."""
    if found is None:
        raise Http404
    return found


def organisation_or_404(
    request: HttpRequest, organisation_id: uuid.UUID, permission: Permission
) -> Organisation:
    """An organisation with which the person has business, and where they hold ``permission`` (else 403)."""
    organisation = or_404(access.organisation_in_reach(request.user, organisation_id))
    access.check_can(request.user, permission, organisation)
    return organisation


def batch_or_404(request: HttpRequest, batch_id: uuid.UUID) -> Batch:
    """A batch that the person may see."""
    return or_404(ledger.batch_for(request.user, batch_id))


def achievement_or_404(request: HttpRequest, achievement_id: uuid.UUID) -> Achievement:
    """An achievement that the person may see."""
    return or_404(achievements.achievement_for(request.user, achievement_id))


def contact_or_404(request: HttpRequest, contact_id: uuid.UUID) -> Contact:
    """A nominated contact that the person may see."""
    return or_404(challenges.contact_for(request.user, contact_id))


def challenge_or_404(request: HttpRequest, challenge_id: uuid.UUID) -> Challenge:
    """An event data challenge that the person may see."""
    return or_404(challenges.challenge_for(request.user, challenge_id))


def weekly_report_or_404(request: HttpRequest, report_id: uuid.UUID) -> WeeklyReport:
    """A weekly report of challenges, with its rows, that the person may see."""
    return or_404(challenges.weekly_report_for(request.user, report_id))


def person_or_404(organisation: Organisation, person_id: uuid.UUID) -> User:
    """A person of an organisation that is in reach."""
    return or_404(access.person_at(organisation, person_id))


def invitation_or_404(organisation: Organisation, invitation_id: uuid.UUID) -> Invitation:
    """An invitation of an organisation that is in reach."""
    return or_404(access.invitation_at(organisation, invitation_id))
