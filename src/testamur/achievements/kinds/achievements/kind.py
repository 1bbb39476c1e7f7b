"""The kind of batch that awarding organisations submit: achievements to be created, updated, withdrawn, reinstated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from testamur.achievements import actions as achievement_actions
from testamur.achievements.actions import precedence
from testamur.achievements.actions.known import WRITES, Context, KnownRecords
from testamur.achievements.kinds.achievements import rules
from testamur.achievements.kinds.achievements.findings import CATALOGUE
from testamur.achievements.kinds.achievements.layout import LAYOUT, RowOptions, shapes
from testamur.achievements.kinds.achievements.writing import annotated_xml
from testamur.achievements.queries import job_result
from testamur.achievements.rules.options import failing
from testamur.achievements.states import Job
from testamur.batches import registry
from testamur.batches.columns.layout import XmlShape
from testamur.batches.columns.profiles import Profile, load_profile
from testamur.batches.columns.reading import Limits, Reading, RowRules
from testamur.batches.findings import Finding, Sentence, Severity
from testamur.batches.relations import Foreseen, PutBack, Stage
from testamur.batches.submitting import Claim, Option, SubmitPage
from testamur.plumbing import clock

if TYPE_CHECKING:
    from typing import IO

    from testamur.batches.models import Batch
    from testamur.batches.queries import LedgerLine


JOB_TYPE = Option(
    "job_type",
    gettext_noop("Type of job"),
    "The type of job. Leave it out if the file has one. If you give both, they must be the same.",
    (
        (
            "",
            gettext_noop("Use the type of job in the file"),
            gettext_noop("Choose this if the file has a type of job in its header."),
        ),
        (
            "provisional",
            gettext_noop("Provisional"),
            gettext_noop("For NQF results that may still change. QCF is always final."),
        ),
        ("final", gettext_noop("Final"), gettext_noop("Final results replace provisional ones.")),
    ),
)


@registry.register
class Achievements(registry.Kind[KnownRecords]):
    """LRS achievement batches (lrs sections 1 and 9)."""

    name = "achievements"
    title = "Achievements batch"
    layout = LAYOUT
    catalogue = CATALOGUE
    writes = WRITES
    claims: ClassVar = (
        Claim("ukprn", "UKPRN"),
        Claim("file_ukprn", "UKPRN"),
        Claim("organisation_ref", "OrganisationRef", must_be_known=False),
    )
    submit_options: ClassVar = (JOB_TYPE,)
    submit_page = SubmitPage(
        name="achievements",
        title=gettext_noop("Submit achievements batch"),
        explanation=gettext_noop("Send a file of achievements and see what we found in every record."),
        paragraphs=(
            gettext_noop(
                "Every record is checked before anything is saved. You get your file back with what "
                "we found in each record."
            ),
            gettext_noop(
                "The records can be in any order. We recommend ordering them by ULN, so that everything one learner "
                "achieved is together."
            ),
        ),
        file_hint=gettext_noop("XML or CSV, at most %(size)s and %(records)s records."),
        button=gettext_noop("Submit batch"),
    )

    def limits(self) -> Limits:
        return Limits(
            settings.ACHIEVEMENT_BATCH_MAX_BYTES,
            settings.ACHIEVEMENT_BATCH_MAX_RECORDS,
            4_000,
            settings.BATCH_MAX_FILE_BYTES,
        )

    def options(self) -> RowOptions:
        return RowOptions(
            today=clock.today(),
            award_date_floor=settings.ACHIEVEMENT_AWARD_DATE_FLOOR,
            unknown_language_is=Severity(settings.ACHIEVEMENT_UNKNOWN_LANGUAGE),
            fail_grades=failing(settings.FAILED_UNIT_GRADES),
        )

    def profile(self) -> Profile:
        return load_profile(self.layout, settings.ACHIEVEMENT_BATCH_PROFILE)

    def shapes(self, profile: Profile) -> Sequence[XmlShape]:
        return shapes(profile)

    def begin(self, header: dict[str, str], options: RowOptions, submitted: Mapping[str, Any]) -> RowOptions:
        return rules.begin(header, options, self.profile(), submitted.get("job_type"))

    def read(self, file: IO[bytes], *, batch: Batch) -> Reading:
        claims, notes = rules.from_file_name(batch.file_name, self.profile())
        reading = super().read(file, batch=batch)
        self.check_claims(claims, batch.organisation)
        reading.header = {**claims, **reading.header}
        reading.notes += notes
        return reading

    def rules(self, options: RowOptions) -> RowRules:
        return rules.row_rules(options)

    def judge(self, stage: Stage, *, batch: Batch) -> KnownRecords:
        return achievement_actions.judge(source=stage.lines, found=stage.found, context=context_of(batch))

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        threshold = settings.ACHIEVEMENT_REJECTED_PERCENT
        return registry.refused_above(self, total=total, rejected=rejected, threshold=threshold)

    def foresee(self, stage: Stage, known: KnownRecords | None, *, batch: Batch) -> Foreseen:
        return achievement_actions.foreseen(source=stage.lines, known=known, context=context_of(batch))

    def apply(self, stage: Stage, known: KnownRecords | None, *, batch: Batch) -> None:
        achievement_actions.record_many(
            source=stage.lines,
            into=stage.became,
            context=context_of(batch),
            known=known,
            by=batch.confirmed_by or batch.submitted_by,
        )

    def settle_undone(self, put_back: PutBack, *, batch: Batch) -> None:
        precedence.settle_put_back(put_back)

    def own_xml(
        self, batch: Batch, lines: Iterable[tuple[Sequence[str | None], Sequence[Sentence]]]
    ) -> Iterator[bytes]:
        return annotated_xml(batch.header, lines)

    def further_files(self, batch: Batch, lines: Sequence[LedgerLine]) -> Iterable[registry.Report]:
        result = orjson.dumps(job_result(batch, lines=lines), option=orjson.OPT_INDENT_2)
        yield registry.Report("job-result.json", _("Job result"), "application/json", iter([result]))

    def facts(self, batch: Batch) -> list[tuple[str, str]]:
        stated = batch.header.get("job_type") or batch.options.get("job_type") or ""
        words = {"provisional": _("Provisional"), "final": _("Final")}
        return [(_("Type of job"), words[stated])] if stated else []


def context_of(batch: Batch) -> Context:
    """For whom and how the engine judges and writes the batch."""
    return Context(
        organisation=batch.organisation_id,
        recognition_number=batch.organisation.recognition_number or "",
        job=Job(batch.header["job_type"]),
        batch=batch.pk,
        issued_on=batch.header.get("issued_on"),
    )
