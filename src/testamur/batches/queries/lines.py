"""The lines of a batch, and what was found in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import orjson
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from testamur.batches import registry
from testamur.batches.columns.tables import places_of
from testamur.batches.findings import Finding, Sentence, Severity, in_words
from testamur.batches.models import Batch, BatchRow
from testamur.batches.queries.batches import meaning
from testamur.batches.states import Owner
from testamur.plumbing import sql


@dataclass(frozen=True, slots=True)
class RecordFindings:
    """One line of a batch with its findings in words. ``incoming`` pairs the headings with what came in."""

    line: int
    rejected: bool
    effect: str | None
    incoming: dict[str, str | None]
    payload: dict[str, Any]
    sentences: list[Sentence]


class Cause(NamedTuple):
    """What is really wrong: a key of the catalogue, and the field in which it is. A code may have several."""

    key: str
    field: str


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
    batch: Batch,
    *,
    code: str | None = None,
    severity: str | None = None,
    cause: Cause | None = None,
    rejected: bool | None = None,
    containing: str = "",
) -> QuerySet[BatchRow]:
    """The lines that have a finding (of this code, severity or cause), by line.

    ``containing`` is as in :func:`rows_of`.
    """
    rows = BatchRow.objects.filter(batch=batch).exclude(findings=[])
    keys = _keys(batch, code, severity)
    if keys is not None:
        matches = Q(pk__in=[])
        for key in keys:
            matches |= Q(findings__contains=[{"key": key}])
        rows = rows.filter(matches)
    if cause is not None:
        about = {"key": cause.key, **({"field": cause.field} if cause.field else {})}
        rows = rows.filter(findings__contains=[about])
    if rejected is not None:
        rows = rows.filter(rejected=rejected)
    return _containing(rows, batch, containing).order_by("line")


def number_with_findings(batch: Batch) -> int | None:
    """How many lines have a finding, as the batch knows it once nothing changes it any more; ``None`` before."""
    return batch.rejected + batch.warned if meaning(batch).owner is Owner.NOBODY else None


def in_words_all(batch: Batch, rows: list[BatchRow]) -> list[RecordFindings]:
    """Lines of a batch with their findings in words."""
    catalogue, translate = registry.named(batch.kind).catalogue, cache(gettext)
    return [
        RecordFindings(
            line=row.line,
            rejected=row.rejected,
            effect=row.effect,
            incoming=dict(zip(batch.headings, row.incoming, strict=False)),
            payload=row.payload or {},
            sentences=[
                in_words(Finding.from_stored(kept), catalogue, line=row.line, translate=translate)
                for kept in row.findings
            ],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class CodeSummary:
    """How many lines have a finding of this code, or of this one cause, with an example of what it says."""

    code: str
    severity: Severity
    lines: int
    example: Sentence
    cause: Cause | None = None


def findings_by_code(batch: Batch) -> list[CodeSummary]:
    """What was found, by code: errors first, most frequent first."""
    catalogue = registry.named(batch.kind).catalogue
    return _summed(batch, {key: f"{each.code}|{each.severity}" for key, each in catalogue.items()})


def findings_by_cause(batch: Batch) -> list[CodeSummary]:
    """What was found, by what is really wrong: errors first, most frequent first."""
    return _summed(batch, {})


def _summed(batch: Batch, places: dict[str, str]) -> list[CodeSummary]:
    """By the place of each key; without places by key and field."""
    catalogue = registry.named(batch.kind).catalogue
    count = _counted_once if meaning(batch).owner is Owner.NOBODY else _counted
    found = count(batch.pk, batch.state, batch.progressed_at, orjson.dumps(places).decode())
    first = BatchRow.objects.filter(batch=batch, line__in={line for _place, _lines, line in found})
    examples = dict(first.values_list("line", "findings"))
    summaries = []
    for place, lines, line in found:
        kept = next(each for each in examples[line] if _place(each, places) == place)
        said = Finding.from_stored(kept)
        sentence = in_words(said, catalogue, line=line, translate=gettext)
        cause = None if places else Cause(said.key, said.field)
        summaries.append(CodeSummary(sentence.code, sentence.severity, lines, sentence, cause))
    return sorted(
        summaries, key=lambda s: (s.severity is not Severity.ERROR, -s.lines, s.code, s.cause or ())
    )


def _place(kept: dict[str, Any], places: dict[str, str]) -> str:
    return places[kept["key"]] if places else f"{kept['key']}|{kept.get('field', '')}"


_FOUND = """
SELECT coalesce((%(places)s)::jsonb ->> (said ->> 'key'), concat(said ->> 'key', '|', said ->> 'field')),
       count(DISTINCT line), min(line)
  FROM batches_batchrow, jsonb_array_elements(findings) AS said
 WHERE batch_id = %(batch)s AND findings <> '[]'::jsonb GROUP BY 1
