"""The kind of batch by which organisations verify learners: every record is answered, and nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns.reading import Limits
from testamur.batches.columns.writing import in_a_cell
from testamur.batches.findings import in_words
from testamur.batches.relations import Foreseen, Stage
from testamur.batches.states import BatchState
from testamur.batches.submitting import Claim, SubmitPage
from testamur.learners.actions import verifying
from testamur.learners.kinds.verify import rules
from testamur.learners.kinds.verify.findings import CATALOGUE
from testamur.learners.kinds.verify.layout import LAYOUT
from testamur.learners.kinds.verify.writing import ResultRow, write_csv, write_xml
from testamur.learners.queries.verifying import VerifiedRow, verify_output
from testamur.learners.rules.verifying import MEANINGS
from testamur.learners.states import job_status
from testamur.plumbing import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from testamur.batches.models import Batch
    from testamur.batches.queries import LedgerLine


@registry.register
class Verify(registry.Kind[verifying.Answers]):
    """LRS verify batches (lrs sections 2.3 and 3.4)."""

    name = "verify"
    title = "Verify batch"
    layout = LAYOUT
    catalogue = CATALOGUE
    submit_permission = Permission.LEARNER_VERIFY
    changes_records = False
    submit_page = SubmitPage(
        name="verify",
        title=gettext_noop("Submit verify batch"),
        explanation=gettext_noop("Send a file of learners to compare with the learner details we hold."),
        paragraphs=(
            gettext_noop(
                "Every learner in the file is compared with the learner details we hold, and you get "
                "the answers as a file. Nothing is changed."
            ),
        ),
        file_hint=gettext_noop("XML or CSV, at most %(size)s and %(records)s learners."),
        button=gettext_noop("Submit batch job"),
        about_file=gettext_noop(
            "CSV: a first row with these headings, in any order, and a row for each learner. XML: the request "
            "SubmitVerifyBatch of the LRS web service."
        ),
    )
    answers_with_own_file = False
    slice_size = 1_000_000  # always one slice: what was compared for judging is what is answered
    claims: ClassVar = (
        # Clients send the UKPRN in both places (lrs.md 3.1).
        Claim("ukprn", "UKPRN"),
        Claim("organisation_ref", "OrganisationRef", must_be_known=False),
    )
    effect_labels = {code.value: meaning.label for code, meaning in MEANINGS.items()}
    explanations = {
        BatchState.CONFIRMED: "The answers are being saved.",
        BatchState.APPLIED: "Every learner has been compared. The outcome files are being made.",
        BatchState.UNREPORTED: "Every learner has been compared. The outcome files could not be made.",
        BatchState.DONE: "Every learner has been compared with the learner details we hold. Nothing was changed.",
        BatchState.REFUSED: "The whole batch was refused. No learner was verified.",
        BatchState.CANCELLED: "The batch was cancelled before any learner was verified.",
    }

    def limits(self) -> Limits:
        return Limits(
            settings.VERIFY_BATCH_MAX_BYTES,
            settings.VERIFY_BATCH_MAX_RECORDS,
            max_file_bytes=settings.BATCH_MAX_FILE_BYTES,
        )

    def options(self) -> date:
        return clock.today()

    def begin(self, header: dict[str, str], options: date, submitted: Mapping[str, Any]) -> date:
        return rules.begin(header, options)

    def judge(self, stage: Stage, *, batch: Batch) -> verifying.Answers:
        return verifying.judge_claims(source=stage.lines, found=stage.found)

    def foresee(self, stage: Stage, known: verifying.Answers | None, *, batch: Batch) -> Foreseen:
        return verifying.foreseen(source=stage.lines, known=known)

    def apply(self, stage: Stage, known: verifying.Answers | None, *, batch: Batch) -> None:
        verifying.answer_many(
            source=stage.lines,
            into=stage.became,
            known=known,
            batch=batch.pk,
            organisation=batch.organisation,
            through=batch.through,
            by=batch.confirmed_by or batch.submitted_by,
        )

    def further_files(self, batch: Batch, lines: Sequence[LedgerLine]) -> Iterable[registry.Report]:
        """The result for a spreadsheet and for a program. A batch that was refused has none."""
        if not batch.effects and not batch.rejected:
            return
        stem = PurePath(batch.file_name).stem or "verify"
        rows = list(_result(batch))
        started, finished = (at.isoformat() if at else "" for at in (batch.started_at, batch.ended_at))
        answer = write_xml(rows, status=job_status(batch.state), started=started, finished=finished)
        yield registry.Report(
            f"{stem}-result.csv", _("Result, one row for each learner"), "text/csv", write_csv(rows)
        )
        yield registry.Report(
            f"{stem}-result.xml", _("Result as the LRS writes it"), "application/xml", answer
        )


def _result(batch: Batch) -> Iterator[ResultRow]:
    for row in verify_output(batch):
        found = [in_words(each, CATALOGUE, line=row.line, translate=_) for each in row.findings]
        yield ResultRow([*_searched(row), row.code, *_held(row)], row.flags, in_a_cell(found))


def _searched(row: VerifiedRow) -> tuple[str, ...]:
    return (
        row.mis_identifier,
        row.searched_uln,
        row.searched_family_name,
        row.searched_given_name,
        row.searched_date_of_birth,
        row.searched_gender,
    )


def _held(row: VerifiedRow) -> tuple[str, ...]:
    held = row.held
    if held is None:
        return ("",) * 5
    born = held.date_of_birth.isoformat() if held.date_of_birth else ""
    gender = "" if held.gender is None else str(held.gender)
    return (held.uln, held.family_name, held.given_name, born, gender)
