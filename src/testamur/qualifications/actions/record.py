"""Writing the register in sets: one statement for all that is new or differs, whatever the number of lines.

An entry is known by reference and title.
"""

from __future__ import annotations

from testamur.audit import actions as audit
from testamur.batches.relations import Foreseen
from testamur.plumbing import sql

SHAPE = (
    "kind text, reference text, title text, owner_number text, owner_name text, shared boolean, level text, "
    "type text, framework text, subject_area text, credits integer, grading_type text, grades text[], "
    "starts_on date, ends_on date, certification_ends_on date, status text"
)

KEY = ("reference", "title")
VALUES = tuple(name for name in (part.split()[0] for part in SHAPE.split(", ")) if name not in KEY)


def _of(table: str) -> str:
    """The values of an entry as one SQL row, typed alike on both sides of a comparison."""
    return (
        "("
        + ", ".join(f"{table}.{name}::text[]" if name == "grades" else f"{table}.{name}" for name in VALUES)
        + ")"
    )


# "Taken off" is a status like any other here, so an import puts back an entry that an undo took off.
_WRITE = f"""
WITH written AS (
    INSERT INTO qualifications_entry AS held
           (uuid, {", ".join(KEY)}, {", ".join(VALUES)}, batch_id, batch_line)
    SELECT gen_random_uuid(), {", ".join(KEY)}, {", ".join(VALUES)}, %(batch)s, line FROM {{source}} ORDER BY line
        ON CONFLICT (reference, title) DO UPDATE
       SET {", ".join(f"{name} = excluded.{name}" for name in VALUES)},
           batch_id = excluded.batch_id, batch_line = excluded.batch_line, updated_at = statement_timestamp()
     WHERE {_of("held")} IS DISTINCT FROM {_of("excluded")}
    RETURNING held.id, held.batch_line, held.xmax = 0 AS is_new
)
INSERT INTO {{into}} (line, effect, record)
SELECT batch_line, CASE WHEN is_new THEN 'created' ELSE 'updated' END, id FROM written
"""

_UNCHANGED = """
INSERT INTO {into} (line, effect, record)
SELECT staged.line, 'unchanged', held.id
  FROM {source} AS staged JOIN qualifications_entry AS held
    ON held.reference = staged.reference AND held.title = staged.title
 WHERE NOT EXISTS (SELECT FROM {into} AS became WHERE became.line = staged.line)
"""

_FORESEEN = f"""
SELECT staged.line, held.id AS record, to_jsonb(staged) AS after,
       CASE WHEN held.id IS NULL THEN 'created'
            WHEN {_of("held")} IS DISTINCT FROM {_of("staged")} THEN 'updated'
            ELSE 'unchanged' END AS effect
  FROM {{source}} AS staged LEFT JOIN qualifications_entry AS held
    ON held.reference = staged.reference AND held.title = staged.title
"""


def record_many(*, source: str, into: str, batch: int, by: audit.Actor | None) -> None:
    """Make the register say what ``source`` says, and say in ``into`` (line, effect, record) what each line became.

    ``source`` is a relation of line and the columns of :data:`SHAPE`.
    """
    with audit.part_of_process("entry.recorded", by=by, batch=batch):
        sql.run_many(_WRITE.format(source=source, into=into), {"batch": batch})
    sql.run(_UNCHANGED.format(source=source, into=into))


def foreseen(*, source: str) -> Foreseen:
    """What each line of ``source`` would become, as the register stands."""
    return Foreseen(_FORESEEN.format(source=source))
