"""Temporary tables in which a set of records is judged and written: ``staged``, ``found`` and ``became``.

A room may keep what it looked up for ``staged`` in a fourth, ``known``. It lasts as long as ``staged`` does, so that
records that are written in the transaction in which they were judged are looked up once.
"""

from __future__ import annotations

from typing import Any

import orjson

from testamur.batches.findings import Finding
from testamur.batches.models import Batch
from testamur.plumbing import sql


def stage_lines(batch: Batch, shape: str, *, first: int = 1, last: int | None = None) -> None:
    """Make ``staged`` of the accepted lines from ``first`` to ``last``, typed by ``shape``."""
    _make(
        f"""
        SELECT row.line, typed.*
          FROM batches_batchrow AS row, jsonb_to_record(row.payload) AS typed({shape})
         WHERE row.batch_id = %(batch)s AND NOT row.rejected AND row.line BETWEEN %(first)s AND %(last)s
        """,
        {"batch": batch.pk, "first": first, "last": last if last is not None else batch.total},
    )


def stage_payloads(payloads: list[dict[str, Any]], shape: str) -> None:
    """Make ``staged`` of payloads that are in no batch, such as the one record of a page; lines count from 1."""
    numbered = [{**payload, "line": line} for line, payload in enumerate(payloads, start=1)]
    _make(
        f"SELECT typed.* FROM jsonb_to_recordset(%(payloads)s::jsonb) AS typed(line integer, {shape})",
        {"payloads": orjson.dumps(numbered).decode()},
    )


def _make(query: str, parameters: dict[str, Any]) -> None:
    sql.run("DROP TABLE IF EXISTS pg_temp.staged, pg_temp.found, pg_temp.became, pg_temp.known")
    sql.run(f"CREATE TEMPORARY TABLE staged ON COMMIT DROP AS {query}", parameters)
    # Without statistics, joins to large tables are planned wrongly. A tenth of the usual sample is enough to see
    # that a number is in one line or in a thousand, and costs a tenth; it holds for this transaction alone.
    sql.run("SET LOCAL default_statistics_target = 10")
    sql.run("ANALYZE staged")
    sql.run(
        "CREATE TEMPORARY TABLE found (line integer, key text, field text, value text, params jsonb) ON COMMIT DROP"
    )
    sql.run("CREATE TEMPORARY TABLE became (line integer, effect text, record bigint) ON COMMIT DROP")


def has_known() -> bool:
    """Whether what the room knows of ``staged`` has been looked up."""
    ((known,),) = sql.rows("SELECT to_regclass('pg_temp.known') IS NOT NULL")
    return bool(known)


def found_on(line: int) -> list[Finding]:
    """What set rules found on one staged line."""
    said = sql.rows(
        "SELECT key, field, value, params FROM found WHERE line = %(line)s ORDER BY key", {"line": line}
    )
    return [
        Finding(key, field or "", value or "", orjson.loads(params) if params else {})
        for key, field, value, params in said
    ]


def became(line: int) -> int | None:
    """The id of the record that one staged line became, or ``None`` if it was not applied."""
    found = sql.rows("SELECT record FROM became WHERE line = %(line)s", {"line": line})
    return found[0][0] if found else None
