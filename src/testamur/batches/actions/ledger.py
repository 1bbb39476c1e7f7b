"""Lines into the ledger by COPY, typed lines out of it for set-based work, and findings back into it."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import orjson
from django.db import connection

from testamur.batches.columns import Line
from testamur.batches.findings import Catalogue, Severity
from testamur.batches.models import Batch
from testamur.batches.registry import Selected
from testamur.batches.relations import Foreseen, Stage, Writes
from testamur.plumbing import sql

_COPY = "COPY batches_batchrow (batch_id, line, incoming, payload, findings, rejected) FROM STDIN"


_LINES_AT_ONCE = 1000


def copy_lines(batch: Batch, lines: Iterable[Line]) -> int:
    """COPY every line into the ledger and return how many there were.

    A piece is written whole before it is sent: a process that freezes while it reads the file then freezes between
    two statements, where the database sees it (``idle_in_transaction_session_timeout``). The next piece is read, in
    a thread of its own, while the database takes this one. Nothing tracked is written, so the missing history
    context of a bare COPY does not matter.
    """
    total, remaining = 0, iter(lines)

    def read() -> list[bytes]:
        return [_copied(batch.pk, line) for line in islice(remaining, _LINES_AT_ONCE)]

    with connection.cursor() as cursor, ThreadPoolExecutor(1, "lines") as reader:
        coming = reader.submit(read)
        while piece := coming.result():
            coming = reader.submit(read)
            total += len(piece)
            with cursor.copy(_COPY) as copy:
                copy.write(b"".join(piece))
    return total


def _copied(batch: int, line: Line) -> bytes:
    """A line in the text format of COPY.

    It is written here because it is three JSON documents: their control characters are already escaped, so only
    the backslash needs doubling.
    """
    payload = b"\\N" if line.payload is None else orjson.dumps(line.payload).replace(b"\\", b"\\\\")
    found = [finding.as_stored() for finding in line.findings]
    findings = orjson.dumps(found).replace(b"\\", b"\\\\") if found else b"[]"
    incoming = orjson.dumps(line.incoming).replace(b"\\", b"\\\\")
    rejected = b"t" if line.rejected else b"f"
    return b"%d\t%d\t%b\t%b\t%b\t%b\n" % (batch, line.number, incoming, payload, findings, rejected)


def forget_lines(batch: Batch) -> None:
    """Take the lines out again, of a batch that is read once more before anything came of them."""
    sql.run("DELETE FROM batches_batchrow WHERE batch_id = %(batch)s", {"batch": batch.pk})


def select_lines(batch: Batch, selected: Selected) -> int:
    """Make the lines of what a query selects, in one statement, and return how many there were."""
    return sql.run(
        f"""
        INSERT INTO batches_batchrow (batch_id, line, incoming, payload, findings, rejected)
        SELECT %(batch)s, row_number() OVER (), made.incoming, made.payload, '[]'::jsonb, false
          FROM ({selected.query}) AS made
        """,
        {**selected.parameters, "batch": batch.pk},
    )


def keep_found(batch: Batch, stage: Stage, catalogue: Catalogue) -> None:
    """Move what set rules found into the ledger, in one statement, and drop rejected lines from the stage."""
    errors = [key for key, definition in catalogue.items() if definition.severity is Severity.ERROR]
    sql.run(
        f"""
        UPDATE batches_batchrow AS row
           SET findings = row.findings || fresh.findings, rejected = row.rejected OR fresh.fatal
          FROM (
                SELECT line,
                       jsonb_agg(
                           jsonb_strip_nulls(jsonb_build_object(
                               'key', key, 'field', nullif(field, ''), 'value', nullif(left(value, 200), ''),
                               'params', params
                           )) ORDER BY key, field
                       ) AS findings,
                       bool_or(key = ANY(%(errors)s)) AS fatal
                  FROM {stage.found} GROUP BY line
               ) AS fresh
         WHERE row.batch_id = %(batch)s AND row.line = fresh.line
        """,
        {"batch": batch.pk, "errors": errors},
    )
    sql.run(
        f"DELETE FROM {stage.lines} AS staged USING {stage.found} AS found "
        "WHERE staged.line = found.line AND found.key = ANY(%(errors)s)",
        {"errors": errors},
    )


# What a line would change: each value that the kind compares and that would not be as it is.
_FORESEEN = """
UPDATE batches_batchrow AS row SET foreseen = coming.effect, changes = coming.changes
  FROM (
        SELECT foreseen.line, foreseen.effect, (
               SELECT jsonb_object_agg(wanted.key, jsonb_build_array(to_jsonb(held) -> wanted.key, wanted.value))
                 FROM jsonb_each(foreseen.after) AS wanted
                WHERE wanted.key = ANY(%(compared)s)
                  AND wanted.value IS DISTINCT FROM coalesce(to_jsonb(held) -> wanted.key, 'null')
               ) AS changes
          FROM {foreseen} AS foreseen {held}
       ) AS coming
 WHERE row.batch_id = %(batch)s AND row.line = coming.line
