"""One record, from a page or a call: a set of one, through the same rules and the same writes as a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.actions import staging
from testamur.batches.findings import Finding, Sentence
from testamur.batches.models import Batch
from testamur.batches.registry import Kind
from testamur.batches.relations import Known, Stage

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation


class Rejected(Exception):
    """The record breaks rules of its kind; ``findings`` say which."""

    def __init__(self, kind: str, *findings: Finding) -> None:
        super().__init__(", ".join(finding.key for finding in findings))
        self.kind = kind
        self.findings = list(findings)

    @property
    def sentences(self) -> list[Sentence]:
        """The findings in the words of whoever asks."""
        return ledger.sentences(self.kind, self.findings)


@dataclass(frozen=True, slots=True)
class Judged:
    """One record that breaks no rule, ready to be written. ``batch`` says whose it is and is never stored."""

    kind: Kind[Any]
    batch: Batch
    payload: dict[str, Any]
    stage: Stage
    known: Known | None
    findings: list[Finding]

    @property
    def sentences(self) -> list[Sentence]:
        """The warnings in the words of whoever asks."""
        return ledger.sentences(self.kind.name, self.findings)


def judge(
    *,
    kind: str,
    organisation: Organisation,
    item: Mapping[str, Any],
    header: dict[str, str] | None = None,
    options: Any = None,
    by: User,
) -> Judged:
    """Judge one record by the keys of its layout; the caller has checked the right and begun a transaction.

    ``header`` is what a file would say of itself, ``options`` the settings of the checks where they are not those of
    today. Raises :class:`Rejected`.
    """
    plugged = registry.named(kind)
    stated = dict(header or {})
    judged = plugged.judge_item(item, plugged.begin(stated, options or plugged.options(), {}))
    if judged.rejected:
        raise Rejected(kind, *judged.findings)
    batch = Batch(kind=kind, organisation=organisation, header=stated, submitted_by=by)
    stage = staging.stage_payloads([judged.payload], plugged.shape)
    known = plugged.judge(stage, batch=batch)
    findings = [*judged.findings, *staging.found_on(stage, 1)]
    if any(finding.key in plugged.rejecting for finding in findings):
        raise Rejected(kind, *findings)
    return Judged(plugged, batch, judged.payload, stage, known, findings)


def write(judged: Judged) -> int:
    """Write the record, inside the caller's process, and return its id. Raises :class:`Rejected` if it has changed."""
    judged.kind.apply(judged.stage, judged.known, batch=judged.batch)
    record = staging.record_of(judged.stage, 1)
    if record is None:
        raise Rejected(judged.kind.name, Finding(judged.kind.not_applied_key))
    return record
