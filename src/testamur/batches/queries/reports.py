"""The ledger for reports: many batches of an organisation at once, and the records that came in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, F, Func, JSONField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext

from testamur.batches import registry
from testamur.batches.findings import ErrorClass, Sentence, Severity
from testamur.batches.models import Batch, BatchRow
from testamur.batches.states import BatchState

if TYPE_CHECKING:
    from testamur.access.models import Visitor

_WRITTEN = tuple(
    state.value
    for state in (
        BatchState.CONFIRMED,
        BatchState.APPLIED,
        BatchState.DONE,
        BatchState.UNDOING,
        BatchState.UNDONE,
    )
)


class Fate(StrEnum):
    """What reports count a record as. One without a fault is accepted if it is written, or will be, and else not taken.

    As long as a batch is not checked, none of its records is rejected.
    """

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_TAKEN = "not_taken"


def fate_of(row: BatchRow) -> Fate:
    """The same of one line, whose batch was read with it."""
    if row.rejected and row.batch.judged_at is not None:
        return Fate.REJECTED
    return Fate.ACCEPTED if not row.rejected and row.batch.state in _WRITTEN else Fate.NOT_TAKEN


def records_in(
    batches: QuerySet[Batch],
    *,
    fate: Fate | None = None,
    effect: str | None = None,
    error_class: ErrorClass | None = None,
    reason: tuple[str, str | None] | None = None,
    kind: str,
) -> QuerySet[BatchRow]:
    """The lines of batches of one kind, the latest batch first.

    ``error_class`` is that of the first error of a rejected record; ``reason`` the key of any of its findings, and the
    field, where only one of them is meant: an empty one stands for none.
    """
    if error_class or reason:
        batches = batches.filter(judged_at__isnull=False)
    if effect:
        batches = batches.filter(effects__has_key=effect)
    rows = BatchRow.objects.filter(_of_fate(fate), batch__in=batches.order_by())
    if effect:
        rows = rows.filter(effect=effect)
    if error_class:
        rows = rows.filter(_first_error_is(error_class, kind), rejected=True)
    if reason:
        rows = rows.filter(_has_finding(*reason), rejected=True)
    return rows.prefetch_related("batch").order_by("-batch_id", "line")


def _of_fate(fate: Fate | None) -> Q:
    match fate:
        case Fate.ACCEPTED:
            return Q(rejected=False, batch__state__in=_WRITTEN)
        case Fate.REJECTED:
            return Q(rejected=True, batch__judged_at__isnull=False)
        case Fate.NOT_TAKEN:
            return Q(rejected=False) & ~Q(batch__state__in=_WRITTEN) | Q(batch__judged_at__isnull=True)
    return Q()


def _first_error_is(error_class: ErrorClass, kind: str) -> RawSQL:
    catalogue = registry.named(kind).catalogue
    errors = {key: said.error_class for key, said in catalogue.items() if said.severity is Severity.ERROR}
    return RawSQL(
        """(
            SELECT finding.said ->> 'key'
              FROM jsonb_array_elements(batches_batchrow.findings) WITH ORDINALITY AS finding(said, place)
             WHERE finding.said ->> 'key' = ANY(%s) ORDER BY finding.place LIMIT 1
        ) = ANY(%s)""",
        [list(errors), [key for key, its_class in errors.items() if its_class is error_class]],
        output_field=BooleanField(),
    )


def _has_finding(key: str, field: str | None) -> RawSQL:
    return RawSQL(
        """EXISTS (
            SELECT FROM jsonb_array_elements(batches_batchrow.findings) AS said
             WHERE said ->> 'key' = %s AND (%s OR coalesce(said ->> 'field', '') = %s)
        )""",
        [key, field is None, field or ""],
        output_field=BooleanField(),
    )


def refusals_of(user: Visitor) -> list[Sentence]:
    """Why batches that the person may see were refused whole, by code; ``value`` of each has its key."""
    key = Func(F("findings"), Value("$[*].key"), function="jsonb_path_query", output_field=JSONField())
    refused = Batch.objects.visible_to(user).filter(state=BatchState.REFUSED.value).order_by()
    found = refused.annotate(said=key).values_list("kind", "said").distinct()
    told = {
        said: in_general(kind, said)
        for kind, said in sorted(found, reverse=True)
        if said in registry.named(kind).rejecting
    }
    return sorted(told.values(), key=lambda sentence: (sentence.code, sentence.value))


# --- what is said of many records at once ---

# What stood in one record, such as a ULN, is left out; what a rule says of every record is kept.
_LEFT_OUT = "…"
_OF_THE_RULE = {"expected", "floor", "limit", "longest", "threshold"}


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return _LEFT_OUT


def in_general(kind: str, key: str, *, params: Mapping[str, Any] | None = None, field: str = "") -> Sentence:
    """A finding in words that are true of every record that has it. Its ``value`` is its key."""
    definition = registry.named(kind).catalogue[key]
    kept = {name: value for name, value in (params or {}).items() if name in _OF_THE_RULE}
    words = _Words(kept, field=field or _LEFT_OUT)
    return Sentence(
        line=None,
        code=definition.code,
        severity=definition.severity,
        error_class=definition.error_class,
        field=field,
        value=key,
        what=_filled(definition.sentence, words),
        remedy=_filled(definition.remedy, words),
    )


def reasons(kind: str) -> Sequence[Sentence]:
    """For which a record of this kind can be rejected, by code."""
    of_records = [
        key
        for key in registry.named(kind).rejecting
        if registry.named(kind).catalogue[key].error_class is not ErrorClass.JOB
    ]
    return sorted((in_general(kind, key) for key in of_records), key=lambda said: (said.code, said.value))


def _filled(template: str, words: _Words) -> str:
    """A sentence that ends with what is left out ends there."""
    return gettext(template).format_map(words).replace(f"{_LEFT_OUT}.", _LEFT_OUT)


# --- relations ---


def jobs_relation() -> str:
    """The batches as a relation for reports, with ``passed``: the records that passed and are, or will be, written.

    Columns: batch, uuid, organisation_id, kind, state, judged, header, options, received_at, total, passed, rejected,
    classes, effects, findings.
    """
    written = ", ".join(f"'{state}'" for state in _WRITTEN)
    return f"""(
        SELECT id AS batch, uuid, organisation_id, kind, state, received_at, total, rejected, classes, effects,
               findings, header, options, judged_at IS NOT NULL AS judged,
               CASE WHEN state IN ({written}) THEN accepted ELSE 0 END AS passed
          FROM batches_batch
    )"""


def rejected_relation() -> str:
    """The rejected lines of batches as a relation for reports: batch, line, findings."""
    return "(SELECT batch_id AS batch, line, findings FROM batches_batchrow WHERE rejected)"
