"""Why records were rejected, and batches refused whole."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from testamur.achievements.queries.mi.scope import KIND
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import ErrorClass
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.achievements.queries.mi.scope import Scope


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: how many records were rejected for it, perhaps besides others, and the last batch with one.

    ``key`` and ``field`` are those of the finding.
    """

    key: str
    field: str
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

    key: str
    code: str
    what: str
    remedy: str
    batches: int
    batch: int
    batch_uuid: uuid.UUID


@dataclass(frozen=True, slots=True)
class Rejections:
    """``submitted`` and ``rejected`` count records; ``classes`` each rejected one in the class of its first error.

    ``refused`` counts batches, each of which may have been refused for several reasons.
    """

    submitted: int
    rejected: int
    refused: int
    classes: dict[ErrorClass, int]
    reasons: list[Reason]
    refusals: list[Refusal]


_OF_SCOPE = """
organisation_id = %(organisation)s AND kind = %(kind)s AND received_at >= %(since)s AND received_at < %(until)s
"""

_TOTALS = f"""
SELECT coalesce(sum(total), 0), coalesce(sum(rejected), 0), count(*) FILTER (WHERE state = 'refused'),
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
 WHERE {_OF_SCOPE} AND judged AND said.key = ANY(%(errors)s)
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
    parameters = scope.parameters(errors=sorted(registry.named(KIND).rejecting))
    ((submitted, rejected, refused, *classes),) = sql.rows(_TOTALS, parameters)
    found = sql.rows(_REASONS, parameters)
    refusals = sql.rows(_REFUSALS, parameters)
    addresses = ledger.numbers_of({row[-1] for row in [*found, *refusals]})
    return Rejections(
        int(submitted),
        int(rejected),
        refused,
        {each: int(number) for each, number in zip(ErrorClass, classes, strict=True) if number},
        sorted(
            (_reason(addresses, *row) for row in found),
            key=lambda reason: (-reason.records, reason.code, reason.what),
        ),
        sorted(
            (_refusal(addresses, *row) for row in refusals),
            key=lambda refusal: (-refusal.batches, refusal.code),
        ),
    )


def _reason(
    addresses: dict[int, uuid.UUID], key: str, field: str, params: str | None, records: int, batch: int
) -> Reason:
    said = ledger.in_general(KIND, key, params=orjson.loads(params or "{}"), field=field)
    return Reason(
        key, field, said.code, said.error_class, said.what, said.remedy, records, batch, addresses[batch]
    )


def _refusal(
    addresses: dict[int, uuid.UUID], key: str, params: str | None, batches: int, batch: int
) -> Refusal:
    said = ledger.in_general(KIND, key, params=orjson.loads(params or "{}"))
    return Refusal(key, said.code, said.what, said.remedy, batches, batch, addresses[batch])
