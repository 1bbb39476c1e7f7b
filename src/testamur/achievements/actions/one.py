"""One record, from a page: a set of one, through the same rules and the same writes as a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.actions import seen
from testamur.achievements.actions.judge import judge
from testamur.achievements.actions.known import SHAPE, Context, KnownRecords
from testamur.achievements.actions.record import record_many
from testamur.achievements.actions.seen import Rejected
from testamur.achievements.findings import CATALOGUE, REJECTING
from testamur.achievements.models import Achievement
from testamur.achievements.rules import RowOptions, judge_record
from testamur.achievements.states import Action, Job
from testamur.audit import actions as audit
from testamur.batches.actions import staging
from testamur.batches.findings import Finding, Sentence, in_words
from testamur.batches.relations import Stage

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
    judged = _judged(organisation, job, texts, options, by, translate)
    stage = judged.stage
    with audit.process(process or PROCESSES[judged.action], by=by, through=through, reason=reason):
        record_many(source=stage.lines, into=stage.became, context=judged.context, known=judged.known, by=by)
    became = staging.record_of(stage, 1)
    if became is None:
        raise Rejected([in_words(Finding("B09.changed_since"), CATALOGUE, line=1, translate=translate)])
    return Achievement.objects.get(pk=became), judged.sentences


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
    return _judged(organisation, job, texts, options, by, translate).sentences


@dataclass(frozen=True, slots=True)
class _Judged:
    """One record that breaks no rule, ready to be written, and its warnings in words."""

    action: Action
    context: Context
    stage: Stage
    known: KnownRecords
    sentences: list[Sentence]


def _judged(
    organisation: Organisation,
    job: Job,
    texts: list[str | None],
    options: RowOptions,
    by: Any,
    translate: Any,
) -> _Judged:
    """Stage and judge one record; raise what it is rejected for."""
    access.check_can(by, Permission.ACHIEVEMENT_CHANGE, organisation)
    judged = judge_record(texts, options)
    if judged.rejected:
        raise Rejected(_in_words(judged.findings, translate))
    context = Context(organisation.pk, organisation.recognition_number or "", job)
    stage = staging.stage_payloads([judged.payload], SHAPE)
    known = judge(source=stage.lines, found=stage.found, context=context)
    findings = [*judged.findings, *staging.found_on(stage, 1)]
    sentences = _in_words(findings, translate)
    if any(finding.key in REJECTING for finding in findings):
        raise Rejected(sentences)
    return _Judged(Action(judged.payload["action"]), context, stage, known, sentences)


def _in_words(findings: Sequence[Finding], translate: Any) -> list[Sentence]:
    return [in_words(finding, CATALOGUE, line=1, translate=translate) for finding in findings]
