"""One achievement, from a page: a set of one, through the same rules and the same writes as a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.actions import seen
from testamur.achievements.models import Achievement
from testamur.achievements.rules.options import RowOptions
from testamur.achievements.states import Action, Job
from testamur.audit import actions as audit
from testamur.batches.actions import single
from testamur.batches.findings import Sentence

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation

KIND = "achievements"

PROCESSES = {
    Action.CREATE: "achievement.created",
    Action.UPDATE: "achievement.updated",
    Action.WITHDRAW: "achievement.withdrawn",
    Action.REINSTATE: "achievement.reinstated",
}


@transaction.atomic
def change_one(
    *,
    organisation: Organisation,
    job: Job,
    item: Mapping[str, Any],
    options: RowOptions | None = None,
    through: str,
    by: User,
    achievement: Achievement | None = None,
    version: str | None = None,
    process: str = "",
    reason: str = "",
) -> tuple[Achievement, list[Sentence]]:
    """Create, update, withdraw or reinstate one achievement.

    ``item`` is the record by the keys of the layout. ``achievement`` is the one that the person looked at, and
    ``version`` what it was then; without them, what stands under the key is changed. ``process`` and ``reason`` say in
    the history what this was, if it was more than the action. Returns the achievement and the warnings. Raises
    ``Rejected`` with every error, and ``PermissionDenied``.
    """
    judged = _judged(organisation, job, item, options, achievement, version, by)
    action = Action(judged.payload["action"])
    with audit.process(process or PROCESSES[action], by=by, through=through, reason=reason):
        record = single.write(judged)
    return Achievement.objects.get(pk=record), judged.sentences


@transaction.atomic
def check_one(
    *,
    organisation: Organisation,
    job: Job,
    item: Mapping[str, Any],
    options: RowOptions | None = None,
    by: User,
    achievement: Achievement | None = None,
    version: str | None = None,
) -> list[Sentence]:
    """What :func:`change_one` would say of the same record, and nothing is written: the warnings, or it raises."""
    return _judged(organisation, job, item, options, achievement, version, by).sentences


def _judged(
    organisation: Organisation,
    job: Job,
    item: Mapping[str, Any],
    options: RowOptions | None,
    achievement: Achievement | None,
    version: str | None,
    by: User,
) -> single.Judged:
    if achievement is not None:
        seen.lock(achievement, version, by=by)
    access.check_can(by, Permission.ACHIEVEMENT_CHANGE, organisation)
    return single.judge(
        kind=KIND,
        organisation=organisation,
        item=item,
        header={"job_type": job.value},
        options=options,
        by=by,
    )
