"""One batch, in whatever state it is."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Sentence
from testamur.batches.states import BatchState, Event
from testamur.web.batches.presenters import words
from testamur.web.figures import Figure
from testamur.web.formats import date_time, duration, file_size, number, percentage, short_date
from testamur.web.links import url

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.batches.models import Batch


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a batch's life; ``how`` is done, current, failed or ahead."""

    label: str
    how: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away; ``name`` is what stands in its address."""

    name: str
    file_name: str
    title: str
    size: int


@dataclass(frozen=True, slots=True)
class Moving:
    """How far a batch is that moves by itself. ``percent`` is ``None`` while nothing can be counted."""

    label: str
    percent: int | None
    text: str

    @property
    def shown(self) -> str:
        """What was last said aloud: the step, and the quarter of it that is done."""
        return f"{self.label}:{(self.percent or 0) // 25}"


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Everything that the page of a batch shows. What it does not have in its state is empty."""

    batch: Batch
    uuid: uuid.UUID
    number: int
    kind: str
    is_achievements: bool
    changes_records: bool
    state: str
    tag: tuple[str, str]
    explanation: str
    moving: Moving | None
    steps: list[Step]
    facts: list[tuple[str, str]]
    tiles: list[Figure]
    effects: list[Figure]
    classes: list[tuple[str, int]]
    sentences: list[Sentence]
    downloads: list[Download]
    put_back: int
    left_count: int
    left: list[dict[str, Any]]
    can_confirm: bool
    can_cancel: bool
    can_undo: bool
    can_retry: bool
    can_close: bool
    is_failing: bool
    email: str

    @property
    def called(self) -> str:
        return words.called(self.batch)

    @property
    def errors(self) -> list[Sentence]:
        """Why the whole batch was refused."""
        return [said for said in self.sentences if said.severity == "error"]

    @property
    def notes(self) -> list[Sentence]:
        """What was noted on the file as a whole."""
        return [said for said in self.sentences if said.severity != "error"]

    @property
    def outcome(self) -> Download | None:
        """The sender's own file with the findings in it."""
        return next((file for file in self.downloads if any(part in file.name for part in _ANSWERS)), None)

    @property
    def rejected(self) -> Download | None:
        """The rejected records as a file of their own, to be corrected and sent."""
        return next((file for file in self.downloads if "-rejected." in file.name), None)

    @property
    def summaries(self) -> list[tuple[ledger.CodeSummary, str]]:
        """What was found, by cause, each with its filter; read from the ledger only where it is shown."""
        found = ledger.findings_by_cause(self.batch) if self.batch.judged_at else []
        return [(each, words.cause_key(each, found)) for each in found]

    @property
    def left_columns(self) -> list[tuple[str, str]]:
        """Label and name of what is told of records that were left when the batch was undone."""
        labels = {
            "uln": _("ULN"),
            "reference": _("Reference"),
            "award_date": _("Award date"),
            "title": _("Title"),
            "name": _("Name"),
            "state": _("State now"),
        }
        return [(labels[name], name) for name in (self.left[0] if self.left else {}) if name in labels]

    @property
    def own_words(self) -> str:
        """What the state means, where it means something else for this kind of batch."""
        said = registry.named(self.batch.kind).explanations.get(BatchState(self.batch.state))
        return _(said) if said else ""

    @property
    def has_file(self) -> bool:
        """Whether it was sent, and can be corrected and sent again, or was made by a selection."""
        return bool(self.batch.file)

    @property
    def was_read(self) -> bool:
        return self.batch.total > 0


