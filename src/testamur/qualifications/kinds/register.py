"""The kinds of batch by which the registers of qualifications and of units come in."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, ClassVar

from django.conf import settings

from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns import Reading
from testamur.batches.findings import Finding
from testamur.batches.relations import Known, Stage
from testamur.plumbing import text
from testamur.qualifications import actions
from testamur.qualifications.actions.record import SHAPE
from testamur.qualifications.columns import QUALIFICATIONS, UNITS, Layout, ReadOptions, read
from testamur.qualifications.findings import CATALOGUE
from testamur.qualifications.kinds import reports
from testamur.qualifications.rules import RegisterOptions

if TYPE_CHECKING:
    from testamur.batches.models import Batch


class RegisterFile(registry.Kind[Known], ABC):
    """What all register files have in common: an operator sends them, sees what will change, and confirms.

    A register is taken over as a whole: one rejected record refuses the file, because a register with holes
    would reject achievements that are good.
    """

    catalogue = CATALOGUE
    submit_permission = Permission.REGISTER_IMPORT
    needs_confirmation = True
    not_applied_key = "Q26.not_applied"
    layout: ClassVar[Layout]

    def max_bytes(self) -> int:
        return int(settings.REGISTER_MAX_BYTES)

    def refusal_of_size(self, size: int) -> Finding | None:
        if size == 0:
            return Finding("Q01.empty")
        if size > self.max_bytes():
            return Finding("Q01.too_large", params={"limit": text.size(self.max_bytes())})
        return None

    def read(self, file: IO[bytes], *, batch: Batch) -> Reading:
        options = ReadOptions(
            rows=RegisterOptions(frozenset(kind.casefold() for kind in settings.QCF_QUALIFICATION_TYPES)),
            max_bytes=self.max_bytes(),
            max_records=settings.REGISTER_MAX_RECORDS,
        )
        return read(file, layout=self.layout, options=options)  # type: ignore[arg-type]

    def identify(self, *, incoming: Mapping[str, str | None], payload: Mapping[str, Any]) -> dict[str, str]:
        first_two = list(self.layout.kept.items())[:2]
        found = ((heading, payload.get(key) or incoming.get(heading) or "") for key, heading in first_two)
        return {heading: str(value) for heading, value in found if value}

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        return Finding("Q04.rejected", params={"rejected": rejected, "total": total}) if rejected else None

    def reports(self, *, batch: Batch) -> list[registry.Report]:
        return reports.outcome_files(batch)

    def messages(self, *, batch: Batch) -> list[registry.Message]:
        return reports.messages(batch, title=str(self.title))


class QualificationRegister(RegisterFile):
    """Ofqual's ``qualifications.csv`` (progress_results.md A6.5)."""

    name = "register"
    title = "Register of qualifications"
    layout = QUALIFICATIONS
    shape = SHAPE

    def judge(self, stage: Stage, *, batch: Batch) -> None:
        actions.judge(source=stage.lines, found=stage.found, heading=self.layout.headings["reference"])

    def plan(self, stage: Stage, known: Known | None, *, batch: Batch) -> dict[str, int]:
        return actions.foreseen(source=stage.lines)

    def apply(self, stage: Stage, known: Known | None, *, batch: Batch) -> None:
        by = batch.confirmed_by or batch.submitted_by
        actions.record_many(source=stage.lines, into=stage.became, batch=batch.pk, by=by)

    def undo(self, *, batch: Batch) -> dict[str, Any]:
        return actions.undo_batch(batch=batch.pk)


class UnitRegister(QualificationRegister):
    """``units.csv``, a layout of our own, because the regulator no longer publishes units."""

    name = "units"
    title = "Register of units"
    layout = UNITS
