"""What a person saw when they decided, against what is there now: of two people on one record the second is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.models import Achievement
from testamur.achievements.queries.versions import last_written, version_of
from testamur.batches.actions.single import Rejected
from testamur.batches.findings import Finding
from testamur.learners import queries as learners
from testamur.plumbing.formats import date_time

if TYPE_CHECKING:
    from testamur.access.models import User


class ChangedSince(Rejected):
    """Somebody was faster: the achievement is no longer what the person saw."""


def rejected(*findings: Finding) -> Rejected:
    return Rejected("achievements", *findings)


def lock(achievement: Achievement, version: str | None, *, by: User) -> Achievement:
    """The achievement as it is now, kept from everybody else until the transaction ends.

    ``version`` is the one that the person saw (``queries.version_of``); ``None`` when they saw none, as a program
    does not that acts on what it has just read. Raises :class:`ChangedSince` and ``PermissionDenied``.
    """
    access.check_can(by, Permission.ACHIEVEMENT_CHANGE, achievement.organisation)
    learners.hold_for_record(achievement.uln)
    # Locked alone: where the row was waited for and its learner is another one by now, a join would lose it.
    Achievement.objects.select_for_update(no_key=True).get(pk=achievement.pk)
    held = Achievement.objects.select_related("organisation", "learner__master").get(pk=achievement.pk)
    if version is not None and version != version_of(held):
        who, at = last_written(held)
        when = date_time(at)
        raise ChangedSince("achievements", Finding("C01.changed_since", params={"who": who, "when": when}))
    return held
