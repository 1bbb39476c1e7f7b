"""The kind of batch that awarding organisations submit: achievements to be created, updated, withdrawn, reinstated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.achievements import actions
from testamur.achievements.actions.known import SHAPE, Context, KnownRecords
from testamur.achievements.columns import read
from testamur.achievements.findings import CATALOGUE
from testamur.achievements.kinds import reports
from testamur.achievements.kinds.options import context_of, read_options
from testamur.batches import registry
from testamur.batches.columns import Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.batches.relations import Stage
from testamur.batches.rules import too_many_rejected
from testamur.organisations import queries as organisations

if TYPE_CHECKING:
    from testamur.batches.models import Batch
    from testamur.organisations.models import Organisation

__all__ = ["AchievementBatch", "Context"]


class AchievementBatch(registry.Kind[KnownRecords]):
    """LRS achievement batches (lrs sections 1 and 9)."""

    name = "achievements"
    title = "Achievements batch"
    shape = SHAPE
    catalogue = CATALOGUE
    not_applied_key = "B09.changed_since"

    def max_bytes(self) -> int:
        return int(settings.ACHIEVEMENT_BATCH_MAX_BYTES)

    def refusal_of_size(self, size: int) -> Finding | None:
        if size == 0:
            return Finding("J04.empty")
        if size > self.max_bytes():
            return Finding("J01.too_large", params={"limit": f"{self.max_bytes() / (1 << 20):g} MB"})
        return None

    def read(self, file: IO[bytes], *, batch: Batch) -> Reading:
        options = read_options(job_type=batch.options.get("job_type"))
        reading = read(cast(BinaryIO, file), name=batch.file_name, options=options)
        self._check_sender(reading.header, batch.organisation)
        return reading

    def _check_sender(self, header: Mapping[str, str], organisation: Organisation) -> None:
        """Refuse a file that says it is somebody else's.

        An organisation reference that we do not know is let through: it is the LRS's own, and means nobody here.
        """
        own = {organisation.ukprn, organisation.recognition_number}
        claims = [header.get(key) for key in ("ukprn", "file_ukprn", "organisation_ref")]
        for claimed, must_be_known in zip(claims, (True, True, False), strict=True):
            if not claimed or claimed in own:
                continue
            if organisations.by_ukprn(claimed) or organisations.by_recognition_number(claimed):
                raise Unreadable(Finding("J08.other_organisation", value=claimed))
            if must_be_known:
                raise Unreadable(Finding("J08.unknown_organisation", value=claimed))

    def identify(self, *, incoming: Mapping[str, str | None], payload: Mapping[str, Any]) -> dict[str, str]:
        fields = read_options(job_type=None).profile.fields
        texts = {heading.casefold(): text for heading, text in incoming.items()}

        def came(name: str) -> str:
            headings = (name, *fields.get(name, ()))
            return next((text for each in headings if (text := texts.get(each.casefold()))), "")

        reference = payload.get("reference") or came("UnitOrQualificationReferenceNumber")
        return {_("ULN"): payload.get("uln") or came("Uln"), _("Reference"): reference}

    def judge(self, stage: Stage, *, batch: Batch) -> KnownRecords:
        return actions.judge(source=stage.lines, found=stage.found, context=context_of(batch))

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        threshold = settings.ACHIEVEMENT_REJECTED_PERCENT
        if too_many_rejected(rejected=rejected, total=total, threshold_percent=threshold):
            percent = f"{100 * rejected / total:.1f}"
            return Finding(
                "J02.threshold",
                params={
                    "rejected": rejected,
                    "total": total,
                    "percent": percent,
                    "threshold": str(threshold),
                },
            )
        return None

    def plan(self, stage: Stage, known: KnownRecords | None, *, batch: Batch) -> dict[str, int]:
        return actions.foreseen(source=stage.lines, known=known, context=context_of(batch))

    def apply(self, stage: Stage, known: KnownRecords | None, *, batch: Batch) -> None:
        actions.record_many(
            source=stage.lines,
            into=stage.became,
            context=context_of(batch),
            known=known,
            by=batch.confirmed_by or batch.submitted_by,
        )

    def undo(self, *, batch: Batch) -> dict[str, Any]:
        return actions.undo_batch(
            batch=batch.pk, reason=_("Batch %(number)s was undone") % {"number": batch.pk}
        )

    def reports(self, *, batch: Batch) -> list[registry.Report]:
        return reports.outcome_files(batch)

    def messages(self, *, batch: Batch) -> list[registry.Message]:
        return reports.messages(batch)