"""


def _counted(batch_id: int, state: str, since: dt.datetime, places: str) -> list[tuple[Any, ...]]:
    """Code and severity, or key and field; how many lines have it, and the first that has."""
    return sql.rows(_FOUND, {"batch": batch_id, "places": places})


_counted_once = lru_cache(maxsize=1000)(_counted)  # only numbers, of a batch that nothing changes any more


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


def known_by(batch: Batch, keys: Sequence[str]) -> Callable[[LedgerLine], list[str]]:
    """What its lines say under these keys of the layout: as it was read or, where it could not be, as it came."""
    kind = registry.named(batch.kind)
    places = places_of(batch.headings, kind.layout, kind.profile())
    own = [(key, places.get(kind.layout.of_key[key].name)) for key in keys]

    def known(line: LedgerLine) -> list[str]:
        payload = line.payload or {}
        read = payload.get("cells") or payload
        came = line.incoming
        return [
            str(read.get(key) or (came[place] if place is not None and place < len(came) else None) or "")
            for key, place in own
        ]

    return known


def rows_of(
    batch: Batch,
    *,
    effect: str | None = None,
    rejected: bool | None = None,
    warned: bool | None = None,
    containing: str = "",
) -> QuerySet[BatchRow]:
    """The lines of a batch, or those that became (or will become) this, or have this verdict, by line.

    ``containing`` is part of what people know a line by, such as a ULN, or the whole text of a cell.
    """
    rows = BatchRow.objects.filter(batch=batch)
    if effect is not None:
        rows = rows.filter(Q(effect=effect) | Q(effect=None, rejected=False, foreseen=effect))
    if rejected is not None:
        rows = rows.filter(rejected=rejected)
    if warned is not None:
        rows = rows.filter(rejected=False).exclude(findings=[]) if warned else rows.filter(findings=[])
    return _containing(rows, batch, containing).order_by("line")


def rows_that_change(batch: Batch) -> QuerySet[BatchRow]:
    """The lines that changed a record, or would."""
    rows = BatchRow.objects.filter(batch=batch, rejected=False)
    still = Q(effect__in=NOTHING_CHANGED) | Q(effect=None, foreseen__in=NOTHING_CHANGED)
    return rows.exclude(still).exclude(effect=None, foreseen=None).order_by("line")


NOTHING_CHANGED = ("unchanged", "skipped")


def _containing(rows: QuerySet[BatchRow], batch: Batch, text: str) -> QuerySet[BatchRow]:
    """People write numbers with spaces; where a line could not be understood, what came in is all there is."""
    if not text:
        return rows
    found = Q(pk__in=[])
    for said in {text, text.replace(" ", "")}:
        found |= Q(incoming__contains=[said])
        for key in registry.named(batch.kind).layout.identifying:
            found |= Q(**{f"payload__{key}__icontains": said})
    return rows.filter(found)


def lines_relation(batch_id: int) -> str:
    """The lines of one batch as a relation: line, effect, and record, the id of what the line became."""
    return f"(SELECT line, effect, record FROM batches_batchrow WHERE batch_id = {batch_id:d})"


def next_with_findings(batch: Batch, line: int) -> int | None:
    """The next line after this one in which something was found."""
    rows = BatchRow.objects.filter(batch=batch, line__gt=line).exclude(findings=[])
    return rows.order_by("line").values_list("line", flat=True).first()


def row_of(batch_id: int, line: int) -> BatchRow | None:
    return BatchRow.objects.filter(batch_id=batch_id, line=line).first()
