"""The kind of batch by which organisations verify learners: every record is answered, and nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns import Reading, Unreadable
from testamur.batches.findings import Finding
from testamur.batches.relations import Stage
from testamur.batches.states import BatchState
from testamur.learners.actions import verifying
from testamur.learners.actions.verifying import Answers
from testamur.learners.columns import ReadOptions, read
from testamur.learners.columns.csv import positions
from testamur.learners.findings import CATALOGUE
from testamur.learners.kinds import reports
from testamur.learners.rules.verifying import MEANINGS
from testamur.organisations import queries as organisations
from testamur.plumbing import clock, text

if TYPE_CHECKING:
    from testamur.batches.models import Batch
    from testamur.organisations.models import Organisation


class VerifyBatch(registry.Kind[Answers]):
    """LRS verify batches (lrs sections 2.3 and 3.4)."""

    name = "verify"
    title = "Verify batch"
    shape = verifying.SHAPE
    catalogue = CATALOGUE
    submit_permission = Permission.LEARNER_VERIFY
    changes_records = False
    slice_size = 1_000_000  # always one slice: what was compared for judging is what is answered
    not_applied_key = "V21.not_verified"
    effect_labels = {code.value: meaning.label for code, meaning in MEANINGS.items()}
    explanations = {
        BatchState.CONFIRMED: "The answers are being written.",
        BatchState.APPLIED: "Every learner has been compared. The outcome files come next.",
        BatchState.DONE: "Every learner has been compared with the register. Nothing was changed.",
        BatchState.REFUSED: "The whole batch was refused. No learner was verified.",
        BatchState.CANCELLED: "The batch was cancelled before any learner was verified.",
    }

    def max_bytes(self) -> int:
        return int(settings.VERIFY_BATCH_MAX_BYTES)

    def refusal_of_size(self, size: int) -> Finding | None:
        if size == 0:
            return Finding("V02.empty")
        if size > self.max_bytes():
            return Finding("V01.too_large", params={"limit": text.size(self.max_bytes())})
        return None

    def read(self, file: IO[bytes], *, batch: Batch) -> Reading:
        options = ReadOptions(
            today=clock.today(),
            max_bytes=self.max_bytes(),
            max_records=settings.VERIFY_BATCH_MAX_RECORDS,
        )
        reading = read(cast(BinaryIO, file), options=options)
        self._check_sender(reading.header, batch.organisation)
        return reading

    def _check_sender(self, header: Mapping[str, str], organisation: Organisation) -> None:
        """Refuse a file that says it is somebody else's.

        Clients send the UKPRN in both places (lrs.md 3.1). A reference that we do not know is let through: it is
        the LRS's own, and means nobody here.
        """
        own = {organisation.ukprn, organisation.recognition_number}
        for key, must_be_known in (("UKPRN", True), ("OrganisationRef", False)):
            claimed = header.get({"UKPRN": "ukprn"}.get(key, "organisation_ref"))
            if not claimed or claimed in own:
                continue
            if organisations.by_ukprn(claimed) or organisations.by_recognition_number(claimed):
                raise Unreadable(Finding("V06.other_organisation", key, claimed))
            if must_be_known:
                raise Unreadable(Finding("V06.unknown_organisation", key, claimed))

    def identify(self, *, incoming: Mapping[str, str | None], payload: Mapping[str, Any]) -> dict[str, str]:
        headings = list(incoming)
        came = {name: incoming[headings[place]] or "" for name, place in positions(headings).items()}
        names = " ".join(part for part in (came.get("GivenName"), came.get("FamilyName")) if part)
        return {_("ULN"): came.get("ULN", ""), _("Name"): names}

    def judge(self, stage: Stage, *, batch: Batch) -> Answers:
        return verifying.judge_claims(source=stage.lines, found=stage.found)

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        return None

    def plan(self, stage: Stage, known: Answers | None, *, batch: Batch) -> dict[str, int]:
        return verifying.foreseen(source=stage.lines, known=known)

    def apply(self, stage: Stage, known: Answers | None, *, batch: Batch) -> None:
        verifying.answer_many(
            source=stage.lines,
            into=stage.became,
            known=known,
            batch=batch.pk,
            organisation=batch.organisation,
            through=batch.through,
            by=batch.confirmed_by or batch.submitted_by,
        )

    def undo(self, *, batch: Batch) -> dict[str, Any]:
        """Nothing was changed, so the engine offers no undo; and there is nothing to put back."""
        return {"put_back": 0, "left": 0, "listed": []}

    def reports(self, *, batch: Batch) -> list[registry.Report]:
        return reports.outcome_files(batch)

    def messages(self, *, batch: Batch) -> list[registry.Message]:
        return reports.messages(batch)
