"""Giving many challenges to somebody at once, in sets. The life cycle says which can be given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from testamur.audit import actions as audit
from testamur.batches.relations import Foreseen
from testamur.challenges.states import CHALLENGE_LIFE, OPEN, State
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.access.models import User

_OPEN = ", ".join(f"'{state.value}'" for state in OPEN)

_JUDGE = f"""
INSERT INTO {{found}} (line, key, field, value, params)
SELECT staged.line,
       CASE WHEN held.state IN ({_OPEN}) THEN 'D23.theirs_already' ELSE 'D22.ended' END,
       'Reference', '', jsonb_build_object('state', %(labels)s::jsonb ->> held.state)
  FROM {{source}} AS staged JOIN challenges_challenge AS held ON held.id = staged.challenge
 WHERE held.state NOT IN ({_OPEN}) OR held.assigned_to_id IS NOT DISTINCT FROM %(to)s
"""

# Held in the order of their ids, so that two batches over the same challenges wait for each other in line.
_HOLD = """
SELECT held.id FROM challenges_challenge AS held
 WHERE held.id IN (SELECT challenge FROM {source}) ORDER BY held.id FOR NO KEY UPDATE
"""

_ASSIGN = f"""
WITH given AS (
    UPDATE challenges_challenge AS held
       SET assigned_to_id = %(to)s, batch_id = %(batch)s, batch_line = staged.line,
           updated_at = statement_timestamp()
      FROM {{source}} AS staged
     WHERE held.id = staged.challenge AND held.state IN ({_OPEN})
       AND held.assigned_to_id IS DISTINCT FROM %(to)s
    RETURNING held.id, held.batch_line
)
INSERT INTO {{into}} (line, effect, record) SELECT batch_line, 'assigned', id FROM given
"""

_STAY = f"""
INSERT INTO {{into}} (line, effect, record)
SELECT staged.line, 'unchanged', held.id
  FROM {{source}} AS staged JOIN challenges_challenge AS held ON held.id = staged.challenge
 WHERE held.state IN ({_OPEN}) AND held.assigned_to_id IS NOT DISTINCT FROM %(to)s
   AND NOT EXISTS (SELECT FROM {{into}} AS became WHERE became.line = staged.line)
"""

_FORESEEN = f"""
SELECT staged.line, held.id AS record, jsonb_build_object('assigned_to_id', %(to)s::bigint) AS after,
       CASE WHEN held.assigned_to_id IS NOT DISTINCT FROM %(to)s THEN 'unchanged' ELSE 'assigned' END AS effect
  FROM {{source}} AS staged JOIN challenges_challenge AS held ON held.id = staged.challenge
 WHERE held.state IN ({_OPEN})
"""


def judge_assignments(*, source: str, found: str, to: int | None) -> None:
    """Say in ``found`` which challenges of ``source`` have ended, and which are already theirs."""
    labels = {state.value: CHALLENGE_LIFE.meaning(state).label for state in State}
    sql.run(_JUDGE.format(source=source, found=found), {"to": to, "labels": orjson.dumps(labels).decode()})


def foreseen_assignments(*, source: str, to: int | None) -> Foreseen:
    """Which challenges of ``source`` would be given, and which are theirs already."""
    return Foreseen(_FORESEEN.format(source=source), {"to": to})


def assign_many(*, source: str, into: str, to: int | None, batch: int, by: User) -> None:
    """Give the challenges of ``source`` to somebody, or to all (``None``); say in ``into`` what became of each."""
    names, parameters = {"source": source, "into": into}, {"to": to, "batch": batch}
    sql.run(_HOLD.format(**names))
    with audit.part_of_process("challenge.assigned", by=by, batch=batch):
        sql.run(_ASSIGN.format(**names), parameters)
    sql.run(_STAY.format(**names), parameters)
