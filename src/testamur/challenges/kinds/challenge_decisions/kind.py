"""The kind of batch by which an awarding organisation returns its weekly report with decisions (EDC-08)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from testamur.access.rules import Permission
from testamur.achievements.kinds.achievements.writing import texts_of, write_csv, write_xml
from testamur.batches import registry
from testamur.batches.columns.reading import Limits, RowRules
from testamur.batches.findings import Finding
from testamur.batches.relations import Foreseen, Known, PutBack, Stage, Writes
from testamur.batches.states import BatchState
from testamur.batches.submitting import SubmitPage
from testamur.challenges import actions as challenge_actions
from testamur.challenges import queries as challenges
from testamur.challenges.actions import bulk_letters, undoing
from testamur.challenges.kinds.challenge_decisions import rules
from testamur.challenges.kinds.challenge_decisions.findings import CATALOGUE
from testamur.challenges.kinds.challenge_decisions.layout import LAYOUT
from testamur.challenges.models import Challenge
from testamur.challenges.rules import reference_of
from testamur.challenges.states import CHALLENGE_LIFE, State
from testamur.plumbing.translatable import Translatable

if TYPE_CHECKING:
    from testamur.batches.models import Batch
    from testamur.batches.queries import LedgerLine


_CORRECTIONS: Mapping[tuple[str, str], Translatable] = {
    ("provisional", "xml"): "Corrections to submit as an achievements batch (provisional), as XML",
    ("provisional", "csv"): "Corrections to submit as an achievements batch (provisional), as CSV",
    ("final", "xml"): "Corrections to submit as an achievements batch (final), as XML",
    ("final", "csv"): "Corrections to submit as an achievements batch (final), as CSV",
}


@registry.register
class ChallengeDecisions(registry.Kind[Known]):
    """A weekly report with Accept or Reject beside each challenge. A person always looks before it counts."""

    name = "challenge_decisions"
    title = "Decisions on challenges"
    layout = LAYOUT
    catalogue = CATALOGUE
    submit_permission = Permission.CHALLENGE_DECIDE
    undo_permission = Permission.CHALLENGE_DECIDE
    needs_confirmation = True
    submit_page = SubmitPage(
        name="challenge_decisions",
        title=gettext_noop("Send back decisions"),
        explanation=gettext_noop("Send a weekly report of challenges back with your decisions."),
        steps=(
            gettext_noop(
                "In the report’s workbook, enter Accept or Reject in the column Decision. Rows without a decision are "
                "left for later."
            ),
            gettext_noop(
                "Enter in Comment why a challenge is rejected. The person who raised it will read it."
            ),
            gettext_noop("Leave all other cells and the headings as they are, save, and send the file here."),
        ),
        paragraphs=(
            gettext_noop(
                "You can check the decisions before they are made. Then you can download the "
                "corrections for the challenges you accepted, ready to submit as an achievements "
                "batch."
            ),
        ),
        file_label=gettext_noop("Workbook or CSV with decisions"),
        file_hint=gettext_noop("An Excel workbook (.xlsx) or CSV, at most %(size)s and %(records)s rows."),
        no_file=gettext_noop("Select the file with your decisions"),
        is_on_home=False,  # the weekly reports are there, and lead here
    )
    writes = Writes(
        "challenges.Challenge",
        taken_back={},  # no batch creates challenges
        still=("state", "decided_at"),
        listed={"reference": "id", "state": "state", "challenge": "uuid"},
        compared={"state": gettext_noop("State"), "decision_reason": gettext_noop("Comment")},
        words={"state": {state.value: CHALLENGE_LIFE.meaning(state).label for state in State}},
    )
    effect_labels: ClassVar[Mapping[str, str]] = {
        "accepted": "Challenges accepted",
        "rejected": "Challenges rejected",
        "unchanged": "Already decided this way",
        "skipped": "Left for later",
    }
    explanations: ClassVar[Mapping[BatchState, str]] = {
        BatchState.DONE: "The decisions have been made, and the people who raised the challenges have been told.",
    }

    def limits(self) -> Limits:
        return Limits(
            settings.CHALLENGE_DECISIONS_MAX_BYTES, settings.CHALLENGE_DECISIONS_MAX_RECORDS, 40_000
        )

    def options(self) -> None:
        return None

    def rules(self, options: None) -> RowRules:
        return rules.row_rules(options)

    def judge(self, stage: Stage, *, batch: Batch) -> None:
        challenge_actions.judge_decisions(
            source=stage.lines, found=stage.found, organisation=batch.organisation_id
        )

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        """A file without a decision is most likely the wrong one. One with wrong rows is not refused as a whole."""
        decided = rejected or challenge_actions.count_decisions(source=stage.lines)
        return None if decided else Finding("D04.no_decision")

    def foresee(self, stage: Stage, known: Known | None, *, batch: Batch) -> Foreseen:
        return challenge_actions.foreseen_decisions(source=stage.lines, organisation=batch.organisation_id)

    def apply(self, stage: Stage, known: Known | None, *, batch: Batch) -> None:
        challenge_actions.decide_many(
            source=stage.lines,
            into=stage.became,
            organisation=batch.organisation_id,
            batch=batch.pk,
            by=batch.confirmed_by or batch.submitted_by,
        )

    def settle_undone(self, put_back: PutBack, *, batch: Batch) -> None:
        undoing.tell_taken_back(put_back, batch=batch.pk)

    def describe_left(self, left: dict[str, Any]) -> dict[str, Any]:
        state = _(CHALLENGE_LIFE.meaning(State(left["state"])).label)
        return {**left, "reference": reference_of(int(left["reference"])), "state": state}

    def further_files(self, batch: Batch, lines: Sequence[LedgerLine]) -> Iterable[registry.Report]:
        """Achievement batches, one for each type of job, that correct what was accepted; ready to be submitted."""
        if batch.state != BatchState.DONE:
            return
        found = challenges.prefilled_corrections(batch.pk)
        types = sorted({each.job_type for each in found})
        for job_type in types:
            texts = [texts_of(each.payload) for each in found if each.job_type == job_type]
            name = f"corrections-{job_type}" if len(types) > 1 else "corrections"
            yield registry.Report(
                f"{name}.xml",
                _(_CORRECTIONS[job_type, "xml"]),
                "application/xml",
                write_xml(texts, job_type=job_type),
            )
            yield registry.Report(
                f"{name}.csv",
                _(_CORRECTIONS[job_type, "csv"]),
                "text/csv",
                write_csv(texts, header={"job_type": job_type}),
            )

    def further_messages(self, batch: Batch) -> Iterable[registry.Message]:
        """Once it counts, one to each address at which raisers want to be told, and one to Business Support."""
        if batch.state != BatchState.DONE:
            return
        decided = list(Challenge.objects.filter(batch=batch).order_by("id"))
        for address in challenges.addresses_of_support() if decided else ():
            yield registry.Message(address, partial(bulk_letters.returned, batch.organisation.name, decided))
        for address, theirs in bulk_letters.by_address(decided):
            yield registry.Message(address, partial(bulk_letters.decided, theirs))
