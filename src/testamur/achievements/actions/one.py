"""One record, from a page: a set of one, through the same rules and the same writes as a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.actions import seen
from testamur.achievements.actions.judge import judge
from testamur.achievements.actions.known import SHAPE, Context
from testamur.achievements.actions.record import record_many
from testamur.achievements.actions.seen import Rejected
from testamur.achievements.findings import CATALOGUE, REJECTING
from testamur.achievements.models import Achievement
from testamur.achievements.rules import RowOptions, judge_record
from testamur.achievements.states import Action, Job
from testamur.audit import actions as audit
from testamur.batches.actions import staging
from testamur.batches.findings import Finding, Sentence, in_words

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


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
    texts: list[str | None],
    options: RowOptions,
    through: str,
    by: Any,
    achievement: Achievement | None = None,
    version: str | None = None,
    process: str = "",
    reason: str = "",
    translate: Any = None,
) -> tuple[Achievement, list[Sentence]]:
    """Create, update, withdraw or reinstate one achievement.

    ``texts`` are the record's fields in the order of the schema, as a file would carry them. ``achievement`` is the
    one that the person looked at, and ``version`` what it was then; without them, what stands under the key is
    changed. ``process`` and ``reason`` say in the history what this was, if it was more than the action. Returns the
    achievement and the warnings in words. Raises :class:`Rejected` with every error, and ``PermissionDenied``.
    """
    if achievement is not None:
        seen.lock(achievement, version, by=by, translate=translate)
    context, action, sentences = _judged(organisation, job, texts, options, by, translate)
    with audit.process(process or PROCESSES[action], by=by, through=through, reason=reason):
        record_many(context)
    became = staging.became(1)
    if became is None:
        raise Rejected([in_words(Finding("B09.changed_since"), CATALOGUE, line=1, translate=translate)])
    return Achievement.objects.get(pk=became), sentences


@transaction.atomic
def check_one(
    *,
    organisation: Organisation,
    job: Job,
    texts: list[str | None],
    options: RowOptions,
    by: Any,
    achievement: Achievement | None = None,
    version: str | None = None,
    translate: Any = None,
) -> list[Sentence]:
    """What :func:`change_one` would say of the same record, and nothing is written: the warnings, or it raises."""
    if achievement is not None:
        seen.lock(achievement, version, by=by, translate=translate)
    return _judged(organisation, job, texts, options, by, translate)[2]


def _judged(
    organisation: Organisation,
    job: Job,
    texts: list[str | None],
    options: RowOptions,
    by: Any,
    translate: Any,
) -> tuple[Context, Action, list[Sentence]]:
    """Judge one record into ``staged``; raise what it is rejected for."""
    access.check_can(by, Permission.ACHIEVEMENT_CHANGE, organisation)
    judged = judge_record(texts, options)
    findings = list(judged.findings)
    context = Context(organisation.pk, organisation.recognition_number or "", job)
    if not judged.rejected:
        staging.stage_payloads([judged.payload], SHAPE)
        judge(context)
        findings += staging.found_on(1)
    sentences = [in_words(finding, CATALOGUE, line=1, translate=translate) for finding in findings]
    if any(finding.key in REJECTING for finding in findings):
        raise Rejected(sentences)
    return context, Action(judged.payload["action"]), sentences
