"""Undoing a batch, whatever its kind: what it wrote, and nothing has written since, is again as history says it was."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from testamur.batches import registry
from testamur.batches.models import Batch
from testamur.batches.queries import lines_relation
from testamur.batches.relations import PutBack, Writes
from testamur.plumbing import sql

LISTED = 1000
IDENTITY = {"id", "uuid", "created_at"}
_TOUCHED = "updated_at"

# The lines that wrote a record: what they made of it, what it was before, and its latest version. A line may have
# written its record more than once, in one process.
_WRITTEN = """
SELECT DISTINCT ON (line) line, record, mine, before, latest, pgh_label = 'created' AS is_new
  FROM (SELECT row.line, row.record, version.pgh_id, version.pgh_label, {is_mine} AS is_mine,
               max(version.pgh_id) OVER (PARTITION BY row.record, version.pgh_context_id) AS mine,
               lag(version.pgh_id) OVER (PARTITION BY row.record ORDER BY version.pgh_id) AS before,
               max(version.pgh_id) OVER (PARTITION BY row.record) AS latest
          FROM {lines} AS row JOIN {history} AS version ON version.pgh_obj_id = row.record
          JOIN pghistory_context AS process ON process.id = version.pgh_context_id) AS versions
 WHERE is_mine ORDER BY line, pgh_id
"""

_WANTED = """
SELECT written.line, held.id AS record, {columns}
  FROM {written} AS written JOIN {table} AS held ON held.id = written.record
  JOIN {history} AS mine ON mine.pgh_id = written.mine
  LEFT JOIN {history} AS before ON before.pgh_id = written.before
 WHERE {untouched} AND (written.is_new OR before.pgh_id IS NOT NULL) AND {may}
"""

# A value that has to be unique and that another record has by now.
_TAKEN = """
DELETE FROM {wanted} WHERE line IN (
       SELECT ours.line FROM (SELECT * FROM {wanted} WHERE {condition}) AS ours
         JOIN (SELECT * FROM {table} WHERE {condition}) AS other
           ON other.id <> ours.record AND {same})
"""

_UNIQUE = """
SELECT array_agg(field.attname::text), coalesce(pg_get_expr(index.indpred, index.indrelid), 'true')
  FROM pg_index AS index JOIN pg_attribute AS field
    ON field.attrelid = index.indrelid AND field.attnum = ANY(index.indkey)
 WHERE index.indrelid = %(table)s::regclass AND index.indisunique AND index.indexprs IS NULL
 GROUP BY index.indexrelid
