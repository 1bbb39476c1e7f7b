"""Decisions in bulk: judged and written in sets, one statement for each effect, whatever the number of rows.

What may become of a challenge in which state is read from the table of transitions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from testamur.audit import actions as audit
from testamur.batches.relations import Foreseen
from testamur.challenges.columns import COMPARED, FIELD_OF, Field
from testamur.challenges.queries.reports import report_parameters, report_relation
from testamur.challenges.states import CHALLENGE_LIFE, Event, State
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.access.models import User

SHAPE = "challenge bigint, decision text, comment text, cells jsonb"
EVENTS = {"accept": Event.ACCEPT, "reject": Event.REJECT}
EFFECTS = {"accept": "accepted", "reject": "rejected"}
# Decided in this way already: nothing is wrong, and nothing changes.
STANDS = {"accept": (State.ACCEPTED, State.CORRECTED), "reject": (State.REJECTED,)}
_LOOSE = ("title", "detail")
"""Texts that spreadsheets and their people reflow; they are compared by their letters and digits."""

_FOUND = "INSERT INTO {found} (line, key, field, value, params)"

_UNKNOWN = f"""
{_FOUND}
SELECT staged.line, 'D11.unknown', %(reference)s, staged.cells ->> 'reference', NULL
  FROM {{source}} AS staged LEFT JOIN challenges_challenge AS held
    ON held.id = staged.challenge AND held.organisation_id = %(organisation)s
 WHERE held.id IS NULL
"""


def _plain(expression: str, field: Field) -> str:
    if field.key in _LOOSE:
        return f"regexp_replace(lower({expression}), '[^[:alnum:]]+', '', 'g')"
    return f"btrim(regexp_replace({expression}, '\\s+', ' ', 'g'))"


def _values() -> str:
    """One row for each cell that is compared: its heading, what came back, what the challenge has, and both plainly."""
    rows = []
    for field in COMPARED:
        came, held = f"staged.cells ->> '{field.key}'", f"report.{field.key}"
        plainly = f"{_plain(f'({came})', field)}, {_plain(held, field)}"
        rows.append(f"(%(heading_{field.key})s, {came}, {held}, {plainly})")
    return ", ".join(rows)


_CHANGED = f"""
{_FOUND}
SELECT staged.line, 'D12.changed', cell.heading, left(cell.came, 200),
       jsonb_build_object('expected', left(cell.held, 200))
  FROM {{source}} AS staged JOIN {report_relation()} AS report
    ON report.challenge = staged.challenge AND report.owner = %(organisation)s
 CROSS JOIN LATERAL (VALUES {_values()}) AS cell(heading, came, held, came_plainly, held_plainly)
 WHERE cell.came_plainly IS DISTINCT FROM cell.held_plainly
