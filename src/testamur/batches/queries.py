"""Reads of the ledger. Whatever a person is shown of a batch comes through ``visible_to``."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import orjson
from django.core.files.storage import default_storage
from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import registry
from testamur.batches.columns.judging import reader
from testamur.batches.findings import Finding, Sentence, Severity, in_words
from testamur.batches.models import Batch, BatchRow
from testamur.batches.rules import ATTEMPTS_BEFORE_A_PERSON_LOOKS
from testamur.batches.states import BATCH_LIFE, BatchState, Event, Owner
from testamur.organisations import queries as organisations
from testamur.plumbing import clock, sql
from testamur.plumbing.machines import Meaning

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.organisations.models import Organisation

__all__ = ["BatchState", "Event"]


def batches_for(
    user: Visitor,
    *,
    kind: str | None = None,
    organisation: int | None = None,
    state: str | None = None,
    stated: Mapping[str, str] | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    containing: str = "",
) -> QuerySet[Batch]:
    """The batches the person may see, newest first.

    ``first`` and ``last`` are days on which they were received, ``containing`` their number or a part of their file's
    name, ``stated`` what the header of their file says, or if it does not, what was said when they were sent.
    """
    batches = Batch.objects.visible_to(user).select_related("organisation", "submitted_by").order_by("-id")
    like = {"kind": kind, "organisation_id": organisation, "state": state}
    batches = batches.filter(**{name: value for name, value in like.items() if value})
    for name, value in (stated or {}).items():
        unsaid = Q(**{f"header__{name}": ""}) | Q(**{f"header__{name}": None}) | ~Q(header__has_key=name)
        batches = batches.filter(Q(**{f"header__{name}": value}) | unsaid & Q(**{f"options__{name}": value}))
    if first:
        batches = batches.filter(received_at__gte=clock.beginning(first))
    if last:
        batches = batches.filter(received_at__lt=clock.beginning(last + dt.timedelta(days=1)))
    if containing:
        numbered = Q(pk=int(containing)) if re.fullmatch("[0-9]{1,18}", containing, re.ASCII) else Q()
        batches = batches.filter(Q(file_name__icontains=containing) | numbered)
    return batches


def batch_for(user: Visitor, value: uuid.UUID) -> Batch | None:
    """One batch by its address, if the person may see it."""
    return batches_for(user).select_related("confirmed_by", "ended_by").filter(uuid=value).first()


def batch_by_number(user: Visitor, number: int) -> Batch | None:
    """One batch by its job number, if the person may see it."""
    return batches_for(user).filter(pk=number).first()


def kinds_of(user: Visitor) -> list[tuple[str, str]]:
    """Name and title of the kinds of batch of which the person may see any."""
    found = set(Batch.objects.visible_to(user).order_by().values_list("kind", flat=True).distinct())
    return [(kind.name, kind.title) for kind in registry.all_kinds() if kind.name in found]


def organisations_of(user: Visitor) -> QuerySet[Organisation]:
    """The organisations of which the person may see batches, by name."""
    owners = Batch.objects.visible_to(user).order_by().values_list("organisation_id", flat=True).distinct()
    return organisations.with_ids(owners)


def permission_to(event: Event, batch: Batch) -> Permission:
    """What a person needs at the batch's organisation to confirm, cancel or undo it."""
    kind = registry.named(batch.kind)
    return kind.undo_permission if event is Event.UNDO else kind.submit_permission


def check_can(user: Visitor, event: Event, batch: Batch) -> None:
    """Raise ``PermissionDenied`` unless the person may confirm, cancel or undo batches like this one."""
    access.check_can(user, permission_to(event, batch), batch.organisation)


def can(user: Visitor, event: Event, batch: Batch) -> bool:
    """Whether the person may, and the batch is in a state in which it can be."""
    return can_be(event, batch) and access.can(user, permission_to(event, batch), batch.organisation)


def can_be(event: Event, batch: Batch) -> bool:
    """Whether a batch of this kind, in this state, can be confirmed, cancelled or undone at all."""
    has_changed = event is not Event.UNDO or registry.named(batch.kind).changes_records
    return has_changed and BATCH_LIFE.may(event, batch.state)


def meaning(batch: Batch) -> Meaning[Owner]:
    return BATCH_LIFE.meaning(batch.state)


def explanation(batch: Batch) -> str:
    """What the state means for a batch of this kind, in English."""
    said = registry.named(batch.kind).explanations.get(BatchState(batch.state))
    return said or meaning(batch).explanation


def is_moving(batch: Batch) -> bool:
    """Whether the engine has the next move, so that a page should ask again."""
    return meaning(batch).owner is Owner.ENGINE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: ``done`` of ``total`` records in the current step."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def progress(batch: Batch) -> Progress:
    if batch.state in (BatchState.RECEIVED, BatchState.STAGED):
        return Progress(0, batch.total)
    return Progress(batch.applied_through, batch.total)


