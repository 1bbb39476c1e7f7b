"""Taking back the decisions of a batch, where the challenge has not moved on since."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from testamur.batches import queries as ledger
from testamur.challenges.actions import bulk_letters as letters
from testamur.challenges.models import Challenge
from testamur.challenges.rules import reference_of
from testamur.challenges.states import CHALLENGE_LIFE, State
from testamur.plumbing import sql

LISTED = 1000

# What the batch wrote, whether its decision still stands, and the version before. A challenge that was sent back and
# decided anew has another moment of decision.
_WRITTEN = """
CREATE TEMPORARY TABLE written ON COMMIT DROP AS
SELECT row.line, row.record,
       held.state = CASE row.effect WHEN 'accepted' THEN %(accepted)s ELSE %(rejected)s END
       AND held.decided_at = mine.decided_at AS untouched,
       (SELECT max(earlier.pgh_id) FROM challenges_challengeevent AS earlier
         WHERE earlier.pgh_obj_id = row.record AND earlier.pgh_id < mine.pgh_id) AS earlier
  FROM {lines} AS row JOIN challenges_challenge AS held ON held.id = row.record
  JOIN LATERAL (
       SELECT version.pgh_id, version.decided_at FROM challenges_challengeevent AS version
        WHERE version.pgh_obj_id = row.record AND version.batch_id = %(batch)s AND version.batch_line = row.line
        ORDER BY version.pgh_id LIMIT 1
       ) AS mine ON true
 WHERE row.effect IN ('accepted', 'rejected')
"""

_RESTORE = """
WITH done AS (
    UPDATE challenges_challenge AS held
       SET state = before.state, decided_at = before.decided_at, decided_by_id = before.decided_by_id,
           decision_reason = before.decision_reason, batch_id = before.batch_id, batch_line = before.batch_line,
           updated_at = statement_timestamp()
      FROM written JOIN challenges_challengeevent AS before ON before.pgh_id = written.earlier
     WHERE held.id = written.record AND written.untouched
    RETURNING held.id
) SELECT id FROM done ORDER BY id
"""

_LEFT = """
SELECT written.line, held.id, held.uuid::text, held.state
  FROM written JOIN challenges_challenge AS held ON held.id = written.record
 WHERE written.untouched IS NOT TRUE ORDER BY written.line LIMIT %(limit)s
"""


def undo_decisions(*, batch: int) -> dict[str, Any]:
    """Take back what the batch decided. Returns how many, and which were left because they have moved on."""
    parameters = {
        "batch": batch,
        "limit": LISTED,
        "accepted": State.ACCEPTED.value,
        "rejected": State.REJECTED.value,
    }
    sql.run("DROP TABLE IF EXISTS pg_temp.written")
    lines = ledger.lines_relation(batch)
    sql.rows(
        f"SELECT held.id FROM challenges_challenge AS held JOIN {lines} AS row ON row.record = held.id "
        "ORDER BY held.id FOR UPDATE OF held",
        parameters,
    )
    sql.run(_WRITTEN.format(lines=lines), parameters)
    ((total,),) = sql.rows("SELECT count(*) FROM written")
    restored = [number for (number,) in sql.rows(_RESTORE, parameters)]
    _tell(restored, batch)
    left = [
        {
            "line": line,
            "reference": reference_of(number),
            "state": _(CHALLENGE_LIFE.meaning(state).label),
            "challenge": address,
        }
        for line, number, address, state in sql.rows(_LEFT, parameters)
    ]
    return {"put_back": len(restored), "left": total - len(restored), "listed": left}


def _tell(restored: list[int], batch: int) -> None:
    """Those who were told of the decisions hear that they do not hold, one e-mail each."""
    found = Challenge.objects.filter(pk__in=restored).order_by("id")
    for address, challenges in letters.by_address(found):
        letters.taken_back(address, challenges, batch=batch)
