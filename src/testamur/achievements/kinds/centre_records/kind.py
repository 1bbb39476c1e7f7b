"""The kind of batch by which a centre's own records come in: its data return (ACH-10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_noop

from testamur.access.rules import Permission
from testamur.achievements import actions as achievement_actions
from testamur.achievements.actions import precedence
from testamur.achievements.actions.centre import KnownCentreRecords, Return
from testamur.achievements.actions.known import WRITES
from testamur.achievements.kinds.achievements.layout import RowOptions
from testamur.achievements.kinds.centre_records import rules
from testamur.achievements.kinds.centre_records.findings import CATALOGUE
from testamur.achievements.kinds.centre_records.layout import LAYOUT, CentreOptions
from testamur.batches import registry
from testamur.batches.columns.profiles import Profile, load_profile
from testamur.batches.columns.reading import Limits, RowRules
from testamur.batches.findings import Finding
from testamur.batches.relations import Foreseen, PutBack, Stage
from testamur.batches.states import BatchState
from testamur.batches.submitting import Claim, SubmitPage
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.batches.models import Batch


@registry.register
class CentreRecords(registry.Kind[KnownCentreRecords]):
    """What a centre returns of its learners. Only what was achieved makes a record; all else is skipped, and said."""

    name = "centre_records"
    title = "Centre records"
    layout = LAYOUT
    catalogue = CATALOGUE
    writes = WRITES
    submit_permission = Permission.RECORD_IMPORT
    undo_permission = Permission.RECORD_IMPORT
    claims: ClassVar = (Claim("ukprn", ""),)
    submit_page = SubmitPage(
        name="centre_records",
        title=gettext_noop("Submit centre records"),
        explanation=gettext_noop("Send what your learners have achieved, from your data return."),
        paragraphs=(
            gettext_noop(
                "Send what your learners have achieved, from your data return. Only achieved "
                "outcomes are recorded. We tell you which records were left out."
            ),
            gettext_noop(
                "If the awarding organisation has its own record of the same award, that record "
                "counts and yours is kept as superseded."
            ),
        ),
        which_organisation=gettext_noop("Which centre is the return from?"),
        file_label=gettext_noop("Data return file"),
        file_hint=gettext_noop("CSV, at most %(size)s and %(records)s records."),
        button=gettext_noop("Submit records"),
    )
    effect_labels: ClassVar[Mapping[str, str]] = {
        "created": "Added to learners’ records",
        "superseded": "Superseded by the awarding organisation’s own record",
        "updated": "Updated",
        "unchanged": "Unchanged",
        "skipped": "Not recorded",
    }
    explanations: ClassVar[Mapping[BatchState, str]] = {
        BatchState.DONE: "See below what happened to each accepted record.",
    }

    def limits(self) -> Limits:
        return Limits(
            settings.ACHIEVEMENT_BATCH_MAX_BYTES,
            settings.ACHIEVEMENT_BATCH_MAX_RECORDS,
            max_file_bytes=settings.BATCH_MAX_FILE_BYTES,
        )

    def options(self) -> CentreOptions:
        floor = settings.ACHIEVEMENT_AWARD_DATE_FLOOR
        return CentreOptions(RowOptions(today=clock.today(), award_date_floor=floor))

    def profile(self) -> Profile:
        return load_profile(self.layout, settings.CENTRE_RECORDS_PROFILE)

    def begin(
        self, header: dict[str, str], options: CentreOptions, submitted: Mapping[str, Any]
    ) -> CentreOptions:
        return rules.begin(header, options)

    def rules(self, options: CentreOptions) -> RowRules:
        return rules.row_rules(options)

    def judge(self, stage: Stage, *, batch: Batch) -> KnownCentreRecords:
        return achievement_actions.judge_centre(source=stage.lines, found=stage.found)

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        threshold = settings.ACHIEVEMENT_REJECTED_PERCENT
        return registry.refused_above(self, total=total, rejected=rejected, threshold=threshold)

    def foresee(self, stage: Stage, known: KnownCentreRecords | None, *, batch: Batch) -> Foreseen:
        return achievement_actions.foreseen_centre(source=stage.lines, known=known, sent=_return_of(batch))

    def apply(self, stage: Stage, known: KnownCentreRecords | None, *, batch: Batch) -> None:
        by = batch.confirmed_by or batch.submitted_by
        achievement_actions.record_centre(
            source=stage.lines, into=stage.became, sent=_return_of(batch), by=by
        )

    def settle_undone(self, put_back: PutBack, *, batch: Batch) -> None:
        precedence.settle_put_back(put_back)


def _return_of(batch: Batch) -> Return:
    return Return(
        organisation=batch.organisation_id,
        ukprn=batch.header["ukprn"],
        collection_type=batch.header["collection_type"],
        return_number=batch.header["return_number"],
        batch=batch.pk,
    )