def batch_sentences(batch: Batch) -> list[Sentence]:
    """What was found on the whole file or job, in words."""
    catalogue = registry.named(batch.kind).catalogue
    return [in_words(Finding.from_stored(kept), catalogue, translate=gettext) for kept in batch.findings]


def sentences(kind: str, findings: Iterable[Finding], *, line: int | None = None) -> list[Sentence]:
    """Findings of a kind of batch in words, in the reader's language."""
    catalogue = registry.named(kind).catalogue
    return [in_words(each, catalogue, line=line, translate=gettext) for each in findings]


def read_value(kind: str, key: str, text: str) -> tuple[Any, list[Finding]]:
    """What one field of a kind's layout makes of a text, such as a ULN that a person enters by itself."""
    plugged = registry.named(kind)
    return reader(plugged.layout.of_key[key], plugged.layout, plugged.options())(text)


@dataclass(frozen=True, slots=True)
class RecordFindings:
    """One line of a batch with its findings in words. ``incoming`` pairs the headings with what came in."""

    line: int
    rejected: bool
    effect: str | None
    incoming: dict[str, str | None]
    payload: dict[str, Any]
    sentences: list[Sentence]


def _keys(batch: Batch, code: str | None, severity: str | None) -> list[str] | None:
    """The catalogue keys that a filter by code and severity means; ``None`` when nothing is filtered."""
    if not code and not severity:
        return None
    catalogue = registry.named(batch.kind).catalogue
    return [
        key
        for key, definition in catalogue.items()
        if (not code or definition.code == code) and (not severity or definition.severity == severity)
    ]


def rows_with_findings(
    batch: Batch, *, code: str | None = None, severity: str | None = None, rejected: bool | None = None
) -> QuerySet[BatchRow]:
    """The lines that have a finding (of this code or severity), by line."""
    rows = BatchRow.objects.filter(batch=batch).exclude(findings=[])
    keys = _keys(batch, code, severity)
    if keys is not None:
        matches = Q(pk__in=[])
        for key in keys:
            matches |= Q(findings__contains=[{"key": key}])
        rows = rows.filter(matches)
    if rejected is not None:
        rows = rows.filter(rejected=rejected)
    return rows.order_by("line")


