"""What lines of a batch would change, and what they have changed: field by field, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext

from testamur.batches import registry
from testamur.batches.models import Batch, BatchRow
from testamur.batches.relations import Writes
from testamur.plumbing import sql


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, as it is called, with its value before and after in words; ``None`` is none."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class LineChanges:
    """What one line changes. ``touched`` says that somebody has changed its record since."""

    fields: tuple[FieldChange, ...] = ()
    touched: bool = False


# The version that a line wrote, and the one before it. A line may have written its record more than once.
_WRITTEN = """
SELECT DISTINCT ON (line) line,
       (SELECT jsonb_object_agg(name, jsonb_build_array(to_jsonb(before) -> name, to_jsonb(mine) -> name))
          FROM unnest(%(compared)s::text[]) AS name
         WHERE coalesce(to_jsonb(before) -> name, 'null') IS DISTINCT FROM to_jsonb(mine) -> name),
       written.latest_id <> written.mine_id
  FROM (
        SELECT row.line, version.pgh_id, {is_mine} AS is_mine, lag(version.pgh_id) OVER versions AS before_id,
               max(version.pgh_id) OVER (PARTITION BY row.line, version.pgh_context_id) AS mine_id,
               max(version.pgh_id) OVER (PARTITION BY row.line) AS latest_id
          FROM unnest(%(lines)s::int[], %(records)s::bigint[]) AS row(line, record)
          JOIN {history} AS version ON version.pgh_obj_id = row.record
          JOIN pghistory_context AS process ON process.id = version.pgh_context_id
        WINDOW versions AS (PARTITION BY row.line ORDER BY version.pgh_id)
       ) AS written
  JOIN {history} AS mine ON mine.pgh_id = written.mine_id
  LEFT JOIN {history} AS before ON before.pgh_id = written.before_id
 WHERE is_mine ORDER BY line, written.pgh_id
"""


def changes_of(batch: Batch, rows: Sequence[BatchRow]) -> dict[int, LineChanges]:
    """What these lines have changed, or, of a batch that is not written yet, would change."""
    kind = registry.named(batch.kind)
    if kind.writes is None:
        return {}
    written = [row for row in rows if row.effect and row.record]
    found: dict[int, tuple[dict[str, list[Any]], bool]] = {
        row.line: (row.changes, False) for row in rows if row.changes and not row.effect
    }
    if written:
        found |= _written(batch, kind.writes, written)
    names = _names(kind, [changes for changes, _touched in found.values()])
    return {
        line: LineChanges(_in_words(kind.writes, changes, names), touched)
        for line, (changes, touched) in found.items()
    }


def _written(
    batch: Batch, writes: Writes, rows: Sequence[BatchRow]
) -> dict[int, tuple[dict[str, list[Any]], bool]]:
    history = writes.model_class.pgh_event_model._meta  # type: ignore[attr-defined]
    says_which_batch = {"batch_id", "batch_line"} <= {field.column for field in history.concrete_fields}
    is_mine = (
        "version.batch_id = %(batch)s AND version.batch_line = row.line"
        if says_which_batch
        else "process.metadata -> 'batch' = to_jsonb(%(batch)s)"
    )
    statement = _WRITTEN.format(history=history.db_table, is_mine=is_mine)
    parameters = {
        "batch": batch.pk,
        "lines": [row.line for row in rows],
        "records": [row.record for row in rows],
        "compared": list(writes.compared),
    }
    return {
        line: (orjson.loads(changes) if changes else {}, touched)
        for line, changes, touched in sql.rows(statement, parameters)
    }


def _names(kind: registry.Kind[Any], changes: Sequence[dict[str, list[Any]]]) -> dict[str, dict[str, str]]:
    """What people call the values, by column: as declared, or looked up for all lines at once."""
    declared = kind.writes.words if kind.writes else {}
    names = {
        column: {value: gettext(word) for value, word in words.items()} for column, words in declared.items()
    }
    values: dict[str, set[str]] = {}
    for each in changes:
        for column, pair in each.items():
            values.setdefault(column, set()).update(str(value) for value in pair if value is not None)
    for column, found in values.items():
        if column not in names:
            names[column] = dict(kind.name_values(column, found))
    return names


def _in_words(
    writes: Writes, changes: dict[str, list[Any]], names: dict[str, dict[str, str]]
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(gettext(label), *(_value(value, names.get(column, {})) for value in changes[column]))
        for column, label in writes.compared.items()
        if column in changes and any(value not in (None, "", []) for value in changes[column])
    )


def _value(value: Any, names: dict[str, str]) -> str | None:
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return names.get(str(value), str(value))
