"""Making the relations in which a set of records is judged and written, and reading what came of one line."""

from __future__ import annotations

from typing import Any

import orjson

from testamur.batches.findings import Finding
from testamur.batches.models import Batch
from testamur.batches.relations import Stage
from testamur.plumbing import sql


def stage_lines(batch: Batch, shape: str, *, first: int = 1, last: int | None = None) -> Stage:
    """Stage the accepted lines of a batch from ``first`` to ``last``, typed by ``shape``."""
    return _stage(
        f"""
        SELECT row.line, typed.*
          FROM batches_batchrow AS row, jsonb_to_record(row.payload) AS typed({shape})
         WHERE row.batch_id = %(batch)s AND NOT row.rejected AND row.line BETWEEN %(first)s AND %(last)s
        """,
        {"batch": batch.pk, "first": first, "last": last if last is not None else batch.total},
    )


def stage_payloads(payloads: list[dict[str, Any]], shape: str) -> Stage:
    """Stage payloads that are in no batch, such as the one record of a page; lines count from 1."""
    numbered = [{**payload, "line": line} for line, payload in enumerate(payloads, start=1)]
    return _stage(
        f"SELECT typed.* FROM jsonb_to_recordset(%(payloads)s::jsonb) AS typed(line integer, {shape})",
        {"payloads": orjson.dumps(numbered).decode()},
    )


def _stage(query: str, parameters: dict[str, Any]) -> Stage:
    lines = sql.temporary("lines", query, parameters)
    # Without statistics, joins to large tables are planned wrongly. A tenth of the usual sample is enough to see
    # that a number is in one line or in a thousand, and costs a tenth; it holds for this transaction alone.
    sql.run("SET LOCAL default_statistics_target = 10")
    sql.run(f"ANALYZE {lines}")
    found = sql.temporary(
        "found",
        "SELECT 0 AS line, '' AS key, '' AS field, '' AS value, NULL::jsonb AS params WITH NO DATA",
    )
    became = sql.temporary("became", "SELECT 0 AS line, '' AS effect, 0::bigint AS record WITH NO DATA")
    return Stage(lines, found, became)


def found_on(stage: Stage, line: int) -> list[Finding]:
    """What set rules found on one staged line."""
    found = sql.rows(
        f"SELECT key, field, value, params FROM {stage.found} WHERE line = %(line)s ORDER BY key",
        {"line": line},
    )
    return [
        Finding(key, field or "", value or "", orjson.loads(params) if params else {})
        for key, field, value, params in found
    ]


def record_of(stage: Stage, line: int) -> int | None:
    """The id of the record that one staged line became, or ``None`` if it was not applied."""
    found = sql.rows(f"SELECT record FROM {stage.became} WHERE line = %(line)s", {"line": line})
    return found[0][0] if found else None