def in_words_all(batch: Batch, rows: list[BatchRow]) -> list[RecordFindings]:
    """Lines of a batch with their findings in words."""
    catalogue = registry.named(batch.kind).catalogue
    return [
        RecordFindings(
            line=row.line,
            rejected=row.rejected,
            effect=row.effect,
            incoming=dict(zip(batch.headings, row.incoming, strict=False)),
            payload=row.payload or {},
            sentences=[
                in_words(Finding.from_stored(kept), catalogue, line=row.line, translate=gettext)
                for kept in row.findings
            ],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class CodeSummary:
    """How many lines have a finding of this code, with an example of what it says."""

    code: str
    severity: Severity
    lines: int
    example: Sentence


def findings_by_code(batch: Batch) -> list[CodeSummary]:
    """What was found, by code: errors first, most frequent first."""
    catalogue = registry.named(batch.kind).catalogue
    places = {key: f"{definition.code}|{definition.severity}" for key, definition in catalogue.items()}
    found = sql.rows(
        """
        SELECT count(DISTINCT line), min(line),
               (array_agg(said ORDER BY line))[1]
          FROM batches_batchrow, jsonb_array_elements(findings) AS said
         WHERE batch_id = %(batch)s AND findings <> '[]'::jsonb
         GROUP BY (%(places)s)::jsonb ->> (said ->> 'key')
        """,
        {"batch": batch.pk, "places": orjson.dumps(places).decode()},
    )
    summaries = []
    for lines, line, example in found:
        said = Finding.from_stored(example if isinstance(example, dict) else orjson.loads(example))
        sentence = in_words(said, catalogue, line=line, translate=gettext)
        summaries.append(CodeSummary(sentence.code, sentence.severity, lines, sentence))
    return sorted(summaries, key=lambda s: (s.severity is not Severity.ERROR, -s.lines, s.code))


class LedgerLine(NamedTuple):
    """One line of the ledger as outcome files need it; without payload where nothing was found."""

    number: int
    incoming: list[str | None]
    payload: dict[str, Any] | None
    findings: list[dict[str, Any]]
    rejected: bool
    effect: str | None


_LINES = """
SELECT line, incoming, CASE WHEN findings <> '[]'::jsonb THEN payload END, findings, rejected, effect
  FROM batches_batchrow
 WHERE batch_id = %(batch)s AND line > %(after)s AND (NOT %(only_found)s OR findings <> '[]'::jsonb)
 ORDER BY line LIMIT %(size)s
"""


def _ledger_line(
    number: int, incoming: str, payload: str | None, findings: str, rejected: bool, effect: str | None
) -> LedgerLine:
    return LedgerLine(
        number,
        orjson.loads(incoming),
        orjson.loads(payload) if payload else None,
        orjson.loads(findings) if findings != "[]" else [],
        rejected,
        effect,
    )


def all_rows(batch: Batch, *, only_found: bool = False, size: int = 5000) -> Iterator[LedgerLine]:
    """Every line, or every line with a finding, in order; read in pieces, so that memory does not grow."""
    after = 0
    while True:
        piece = sql.rows(_LINES, {"batch": batch.pk, "after": after, "only_found": only_found, "size": size})
        yield from (_ledger_line(*line) for line in piece)
        if len(piece) < size:
            return
        after = piece[-1][0]


def rows_of(batch: Batch, *, effect: str | None = None, rejected: bool | None = None) -> QuerySet[BatchRow]:
    """The lines of a batch, or those that became this or were rejected, by line."""
    rows = BatchRow.objects.filter(batch=batch)
    if effect is not None:
        rows = rows.filter(effect=effect)
    if rejected is not None:
        rows = rows.filter(rejected=rejected)
    return rows.order_by("line")


def lines_relation(batch_id: int) -> str:
    """The lines of one batch as a relation: line, effect, and record, the id of what the line became."""
    return f"(SELECT line, effect, record FROM batches_batchrow WHERE batch_id = {batch_id:d})"


def row_of(batch_id: int, line: int) -> BatchRow | None:
    return BatchRow.objects.filter(batch_id=batch_id, line=line).first()


def numbers_of(ids: set[int]) -> dict[int, uuid.UUID]:
    """Addresses of batches by job number, for links in a record's history."""
    return dict(Batch.objects.filter(pk__in=ids).values_list("pk", "uuid"))


def submitted_file(batch: Batch) -> IO[bytes]:
    """The file as it was received."""
    return default_storage.open(batch.file)


def report_file(batch: Batch, name: str) -> tuple[dict[str, Any], IO[bytes]] | None:
    """An outcome file: what is known of it, and its content. ``None`` if the batch has no file of this name."""
    report = batch.reports.get(name)
    return (report, default_storage.open(report["path"])) if report else None


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """What an operator looks at first. ``oldest_waiting_seconds`` is ``None`` when nothing waits."""

    waiting: int
    moving: int
    stuck: int
    for_a_person: int
    oldest_waiting_seconds: float | None


def queue_health() -> QueueHealth:
    """The state of the engine over all organisations."""
    engine = [state.value for state in BATCH_LIFE.owned_by(Owner.ENGINE)]
    counted = Batch.objects.filter(state__in=[*engine, BatchState.READY]).aggregate(
        waiting=Count("pk", filter=Q(state=BatchState.RECEIVED)),
        moving=Count("pk", filter=Q(state__in=engine) & ~Q(state=BatchState.RECEIVED)),
        stuck=Count("pk", filter=Q(state__in=engine, attempts__gte=ATTEMPTS_BEFORE_A_PERSON_LOOKS)),
        for_a_person=Count("pk", filter=Q(state=BatchState.READY)),
        oldest=Min("received_at", filter=Q(state=BatchState.RECEIVED)),
    )
    ((age,),) = sql.rows(
        "SELECT extract(epoch FROM statement_timestamp() - %(oldest)s::timestamptz)",
        {"oldest": counted["oldest"]},
    )
    return QueueHealth(
        waiting=counted["waiting"],
        moving=counted["moving"],
        stuck=counted["stuck"],
        for_a_person=counted["for_a_person"],
        oldest_waiting_seconds=None if age is None else float(age),
    )


def counts_by_state() -> dict[str, int]:
    """How many batches of all organisations are in each state, also in those where there is none."""
    found = dict(Batch.objects.order_by().values_list("state").annotate(number=Count("pk")))
    return {state.value: found.get(state.value, 0) for state in BatchState}


def stuck_batches() -> QuerySet[Batch]:
    """Batches whose steps failed, for the operator's page."""
    return Batch.objects.filter(attempts__gt=0).select_related("organisation").order_by("id")


def jobs_relation() -> str:
    """The batches as a relation for reports, with ``passed``: the records that passed and are, or will be, written.

    Columns: batch, uuid, organisation_id, kind, state, header, options, received_at, total, passed, rejected,
    classes, effects, findings.
    """
    return """(
        SELECT id AS batch, uuid, organisation_id, kind, state, received_at, total, rejected, classes, effects,
               findings, header, options,
               CASE WHEN state IN ('confirmed', 'applied', 'done', 'undoing', 'undone') THEN accepted
                    ELSE 0 END AS passed
          FROM batches_batch
    )"""


def rejected_relation() -> str:
    """The rejected lines of batches as a relation for reports: batch, line, findings."""
    return "(SELECT batch_id AS batch, line, findings FROM batches_batchrow WHERE rejected)"
