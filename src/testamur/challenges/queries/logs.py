"""What happened to challenges and to nominated contacts, over all that somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit.queries import log_of
from testamur.challenges.models import Challenge
from testamur.challenges.queries.contacts import contacts_for
from testamur.challenges.queries.listing import Reader, reader_of

if TYPE_CHECKING:
    from testamur.access.models import Visitor


def challenge_log(user: Visitor) -> QuerySet[Any] | None:
    """A learner reads what became of their challenges on the page of each, without anybody's name."""
    if reader_of(user) in (None, Reader.LEARNER):
        return None
    return log_of(Challenge.objects.visible_to(user)).select_related("pgh_context", "organisation")


def contact_log(user: Visitor) -> QuerySet[Any] | None:
    if not access.can(user, Permission.CHALLENGE_VIEW):
        return None
    return log_of(contacts_for(user)).select_related("pgh_context", "organisation")
