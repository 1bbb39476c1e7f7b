"""Why records were rejected, and batches refused whole."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from django.utils.translation import gettext

from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import ErrorClass
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.achievements.queries.mi.scope import Scope

# A reason is told of many records at once. What stood in one of them, such as a ULN, is left out; what a rule says
# of every record is kept.
LEFT_OUT = "…"
_OF_THE_RULE = {"expected", "floor", "limit", "longest", "threshold"}


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return LEFT_OUT


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: how many records were rejected for it, perhaps besides others, and the last batch with one."""

    code: str
    error_class: ErrorClass
    what: str
    remedy: str
    records: int
    batch: int
    batch_uuid: uuid.UUID


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason for which batches were refused whole, and the last of them."""

    code: str
    what: str
    remedy: str
    batches: int
    batch: int
    batch_uuid: uuid.UUID


@dataclass(frozen=True, slots=True)
class Rejections:
    """``submitted`` and ``rejected`` count records; ``classes`` each rejected one in the class of its first error."""

    submitted: int
    rejected: int
    classes: dict[ErrorClass, int]
    reasons: list[Reason]
    refusals: list[Refusal]


_OF_SCOPE = """
organisation_id = %(organisation)s AND kind = %(kind)s AND received_at >= %(since)s AND received_at < %(until)s
"""

_TOTALS = f"""
SELECT coalesce(sum(total), 0), coalesce(sum(rejected), 0),
       {", ".join(f"coalesce(sum((classes ->> '{each}')::bigint), 0)" for each in ErrorClass)}
  FROM {ledger.jobs_relation()} AS job WHERE {_OF_SCOPE}
"""

# One record may have one fault in two places of a field; it counts once.
_REASONS = f"""
SELECT said.key, said.field, min(said.params), count(*), max(job.batch)
  FROM {ledger.jobs_relation()} AS job
  JOIN {ledger.rejected_relation()} AS line ON line.batch = job.batch
 CROSS JOIN LATERAL (
       SELECT each ->> 'key' AS key, coalesce(each ->> 'field', '') AS field, min(each ->> 'params') AS params
         FROM jsonb_array_elements(line.findings) AS each GROUP BY 1, 2
       ) AS said
 WHERE {_OF_SCOPE} AND said.key = ANY(%(errors)s)
 GROUP BY said.key, said.field
"""

_REFUSALS = f"""
SELECT said ->> 'key', min(said ->> 'params'), count(DISTINCT job.batch), max(job.batch)
  FROM {ledger.jobs_relation()} AS job CROSS JOIN LATERAL jsonb_array_elements(findings) AS said
 WHERE {_OF_SCOPE} AND state = 'refused' AND said ->> 'key' = ANY(%(errors)s)
 GROUP BY said ->> 'key'
"""


def rejections(scope: Scope) -> Rejections:
    """The reasons of a period, the most frequent first."""
    parameters = scope.parameters(errors=sorted(registry.named("achievements").rejecting))
    ((submitted, rejected, *classes),) = sql.rows(_TOTALS, parameters)
    found = sql.rows(_REASONS, parameters)
    refused = sql.rows(_REFUSALS, parameters)
    addresses = ledger.numbers_of({row[-1] for row in [*found, *refused]})
    reasons = [
        Reason(said.code, said.error_class, said.what, said.remedy, records, batch, addresses[batch])
        for key, field, params, records, batch in found
        for said in (_told(key, params, field),)
    ]
    refusals = [
        Refusal(said.code, said.what, said.remedy, batches, batch, addresses[batch])
        for key, params, batches, batch in refused
        for said in (_told(key, params),)
    ]
    return Rejections(
        int(submitted),
        int(rejected),
        {each: int(number) for each, number in zip(ErrorClass, classes, strict=True) if number},
        sorted(reasons, key=lambda reason: (-reason.records, reason.code, reason.what)),
        sorted(refusals, key=lambda refusal: (-refusal.batches, refusal.code)),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    code: str
    error_class: ErrorClass
    what: str
    remedy: str


def _told(key: str, params: str | None, field: str = "") -> _Told:
    """The sentences of a finding, without what stood in one record."""
    definition = registry.named("achievements").catalogue[key]
    kept = {name: value for name, value in orjson.loads(params or "{}").items() if name in _OF_THE_RULE}
    words = _Words(kept, field=field or LEFT_OUT)
    return _Told(
        definition.code,
        definition.error_class,
        _filled(definition.sentence, words),
        _filled(definition.remedy, words),
    )


def _filled(template: str, words: _Words) -> str:
    """A sentence that ends with what is left out ends there."""
    return gettext(template).format_map(words).replace(f"{LEFT_OUT}.", LEFT_OUT)
