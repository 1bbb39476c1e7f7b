"""The kind of batch by which an awarding organisation returns its weekly report with decisions (EDC-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, BinaryIO, ClassVar, cast

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns import Reading
from testamur.batches.findings import Finding
from testamur.batches.relations import Known, Stage
from testamur.batches.states import BatchState
from testamur.challenges import actions
from testamur.challenges.actions.decisions import SHAPE
from testamur.challenges.columns import Options, read
from testamur.challenges.findings import CATALOGUE
from testamur.challenges.kinds import reports
from testamur.plumbing import text

if TYPE_CHECKING:
    from testamur.batches.models import Batch


class ChallengeDecisions(registry.Kind[Known]):
    """A weekly report with Accept or Reject beside each challenge. A person always looks before it counts."""

    name = "challenge_decisions"
    title = "Decisions on challenges"
    shape = SHAPE
    catalogue = CATALOGUE
    submit_permission = Permission.CHALLENGE_DECIDE
    undo_permission = Permission.CHALLENGE_DECIDE
    needs_confirmation = True
    not_applied_key = "D19.not_applied"
    effect_labels: ClassVar[Mapping[str, str]] = {
        "accepted": "Challenges accepted",
        "rejected": "Challenges rejected",
        "unchanged": "Decided in this way before",
        "skipped": "Left for later",
    }
    explanations: ClassVar[Mapping[BatchState, str]] = {
        BatchState.DONE: "The decisions count, and those who raised the challenges have been told.",
    }

    def max_bytes(self) -> int:
        return int(settings.CHALLENGE_DECISIONS_MAX_BYTES)

    def refusal_of_size(self, size: int) -> Finding | None:
        if size == 0:
            return Finding("D01.empty")
        if size > self.max_bytes():
            return Finding("D01.too_large", params={"limit": text.size(self.max_bytes())})
        return None

    def read(self, file: IO[bytes], *, batch: Batch) -> Reading:
        options = Options(max_bytes=self.max_bytes(), max_records=settings.CHALLENGE_DECISIONS_MAX_RECORDS)
        return read(cast(BinaryIO, file), options=options)

    def judge(self, stage: Stage, *, batch: Batch) -> None:
        actions.judge_decisions(source=stage.lines, found=stage.found, organisation=batch.organisation_id)

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        """A file without a decision is most likely the wrong one. One with wrong rows is not refused as a whole."""
        decided = rejected or actions.count_decisions(source=stage.lines)
        return None if decided else Finding("D04.no_decision")

    def plan(self, stage: Stage, known: Known | None, *, batch: Batch) -> dict[str, int]:
        return actions.foreseen_decisions(source=stage.lines, organisation=batch.organisation_id)

    def apply(self, stage: Stage, known: Known | None, *, batch: Batch) -> None:
        actions.decide_many(
            source=stage.lines,
            into=stage.became,
            organisation=batch.organisation_id,
            batch=batch.pk,
            by=batch.confirmed_by or batch.submitted_by,
        )

    def undo(self, *, batch: Batch) -> dict[str, Any]:
        return actions.undo_decisions(batch=batch.pk)

    def identify(self, *, incoming: Mapping[str, str | None], payload: Mapping[str, Any]) -> dict[str, str]:
        cells = payload.get("cells") or {}
        said = {
            _("Challenge"): cells.get("reference") or incoming.get("Reference") or "",
            _("ULN"): cells.get("uln") or incoming.get("ULN") or "",
        }
        return {label: str(value) for label, value in said.items() if value}

    def reports(self, *, batch: Batch) -> list[registry.Report]:
        return reports.outcome_files(batch)

    def messages(self, *, batch: Batch) -> list[registry.Message]:
        return reports.messages(batch)
