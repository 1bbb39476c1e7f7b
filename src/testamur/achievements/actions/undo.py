"""Undoing an applied batch: every record it wrote, and that nothing has written since, goes back to what it was."""

from __future__ import annotations

from typing import Any

from testamur.achievements.actions import precedence
from testamur.batches import queries as ledger
from testamur.plumbing import sql

# What the batch wrote and still is as the batch wrote it, with the version before. Versions are found by record,
# which the history table indexes.
# What was only found unchanged was not written.
_WRITTEN = """
CREATE TEMPORARY TABLE written ON COMMIT DROP AS
SELECT row.line, row.effect, row.record,
       (held.batch_id IS NOT DISTINCT FROM %(batch)s AND held.batch_line = row.line) AS untouched,
       (SELECT max(earlier.pgh_id) FROM achievements_achievementevent AS earlier
         WHERE earlier.pgh_obj_id = row.record AND earlier.pgh_id < (
               SELECT min(mine.pgh_id) FROM achievements_achievementevent AS mine
                WHERE mine.pgh_obj_id = row.record AND mine.batch_id = %(batch)s AND mine.batch_line = row.line
         )) AS earlier
  FROM {lines} AS row JOIN achievements_achievement AS held ON held.id = row.record
 WHERE row.effect <> 'unchanged'
"""

_TAKE_BACK = """
WITH done AS (
    UPDATE achievements_achievement AS held
       SET state = 'withdrawn', action_reason = %(reason)s, updated_at = statement_timestamp()
      FROM written WHERE held.id = written.record AND written.untouched
       AND written.effect IN ('created', 'superseded') AND held.state IN ('active', 'superseded')
    RETURNING held.id
) SELECT count(*) FROM done
"""

_RESTORE = """
WITH done AS (
    UPDATE achievements_achievement AS held
       SET grade = before.grade, provider_ukprn = before.provider_ukprn, language = before.language,
           mis_identifier = before.mis_identifier, status = before.status, state = before.state,
           action_date = before.action_date, action_reason = before.action_reason,
           collection_type = before.collection_type, return_number = before.return_number,
           participation_start = before.participation_start, participation_end = before.participation_end,
           batch_id = before.batch_id, batch_line = before.batch_line, updated_at = statement_timestamp()
      FROM written JOIN achievements_achievementevent AS before ON before.pgh_id = written.earlier
     WHERE held.id = written.record AND written.untouched
       AND written.effect NOT IN ('created', 'superseded')
       AND (before.state <> 'active' OR held.state = 'active' OR NOT EXISTS (
            SELECT FROM achievements_achievement AS other
             WHERE other.organisation_id = held.organisation_id AND other.uln = held.uln
               AND other.reference = held.reference AND other.award_date = held.award_date
               AND other.state = 'active'))
    RETURNING held.id
) SELECT count(*) FROM done
"""

_AWARDS = """
SELECT held.learner_id AS learner, held.reference, held.award_date
  FROM written JOIN achievements_achievement AS held ON held.id = written.record WHERE written.untouched
"""

_LEFT = """
SELECT written.line, held.uln, held.reference, held.award_date::text, held.uuid::text
  FROM written JOIN achievements_achievement AS held ON held.id = written.record
 WHERE NOT written.untouched ORDER BY written.line LIMIT %(limit)s
"""

LISTED = 1000


def undo_batch(*, batch: int, reason: str) -> dict[str, Any]:
    """Put back what the batch wrote. Returns how many, and which records were left because they changed since."""
    parameters = {"batch": batch, "reason": reason, "limit": LISTED}
    sql.run("DROP TABLE IF EXISTS pg_temp.written")
    sql.run(_WRITTEN.format(lines=ledger.lines_relation(batch)), parameters)
    ((total,),) = sql.rows("SELECT count(*) FROM written")
    put_back = 0
    for statement in (_RESTORE, _TAKE_BACK):
        ((number,),) = sql.rows(statement, parameters)
        put_back += number
    precedence.settle(_AWARDS)
    left = [
        {"line": line, "uln": uln, "reference": reference, "award_date": awarded, "achievement": address}
        for line, uln, reference, awarded, address in sql.rows(_LEFT, parameters)
    ]
    return {"put_back": put_back, "left": total - put_back, "listed": left}