"""


def keep_foreseen(batch: Batch, foreseen: Foreseen, writes: Writes | None) -> dict[str, int]:
    """Count what the lines would become. For whoever has to confirm, keep it of every line, with what would change."""
    if not batch.needs_confirmation:
        query = f"SELECT effect, count(*) FROM ({foreseen.query}) AS foreseen GROUP BY effect"
        return sql.counts(query, foreseen.parameters)
    relation = sql.temporary("foreseen", foreseen.query, foreseen.parameters)
    held = (
        f"LEFT JOIN {writes.model_class._meta.db_table} AS held ON held.id = foreseen.record"
        if writes
        else ""
    )
    sql.run(
        _FORESEEN.format(foreseen=relation, held=held or "CROSS JOIN (SELECT) AS held"),
        {"batch": batch.pk, "compared": list(writes.compared) if writes else []},
    )
    return sql.counts(f"SELECT effect, count(*) FROM {relation} GROUP BY effect")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the ledger holds of a batch. Every rejected record is counted in the class of its first error."""

    total: int
    accepted: int
    rejected: int
    warned: int
    classes: dict[str, int]


def count(batch: Batch, catalogue: Catalogue) -> Counts:
    """Count a batch's lines by verdict and by official error class."""
    errors = {k: d.error_class.value for k, d in catalogue.items() if d.severity is Severity.ERROR}
    found = sql.rows(
        """
        SELECT row.rejected, first_error.class, count(*)
          FROM batches_batchrow AS row LEFT JOIN LATERAL (
               SELECT (%(errors)s)::jsonb ->> (finding.said ->> 'key') AS class
                 FROM jsonb_array_elements(row.findings) WITH ORDINALITY AS finding(said, place)
                WHERE row.rejected AND (%(errors)s)::jsonb ? (finding.said ->> 'key')
                ORDER BY finding.place LIMIT 1
               ) AS first_error ON true
         WHERE row.batch_id = %(batch)s AND row.findings <> '[]'::jsonb
         GROUP BY row.rejected, first_error.class
        """,
        {"batch": batch.pk, "errors": orjson.dumps(errors).decode()},
    )
    rejected = sum(lines for is_rejected, _, lines in found if is_rejected)
    warned = sum(lines for is_rejected, _, lines in found if not is_rejected)
    classes = {error_class: lines for is_rejected, error_class, lines in found if is_rejected and error_class}
    return Counts(batch.total, batch.total - rejected, rejected, warned, classes)


def keep_became(batch: Batch, stage: Stage, *, not_applied_key: str) -> dict[str, int]:
    """Write what each line of the slice became; a line that became nothing is rejected and says why.

    Returns the number of lines by effect.
    """
    applied = sql.run(
        f"""
        UPDATE batches_batchrow AS row SET effect = became.effect, record = became.record
          FROM {stage.became} AS became WHERE row.batch_id = %(batch)s AND row.line = became.line
        """,
        {"batch": batch.pk},
    )
    ((wanted,),) = sql.rows(f"SELECT count(*) FROM {stage.lines}")
    if applied < wanted:
        sql.run(
            f"""
            UPDATE batches_batchrow AS row
               SET rejected = true, findings = row.findings || jsonb_build_object('key', %(key)s::text)
              FROM {stage.lines} AS staged
             WHERE row.batch_id = %(batch)s AND row.line = staged.line
               AND NOT EXISTS (SELECT FROM {stage.became} AS became WHERE became.line = staged.line)
            """,
            {"batch": batch.pk, "key": not_applied_key},
        )
    return sql.counts(f"SELECT effect, count(*) FROM {stage.became} GROUP BY effect")
