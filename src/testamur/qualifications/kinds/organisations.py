"""The kind of batch by which the register of awarding organisations comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from testamur.access import queries as access
from testamur.batches import queries as ledger
from testamur.batches.relations import Known, Stage
from testamur.organisations import actions as organisations
from testamur.organisations import queries as registered
from testamur.qualifications import actions
from testamur.qualifications.columns import ORGANISATIONS
from testamur.qualifications.kinds.register import RegisterFile

if TYPE_CHECKING:
    from testamur.batches.models import Batch


class OrganisationRegister(RegisterFile):
    """Ofqual's ``organisations.csv``, by recognition number; a column ``UKPRN`` of ours may be added to it.

    The published statuses are not taken over: an organisation that has given up its recognition still
    maintains the achievements that it uploaded. Whoever stands in the file is active here.
    """

    name = "organisations"
    title = "Register of awarding organisations"
    layout = ORGANISATIONS
    shape = "recognition_number text, name text, acronym text, ukprn text"

    def judge(self, stage: Stage, *, batch: Batch) -> None:
        actions.judge_organisations(source=stage.lines, found=stage.found)

    def plan(self, stage: Stage, known: Known | None, *, batch: Batch) -> dict[str, int]:
        return registered.foreseen_effects(stage.lines)

    def apply(self, stage: Stage, known: Known | None, *, batch: Batch) -> None:
        by = batch.confirmed_by or batch.submitted_by
        organisations.register_many(source=stage.lines, into=stage.became, batch=batch.pk, by=by)

    def undo(self, *, batch: Batch) -> dict[str, Any]:
        lines = ledger.lines_relation(batch.pk)
        return organisations.put_back_many(
            source=f"(SELECT * FROM {lines} AS line WHERE effect IN ('created', 'updated'))",
            in_use=access.workplaces_relation(),
            batch=batch.pk,
            by=batch.ended_by,
        )