"""


def put_back(batch: Batch) -> dict[str, Any]:
    """Put back what the batch wrote. Says how many, and which records were left because they have changed since.

    Every record is held before it is looked at, so nobody writes it between the look and the write.
    """
    kind = registry.named(batch.kind)
    if kind.writes is None:
        return {"put_back": 0, "left": 0, "listed": []}
    undoing = Undoing(batch, kind.writes)
    undoing.hold()
    written = undoing.find_written()
    put_back, number = undoing.write(written)
    kind.settle_undone(put_back, batch=batch)
    left = undoing.find_left(written, put_back)
    ((total,),) = sql.rows(f"SELECT count(*) FROM {written}")
    return {
        "put_back": number,
        "left": total - number,
        "listed": [kind.describe_left(each) for each in left],
    }


class Undoing:
    """The statements of one undo, made of what the model says of its columns."""

    def __init__(self, batch: Batch, writes: Writes) -> None:
        model = writes.model_class
        history: type[models.Model] = model.pgh_event_model  # type: ignore[attr-defined]
        tracked = [f.column or "" for f in history._meta.concrete_fields if not f.name.startswith("pgh_")]
        self.writes = writes
        self.columns = [column for column in tracked if column not in IDENTITY]
        self.says_which_batch = {"batch_id", "batch_line"} <= set(tracked)
        self.names = {
            "table": model._meta.db_table,
            "history": history._meta.db_table,
            "lines": f"(SELECT * FROM {lines_relation(batch.pk)} AS row WHERE record IS NOT NULL)",
        }
        self.parameters = {
            "batch": batch.pk,
            "limit": LISTED,
            **{f"taken_{column}": value for column, value in writes.taken_back.items()},
        }
        if writes.reason:
            words = _("Batch %(number)s was undone") % {"number": batch.pk}
            self.parameters[f"taken_{writes.reason}"] = words

    def hold(self) -> None:
        """Wait for whoever is at the records; in the order in which everybody takes them."""
        sql.run(
            "SELECT FROM {table} AS held WHERE held.id IN (SELECT record FROM {lines} AS row) "
            "ORDER BY held.id FOR NO KEY UPDATE".format(**self.names)
        )

    def find_written(self) -> str:
        is_mine = (
            "version.batch_id = %(batch)s AND version.batch_line = row.line"
            if self.says_which_batch
            else "process.metadata -> 'batch' = to_jsonb(%(batch)s)"
        )
        written = sql.temporary("written", _WRITTEN.format(is_mine=is_mine, **self.names), self.parameters)
        sql.run(f"ANALYZE {written}")
        return written

    def write(self, written: str) -> tuple[PutBack, int]:
        def write() -> tuple[PutBack, int]:
            wanted = self._wanted(written)
            return PutBack(wanted), self._write(wanted)

        return sql.where_free(write)

    def _wanted(self, written: str) -> str:
        columns = ", ".join(f"{self._wanted_value(column)} AS {column}" for column in self.columns)
        untouched = (
            "held.batch_id = %(batch)s AND held.batch_line = written.line"
            if self.says_which_batch
            else "written.latest = written.mine"
        )
        still = [f"held.{column} IS NOT DISTINCT FROM mine.{column}" for column in self.writes.still]
        used = f"SELECT FROM {self.writes.in_use} AS used WHERE used.record = held.id"
        wanted = sql.temporary(
            "wanted",
            _WANTED.format(
                written=written,
                columns=columns,
                untouched=" AND ".join([untouched, *still]),
                may=f"NOT (written.is_new AND EXISTS ({used}))" if self.writes.in_use else "true",
                **self.names,
            ),
            self.parameters,
        )
        sql.run(f"ANALYZE {wanted}")
        for unique, condition in sql.rows(_UNIQUE, self.names):
            if set(unique) <= set(self.columns):
                same = " AND ".join(f"other.{column} = ours.{column}" for column in unique)
                sql.run(_TAKEN.format(wanted=wanted, condition=condition, same=same, **self.names))
        return wanted

    def _wanted_value(self, column: str) -> str:
        """What the batch did not change, and somebody may have changed since, stays."""
        if column == _TOUCHED:
            return "statement_timestamp()"
        created = f"%(taken_{column})s" if f"taken_{column}" in self.parameters else f"held.{column}"
        return (
            f"CASE WHEN written.is_new THEN {created} WHEN mine.{column} IS DISTINCT FROM before.{column} "
            f"THEN before.{column} ELSE held.{column} END"
        )

    def _write(self, wanted: str) -> int:
        changes = ", ".join(f"{column} = wanted.{column}" for column in self.columns)
        return sql.run_many(
            f"UPDATE {self.names['table']} AS held SET {changes} FROM {wanted} AS wanted "
            "WHERE held.id = wanted.record"
        )

    def find_left(self, written: str, put_back: PutBack) -> list[dict[str, Any]]:
        words = ["line", *self.writes.listed]
        columns = ", ".join(f"held.{column}::text" for column in self.writes.listed.values())
        found = sql.rows(
            f"SELECT written.line, {columns} FROM {written} AS written "
            f"JOIN {self.names['table']} AS held ON held.id = written.record "
            f"WHERE NOT EXISTS (SELECT FROM {put_back.relation} AS done WHERE done.line = written.line) "
            "ORDER BY written.line LIMIT %(limit)s",
            self.parameters,
        )
        return [dict(zip(words, each, strict=True)) for each in found]