def batch_page(user: Visitor, batch: Batch) -> BatchPage:
    state = BatchState(batch.state)
    judged = batch.judged_at is not None
    return BatchPage(
        batch=batch,
        uuid=batch.uuid,
        number=batch.pk,
        kind=words.kind_title(batch),
        is_achievements=batch.kind in ("achievements", "centre_records"),
        changes_records=_changes_records(batch),
        state=state.value,
        tag=words.tag(batch),
        explanation=_(ledger.explanation(batch)),
        moving=_moving(batch) if ledger.is_moving(batch) else None,
        steps=_steps(batch),
        facts=_facts(batch),
        tiles=_tiles(batch) if judged else [],
        effects=_effects(batch),
        classes=[
            (str(label), batch.classes[name])
            for name, label in words.CLASSES.items()
            if batch.classes.get(name)
        ],
        sentences=ledger.batch_sentences(batch),
        downloads=_downloads(batch),
        put_back=batch.undo_result.get("put_back", 0),
        left_count=batch.undo_result.get("left", 0),
        left=[_with_short_dates(kept) for kept in batch.undo_result.get("listed", [])],
        can_confirm=ledger.can(user, Event.CONFIRM, batch),
        can_cancel=ledger.can(user, Event.CANCEL, batch),
        can_undo=ledger.can(user, Event.UNDO, batch),
        can_retry=ledger.can(user, Event.RETRY, batch),
        can_close=ledger.can(user, Event.CLOSE, batch),
        is_failing=ledger.is_moving(batch) and batch.attempts > 0,
        email=_email(batch),
    )


def _changes_records(batch: Batch) -> bool:
    return registry.named(batch.kind).changes_records


def _with_short_dates(kept: dict[str, Any]) -> dict[str, Any]:
    awarded = kept.get("award_date")
    return kept | {"award_date": short_date(dt.date.fromisoformat(awarded))} if awarded else kept


def _email(batch: Batch) -> str:
    """Who is told when the batch is done; known once the file is read."""
    told = batch.header.get("email") or batch.options.get("email")
    return told or (batch.submitted_by.email if batch.headings else "")


def _moving(batch: Batch) -> Moving:
    doing = {
        BatchState.RECEIVED: _("Waiting to be read"),
        BatchState.STAGED: ngettext("Checking %(total)s record", "Checking %(total)s records", batch.total)
        if _changes_records(batch)
        else ngettext(
            "Comparing %(total)s learner with the details we hold",
            "Comparing %(total)s learners with the details we hold",
            batch.total,
        ),
        BatchState.CONFIRMED: _("Saving records"),
        BatchState.APPLIED: _("Making the outcome files"),
        BatchState.UNDOING: _("Undoing changes"),
    }[BatchState(batch.state)] % {"total": number(batch.total)}
    if batch.state != BatchState.CONFIRMED:
        return Moving(doing, None, "")
    progress = ledger.progress(batch)
    text = _("%(done)s of %(total)s records") % {
        "done": number(progress.done),
        "total": number(progress.total),
    }
    return Moving(doing, progress.percent, text)


_PLACE_OF_STATE = {
    BatchState.RECEIVED: 0,
    BatchState.REFUSED: 0,
    BatchState.STAGED: 1,
    BatchState.READY: 2,
    BatchState.CONFIRMED: 3,
    BatchState.APPLIED: 4,
    BatchState.DONE: 5,
    BatchState.STOPPED: 0,
    BatchState.INTERRUPTED: 3,
    BatchState.UNREPORTED: 4,
}
_BROKEN_OFF = {BatchState.REFUSED, BatchState.STOPPED, BatchState.INTERRUPTED, BatchState.UNREPORTED}


def _steps(batch: Batch) -> list[Step]:
    """The way from file to outcome; a batch that left it (cancelled, undone) has none."""
    read = _("File read") if batch.file else _("Selected")
    labels = [read, _("Records checked"), _("Confirmed"), _("Records saved"), _("Outcome files")]
    if not _changes_records(batch):
        labels[1], labels[3] = _("Learners compared"), _("Answers saved")
    state = BatchState(batch.state)
    if state not in _PLACE_OF_STATE:
        return []
    at = "failed" if state in _BROKEN_OFF else "current"
    was_read = at == "failed" and batch.total > 0
    reached = max(_PLACE_OF_STATE[state], int(was_read))
    steps = [
        Step(label, "done" if place < reached else at if place == reached else "ahead")
        for place, label in enumerate(labels)
    ]
    return [step for place, step in enumerate(steps) if place != 2 or batch.needs_confirmation]


def _tiles(batch: Batch) -> list[Figure]:
    if not _changes_records(batch):
        return _tiles_of_answers(batch)
    accepted, rejected = percentage(batch.accepted, batch.total), percentage(batch.rejected, batch.total)
    if batch.state == BatchState.REFUSED:
        first = _figure(batch, batch.accepted, _("could be accepted"), verdict="accepted")
    else:
        first = _figure(batch, batch.accepted, _("accepted"), "good", accepted, verdict="accepted")
    bad, warned = "bad" if batch.rejected else "", "attention" if batch.warned else ""
    return [
        _figure(batch, batch.total, _("records")),
        first,
        _figure(batch, batch.rejected, _("rejected"), bad, rejected, verdict="rejected"),
        _figure(batch, batch.warned, _("with a warning only"), warned, verdict="warned"),
    ]


