"""What the API shows of a batch of any kind, by the names of the schemas in ``bases``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from testamur.api.addresses import address
from testamur.api.batches.bases import Counts, OutcomeFile, Progress
from testamur.api.problems import as_finding
from testamur.api.schemas import Finding
from testamur.batches import queries as ledger
from testamur.batches.findings import Sentence
from testamur.batches.states import Event

if TYPE_CHECKING:
    from testamur.api.batches.of_kind import OfKind
    from testamur.batches.models import Batch as Job
    from testamur.batches.queries import RecordFindings

_DECISIONS = (Event.CONFIRM, Event.CANCEL, Event.UNDO)


def summary(of: OfKind, batch: Job) -> dict[str, Any]:
    """What a list shows."""
    meaning, progress = ledger.meaning(batch), ledger.progress(batch)
    return {
        "id": batch.uuid,
        "number": batch.pk,
        "state": batch.state,
        "state_label": str(meaning.label),
        "next_move": meaning.owner.value,
        "file": {"name": batch.file_name, "size": batch.file_size, "format": batch.file_format or None},
        "submitted_at": batch.received_at,
        "started_at": batch.started_at,
        "ended_at": batch.ended_at,
        "submitted_by": str(batch.submitted_by),
        "through": batch.through,
        "counts": Counts(
            records=batch.total, accepted=batch.accepted, rejected=batch.rejected, warned=batch.warned
        ),
        "progress": Progress(done=progress.done, total=progress.total, percent=progress.percent),
        "href": address(of.view, batch_id=batch.uuid),
    }


def details(of: OfKind, batch: Job, *, user: Any, events: Sequence[Event] = _DECISIONS) -> dict[str, Any]:
    """What is known beyond the summary. ``events`` are those about which somebody may decide."""
    return {
        "explanation": ledger.explanation(batch),
        "sent_again": batch.sent_again,
        "findings": [finding(sentence) for sentence in ledger.batch_sentences(batch)],
        "decisions": [event.value for event in events if ledger.can(user, event, batch)],
        "files": [_file(of, batch, name, known) for name, known in batch.reports.items()],
        "submitted_file_href": address(of.submitted_file, batch_id=batch.uuid),
    }


def _file(of: OfKind, batch: Job, name: str, known: dict[str, Any]) -> OutcomeFile:
    return OutcomeFile(
        name=name,
        title=known["title"],
        type=known["type"],
        size=known["size"],
        href=address(of.file, batch_id=batch.uuid, name=name),
    )


def finding(sentence: Sentence) -> Finding:
    return Finding(**as_finding(sentence))


def record(found: RecordFindings, *, code: str | None = None, severity: str | None = None) -> dict[str, Any]:
    """A record with its findings, or those of one code or severity."""
    told = [
        finding(sentence)
        for sentence in found.sentences
        if code in (None, sentence.code) and severity in (None, sentence.severity)
    ]
    return {
        "record": found.line,
        "rejected": found.rejected,
        "effect": found.effect,
        "incoming": found.incoming,
        "findings": told,
    }