"""

# Rows without a decision are no decisions, so they are not compared with others.
_TWICE = f"""
{_FOUND}
SELECT line, CASE WHEN least_ = most THEN 'D14.repeated' ELSE 'D14.both' END, %(decision)s, decision,
       jsonb_build_object('first', first, 'rows', rows)
  FROM (
        SELECT line, decision, min(decision) OVER same AS least_, max(decision) OVER same AS most,
               min(line) OVER same AS first, string_agg(line::text, ', ') OVER same AS rows
          FROM {{source}} WHERE decision IS NOT NULL
        WINDOW same AS (PARTITION BY challenge ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
       ) AS numbered
 WHERE least_ <> most OR line <> first
"""

_STATE = f"""
{_FOUND}
SELECT staged.line,
       CASE WHEN held.state = ANY((%(stands)s::jsonb -> staged.decision ->> 0)::text[])
            THEN 'D17.already_so' ELSE 'D16.already' END,
       %(decision)s, '', jsonb_build_object('state', %(labels)s::jsonb ->> held.state)
  FROM {{source}} AS staged JOIN challenges_challenge AS held
    ON held.id = staged.challenge AND held.organisation_id = %(organisation)s
 WHERE staged.decision IS NOT NULL
   AND NOT held.state = ANY((%(sources)s::jsonb -> staged.decision ->> 0)::text[])
"""

_SKIPPED = f"""
{_FOUND}
SELECT staged.line, CASE WHEN staged.comment = '' THEN 'D18.skipped' ELSE 'D18.comment_alone' END,
       %(decision)s, '', NULL
  FROM {{source}} AS staged JOIN challenges_challenge AS held
    ON held.id = staged.challenge AND held.organisation_id = %(organisation)s
 WHERE staged.decision IS NULL
"""


def _array(states: tuple[State, ...]) -> list[str]:
    """States as PostgreSQL writes an array, inside JSON."""
    return ["{" + ",".join(state.value for state in states) + "}"]


def _parameters(organisation: int) -> dict[str, Any]:
    return {
        **report_parameters(),
        "organisation": organisation,
        "reference": FIELD_OF["reference"].heading,
        "decision": FIELD_OF["decision"].heading,
        "stands": orjson.dumps({name: _array(states) for name, states in STANDS.items()}).decode(),
        "sources": orjson.dumps(
            {name: _array(CHALLENGE_LIFE.sources_of(event)) for name, event in EVENTS.items()}
        ).decode(),
        "labels": orjson.dumps(
            {state.value: meaning.label for state, meaning in CHALLENGE_LIFE.states.items()}
        ).decode(),
        **{f"heading_{field.key}": field.heading for field in COMPARED},
    }


def judge_decisions(*, source: str, found: str, organisation: int) -> None:
    """What can only be said of a row beside its challenge and the other rows.

    ``source`` is a relation of line and the columns of :data:`SHAPE`; what is found is added to ``found``.
    """
    parameters = _parameters(organisation)
    for statement in (_UNKNOWN, _CHANGED, _TWICE, _STATE, _SKIPPED):
        sql.run(statement.format(source=source, found=found), parameters)


def count_decisions(*, source: str) -> int:
    """How many rows of ``source`` have a decision."""
    ((number,),) = sql.rows(f"SELECT count(*) FROM {source} WHERE decision IS NOT NULL")
    return int(number)


_EFFECT = """
CASE WHEN staged.decision IS NULL THEN 'skipped'
     WHEN held.state = ANY((%(stands)s::jsonb -> staged.decision ->> 0)::text[]) THEN 'unchanged'
     WHEN held.state = ANY((%(sources)s::jsonb -> staged.decision ->> 0)::text[])
     THEN CASE staged.decision WHEN 'accept' THEN 'accepted' ELSE 'rejected' END
END
"""

_FORESEEN = f"""
SELECT line, id AS record, effect,
       CASE WHEN effect IN ('accepted', 'rejected')
            THEN jsonb_build_object('state', %(targets)s::jsonb ->> decision, 'decision_reason', comment) END AS after
  FROM (
        SELECT staged.line, staged.decision, staged.comment, held.id, {_EFFECT} AS effect
          FROM {{source}} AS staged JOIN challenges_challenge AS held
            ON held.id = staged.challenge AND held.organisation_id = %(organisation)s
       ) AS foreseen
 WHERE effect IS NOT NULL
"""

_STAY = f"""
INSERT INTO {{into}} (line, effect, record)
SELECT line, effect, id
  FROM (
        SELECT staged.line, held.id, {_EFFECT} AS effect FROM {{source}} AS staged JOIN challenges_challenge AS held
            ON held.id = staged.challenge AND held.organisation_id = %(organisation)s
       ) AS foreseen
 WHERE effect IN ('skipped', 'unchanged')
"""

# Held in the order of their ids, so that two batches over the same challenges wait for each other in line.
_HOLD = """
SELECT held.id FROM challenges_challenge AS held JOIN {source} AS staged ON staged.challenge = held.id
 WHERE held.organisation_id = %(organisation)s ORDER BY held.id FOR UPDATE OF held
"""

_DECIDE = """
WITH decided AS (
    UPDATE challenges_challenge AS held
       SET state = %(target)s, decided_at = statement_timestamp(), updated_at = statement_timestamp(),
           decided_by_id = %(by)s, decision_reason = staged.comment, batch_id = %(batch)s, batch_line = staged.line
      FROM {source} AS staged
     WHERE held.id = staged.challenge AND held.organisation_id = %(organisation)s
       AND staged.decision = %(wanted)s AND {possible}
    RETURNING held.id, held.batch_line
)
INSERT INTO {into} (line, effect, record) SELECT batch_line, %(effect)s, id FROM decided
"""


def foreseen_decisions(*, source: str, organisation: int) -> Foreseen:
    """What each row of ``source`` would decide, as the challenges stand."""
    targets = {name: CHALLENGE_LIFE.target_of(event).value for name, event in EVENTS.items()}
    parameters = {**_parameters(organisation), "targets": orjson.dumps(targets).decode()}
    return Foreseen(_FORESEEN.format(source=source), parameters)


def decide_many(*, source: str, into: str, organisation: int, batch: int, by: User) -> None:
    """Write the decisions of ``source``, and say in ``into`` (line, effect, record) what each row became."""
    names = {"source": source, "into": into}
    parameters = {**_parameters(organisation), "batch": batch, "by": by.pk}
    sql.rows(_HOLD.format(**names), parameters)
    sql.run(_STAY.format(**names), parameters)
    for wanted, event in EVENTS.items():
        decided = {
            "wanted": wanted,
            "target": CHALLENGE_LIFE.target_of(event).value,
            "effect": EFFECTS[wanted],
        }
        possible = CHALLENGE_LIFE.as_sql(event, "held")
        with audit.part_of_process("challenge.decided", by=by, batch=batch):
            sql.run_many(_DECIDE.format(**names, possible=possible), {**parameters, **decided})
