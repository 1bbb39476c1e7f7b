"""The kind of batch by which a centre's own records come in: its data return (ACH-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, BinaryIO, ClassVar, cast

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.access.rules import Permission
from testamur.achievements import actions
from testamur.achievements.actions.centre import SHAPE, KnownCentreRecords, Return
from testamur.achievements.columns.centre import CentreReading, read_centre
from testamur.achievements.columns.centre_profile import centre_profile
from testamur.achievements.findings import CATALOGUE
from testamur.achievements.kinds import centre_reports
from testamur.achievements.kinds.options import row_options
from testamur.achievements.rules.centre import CentreOptions
from testamur.batches import registry
from testamur.batches.columns import Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.batches.relations import Stage
from testamur.batches.rules import too_many_rejected
from testamur.batches.states import BatchState
from testamur.organisations import queries as organisations

if TYPE_CHECKING:
    from testamur.batches.models import Batch


class CentreRecords(registry.Kind[KnownCentreRecords]):
    """What a centre returns of its learners. Only what was achieved makes a record; all else is skipped, and said."""

    name = "centre_records"
    title = "Centre’s records"
    shape = SHAPE
    catalogue = CATALOGUE
    submit_permission = Permission.RECORD_IMPORT
    undo_permission = Permission.RECORD_IMPORT
    not_applied_key = "B09.changed_since"
    effect_labels: ClassVar[Mapping[str, str]] = {
        "created": "Put on record",
        "superseded": "Kept below the awarding organisation’s own record",
        "updated": "Updated",
        "unchanged": "Unchanged",
        "skipped": "Made no record",
    }

    explanations: ClassVar[Mapping[BatchState, str]] = {
        BatchState.DONE: "What each of the accepted records became is told below.",
    }

    def max_bytes(self) -> int:
        return int(settings.ACHIEVEMENT_BATCH_MAX_BYTES)

    def refusal_of_size(self, size: int) -> Finding | None:
        if size == 0:
            return Finding("J04.empty")
        if size > self.max_bytes():
            return Finding("J01.too_large", params={"limit": f"{self.max_bytes() / (1 << 20):g} MB"})
        return None

    def read(self, file: IO[bytes], *, batch: Batch) -> Reading:
        reading = read_centre(
            cast(BinaryIO, file),
            CentreReading(
                options=CentreOptions(row_options()),
                profile=centre_profile(settings.CENTRE_RECORDS_PROFILE),
                max_bytes=self.max_bytes(),
                max_records=settings.ACHIEVEMENT_BATCH_MAX_RECORDS,
            ),
        )
        claimed = reading.header["ukprn"]
        if claimed != batch.organisation.ukprn:
            is_known = organisations.by_ukprn(claimed) is not None
            key = "J08.other_organisation" if is_known else "J08.unknown_organisation"
            raise Unreadable(Finding(key, value=claimed))
        return reading

    def identify(self, *, incoming: Mapping[str, str | None], payload: Mapping[str, Any]) -> dict[str, str]:
        profile = centre_profile(settings.CENTRE_RECORDS_PROFILE)
        texts = {heading.casefold(): text for heading, text in incoming.items()}

        def came(name: str) -> str:
            return next((text for each in profile.fields[name] if (text := texts.get(each.casefold()))), "")

        return {
            _("ULN"): payload.get("uln") or came("ULN"),
            _("Reference"): payload.get("reference") or came("LearnAimRef"),
        }

    def judge(self, stage: Stage, *, batch: Batch) -> KnownCentreRecords:
        return actions.judge_centre(source=stage.lines, found=stage.found)

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        threshold = settings.ACHIEVEMENT_REJECTED_PERCENT
        if not too_many_rejected(rejected=rejected, total=total, threshold_percent=threshold):
            return None
        counts = {"rejected": rejected, "total": total, "threshold": str(threshold)}
        return Finding("J02.threshold", params={**counts, "percent": f"{100 * rejected / total:.1f}"})

    def plan(self, stage: Stage, known: KnownCentreRecords | None, *, batch: Batch) -> dict[str, int]:
        return actions.foreseen_centre(source=stage.lines, known=known, sent=_return_of(batch))

    def apply(self, stage: Stage, known: KnownCentreRecords | None, *, batch: Batch) -> None:
        by = batch.confirmed_by or batch.submitted_by
        actions.record_centre(source=stage.lines, into=stage.became, sent=_return_of(batch), by=by)

    def undo(self, *, batch: Batch) -> dict[str, Any]:
        reason = _("Batch %(number)s was undone") % {"number": batch.pk}
        return actions.undo_batch(batch=batch.pk, reason=reason)

    def reports(self, *, batch: Batch) -> list[registry.Report]:
        return centre_reports.outcome_files(batch)

    def messages(self, *, batch: Batch) -> list[registry.Message]:
        return centre_reports.messages(batch)


def _return_of(batch: Batch) -> Return:
    return Return(
        organisation=batch.organisation_id,
        ukprn=batch.header["ukprn"],
        collection_type=batch.header["collection_type"],
        return_number=batch.header["return_number"],
        batch=batch.pk,
    )
