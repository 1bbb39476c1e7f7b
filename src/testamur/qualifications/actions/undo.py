"""Undoing a register import: every entry that nothing has written since goes back to what it was before.

An entry that the batch created is not destroyed, because achievements may stand under its number by now. It
gets the status :data:`~testamur.qualifications.states.TAKEN_OFF`, with which no rule, list or search finds
it.
"""

from __future__ import annotations

from typing import Any

from testamur.batches import queries as ledger
from testamur.plumbing import sql
from testamur.qualifications.actions.record import VALUES
from testamur.qualifications.states import TAKEN_OFF

LISTED = 1000

# What the batch wrote, whether it still is as the batch wrote it, and the version before. Versions are
# found by record, which the history table indexes.
_WRITTEN = """
CREATE TEMPORARY TABLE written ON COMMIT DROP AS
SELECT row.line, row.effect, row.record,
       (held.batch_id IS NOT DISTINCT FROM %(batch)s AND held.batch_line = row.line) AS untouched,
       (SELECT max(earlier.pgh_id) FROM qualifications_entryevent AS earlier
         WHERE earlier.pgh_obj_id = row.record AND earlier.pgh_id < (
               SELECT min(mine.pgh_id) FROM qualifications_entryevent AS mine
                WHERE mine.pgh_obj_id = row.record AND mine.batch_id = %(batch)s
                  AND mine.batch_line = row.line
         )) AS earlier
  FROM {lines} AS row JOIN qualifications_entry AS held ON held.id = row.record
 WHERE row.effect IN ('created', 'updated')
"""

_TAKE_OFF = """
WITH done AS (
    UPDATE qualifications_entry AS held SET status = %(taken_off)s, updated_at = statement_timestamp()
      FROM written WHERE held.id = written.record AND written.untouched AND written.effect = 'created'
    RETURNING held.id
) SELECT count(*) FROM done
"""

_RESTORE = f"""
WITH done AS (
    UPDATE qualifications_entry AS held
       SET {", ".join(f"{name} = before.{name}" for name in VALUES)},
           batch_id = before.batch_id, batch_line = before.batch_line, updated_at = statement_timestamp()
      FROM written JOIN qualifications_entryevent AS before ON before.pgh_id = written.earlier
     WHERE held.id = written.record AND written.untouched AND written.effect = 'updated'
    RETURNING held.id
) SELECT count(*) FROM done
"""

_LEFT = """
SELECT written.line, held.reference, held.title, held.uuid::text
  FROM written JOIN qualifications_entry AS held ON held.id = written.record
 WHERE NOT written.untouched ORDER BY written.line LIMIT %(limit)s
"""


def undo_batch(*, batch: int) -> dict[str, Any]:
    """Put back what the batch wrote. Returns how many, and which entries were left because they changed
    since."""
    parameters = {"batch": batch, "limit": LISTED, "taken_off": TAKEN_OFF}
    sql.run("DROP TABLE IF EXISTS pg_temp.written")
    sql.run(_WRITTEN.format(lines=ledger.lines_relation(batch)), parameters)
    ((total,),) = sql.rows("SELECT count(*) FROM written")
    put_back = sum(sql.rows(statement, parameters)[0][0] for statement in (_RESTORE, _TAKE_OFF))
    left = [
        {"line": line, "reference": reference, "title": title, "entry": address}
        for line, reference, title, address in sql.rows(_LEFT, parameters)
    ]
    return {"put_back": put_back, "left": total - put_back, "listed": left}