def _figure(batch: Batch, count: int, label: str, tone: str = "", note: str = "", **filters: str) -> Figure:
    """A count that opens the records behind it."""
    query = f"?{urlencode(filters)}" if filters else ""
    href = f"{url('batch_record_find', batch.uuid)}{query}" if count else ""
    return Figure(number(count), label, tone, note, href)


def _tiles_of_answers(batch: Batch) -> list[Figure]:
    share = percentage(batch.accepted, batch.total)
    bad = "bad" if batch.rejected else ""
    return [
        Figure(number(batch.total), _("learners")),
        Figure(number(batch.accepted), _("compared"), "good", share),
        Figure(
            number(batch.rejected), _("could not be compared"), bad, percentage(batch.rejected, batch.total)
        ),
    ]


def _effects(batch: Batch) -> list[Figure]:
    """What was or will be written, in words of the past or of the future."""
    ahead = batch.state == BatchState.READY
    counts, labels = (batch.planned, words.WILL_BE) if ahead else (batch.effects, words.EFFECTS)
    if own := registry.named(batch.kind).effect_labels:
        return [
            _figure(batch, counts[name], _(label), words.tone_of_effect(name), effect=name)
            for name, label in own.items()
            if counts.get(name)
        ]
    named = [(name, str(label)) for name, label in labels.items()]
    named += [(name, name) for name in counts if name not in labels]
    return [_figure(batch, counts[name], label, effect=name) for name, label in named if counts.get(name)]


def _user_name(batch: Batch) -> str:
    """Who called, by the word of the software that called the web service."""
    return str(batch.options.get("user_name") or "")


def _facts(batch: Batch) -> list[tuple[str, str]]:
    facts = [
        (_("Job number"), str(batch.pk)),
        (_("Organisation"), batch.organisation.name),
        (_("File"), batch.file_name),
        (_("Size"), file_size(batch.file_size) if batch.file else ""),
        *registry.named(batch.kind).facts(batch),
        (_("Submitted by"), str(batch.submitted_by)),
        (_("User named in the request"), _user_name(batch)),
        (_("Submitted"), date_time(batch.received_at)),
        (_("Submitted through"), words.through(batch)),
        (_("Sent before"), _("Yes, and sent again on purpose") if batch.sent_again else ""),
        (_("Email sent to"), _email(batch)),
        (_("Confirmed by"), str(batch.confirmed_by or "")),
        *_times(batch),
    ]
    return [(label, value) for label, value in facts if value]


def _times(batch: Batch) -> list[tuple[str, str]]:
    ended_by = {BatchState.CANCELLED: _("Cancelled by"), BatchState.DONE: _("Ended by")}
    return [
        (_("Time waiting"), _between(batch.received_at, batch.started_at)),
        (_("Time to check"), _between(batch.started_at, batch.judged_at)),
        (_("Time to save"), _between(batch.confirmed_at, batch.applied_at)),
        (_("Ended"), date_time(batch.ended_at) if batch.ended_at else ""),
        (ended_by.get(BatchState(batch.state), _("Undone by")), str(batch.ended_by or "")),
        (_("Undone"), date_time(batch.progressed_at) if batch.state == BatchState.UNDONE else ""),
    ]


def _between(start: dt.datetime | None, end: dt.datetime | None) -> str:
    return duration(end - start) if start and end else ""


def _downloads(batch: Batch) -> list[Download]:
    """The files to take away, first the one to work on: the sender's own with the findings in it."""
    reports = [Download(name, name, _(kept["title"]), kept["size"]) for name, kept in batch.reports.items()]
    reports.sort(
        key=lambda file: next((n for n, part in enumerate(_FIRST) if part in file.name), len(_FIRST))
    )
    if batch.file:
        reports.append(Download("submitted", batch.file_name, _("Your file as you sent it"), batch.file_size))
    return reports


_ANSWERS = ("-outcome.", "-with-findings.", "-result.csv")
_FIRST = (*_ANSWERS, "-rejected.", "findings.")
