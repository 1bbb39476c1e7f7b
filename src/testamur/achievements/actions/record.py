"""Writing achievements in sets: one statement an effect, whatever the number of records."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from testamur.achievements.actions import precedence
from testamur.achievements.actions.known import WRITES, Context, KnownRecords, look_up
from testamur.achievements.states import ACHIEVEMENT_LIFE, EVENTS, Effect
from testamur.audit import actions as audit
from testamur.batches.relations import Foreseen
from testamur.plumbing import sql

_CREATE = """
WITH written AS (
    INSERT INTO achievements_achievement
           (uuid, organisation_id, learner_id, uln, reference, award_date, grade, provider_ukprn, language,
            mis_identifier, status, state, action_date, action_reason, issued_on, batch_id, batch_line)
    SELECT {new_uuid}, %(organisation)s, learner, uln, reference, award_date, grade, provider_ukprn, language,
           mis_identifier, job, 'active', action_date, action_reason, %(issued)s::date,
           %(batch)s, line
      FROM {known} WHERE effect = 'created' AND learner IS NOT NULL ORDER BY uln, reference, award_date
        ON CONFLICT (organisation_id, uln, reference, award_date) WHERE state = 'active' DO NOTHING
    RETURNING id, batch_line
)
INSERT INTO {into} (line, effect, record) SELECT batch_line, 'created', id FROM written
"""

_SAME = (
    "action_date = known.action_date, action_reason = known.action_reason, "
    "batch_id = %(batch)s, batch_line = known.line, updated_at = statement_timestamp()"
)
_RESULT = ("grade", "provider_ukprn", "language")
_CHANGED = {name: f"coalesce(known.{name}, held.{name})" for name in _RESULT}
_PROMOTED = {
    "status": "'final'",
    "finalised_at": "statement_timestamp()",
    "final_issued_on": "%(issued)s::date",
    "mis_identifier": "coalesce(known.mis_identifier, held.mis_identifier)",
    **{
        name: f"CASE WHEN known.action = 'create' THEN known.{name} ELSE coalesce(known.{name}, held.{name}) END"
        for name in _RESULT
    },
}
_BECOMES_FINAL = "known.job = 'final' AND held.status = 'provisional'"
_FINAL_IF_SENT_SO = {
    "status": "CASE WHEN known.job = 'final' THEN 'final' ELSE held.status END",
    "finalised_at": f"CASE WHEN {_BECOMES_FINAL} THEN statement_timestamp() ELSE held.finalised_at END",
    "final_issued_on": f"CASE WHEN {_BECOMES_FINAL} THEN %(issued)s::date ELSE held.final_issued_on END",
}

# effect: (what changes beside the state, what must still hold of the record, beside its state, when it is written)
_CHANGES: dict[Effect, tuple[dict[str, str], str]] = {
    Effect.UPDATED: (
        _CHANGED,
        "held.status = known.found AND held.mis_identifier IS NOT DISTINCT FROM known.held_mis",
    ),
    Effect.PROMOTED: (_PROMOTED, "held.status = 'provisional'"),
    Effect.WITHDRAWN: ({}, "held.status = known.found"),
    Effect.REINSTATED: (
        {**_FINAL_IF_SENT_SO, **_CHANGED},
        "NOT EXISTS (SELECT FROM achievements_achievement AS other "
        "WHERE other.organisation_id = held.organisation_id AND other.uln = held.uln "
        "AND other.reference = held.reference AND other.award_date = held.award_date "
        "AND (other.state = 'active' OR (other.state = 'withdrawn' AND other.id > held.id)))",
    ),
}

_KEEP_WHAT_CAN_BE_WRITTEN = """
DELETE FROM {known} AS known WHERE learner IS NULL OR effect IS NULL
    OR NOT EXISTS (SELECT FROM {source} AS staged WHERE staged.line = known.line)
"""


# Everybody takes the records in the same order, above and here, so that two batches wait for each other and never
# lock each other out.
_LOCK = """
SELECT FROM achievements_achievement AS held JOIN {known} AS known ON held.id = known.achievement
 WHERE known.effect <> 'created' ORDER BY held.id FOR NO KEY UPDATE OF held
"""


# What puts a record on the learner's record or takes it off, and so decides whether a centre's stands.
_COMES_OR_GOES = {Effect.CREATED, Effect.WITHDRAWN, Effect.REINSTATED}
_WRITTEN = f"""
SELECT learner, reference, award_date FROM {{known}}
 WHERE effect IN ({", ".join(f"'{effect}'" for effect in sorted(_COMES_OR_GOES))})
"""


def record_many(
    *, source: str, into: str, context: Context, known: KnownRecords | None = None, by: audit.Actor | None
) -> None:
    """Write the records of ``source`` that may be written and say in ``into`` (line, effect, record) what each became.

    A record whose key has changed since it was judged is left out. ``known`` is what :func:`~.judge.judge` has
    looked up in the same transaction: every write asks once more for what it rests on.
    """
    known = known or look_up(source, context)
    names = {"source": source, "known": known.relation, "into": into, "new_uuid": sql.new_uuid()}
    sql.run(_KEEP_WHAT_CAN_BE_WRITTEN.format(**names))
    parameters = context.parameters()
    wanted = {effect for (effect,) in sql.rows(f"SELECT DISTINCT effect FROM {known.relation}")}
    with audit.part_of_process("achievement.recorded", by=by, batch=context.batch):
        if wanted - {Effect.CREATED}:
            sql.run(_LOCK.format(**names))
        if Effect.CREATED in wanted:
            sql.run(_CREATE.format(**names), parameters)
        for effect, (changes, guard) in _CHANGES.items():
            if effect in wanted:
                change = _change(effect, changes, guard).format(**names)
                sql.where_free(partial(sql.run_many, change, parameters))
        if wanted & _COMES_OR_GOES:
            precedence.settle(_WRITTEN.format(**names))


def foreseen(*, source: str, known: KnownRecords | None = None, context: Context) -> Foreseen:
    """What each record of ``source`` would become, as things stand."""
    known = known or look_up(source, context)
    created = {name: f"known.{name}" for name in (*_RESULT, "mis_identifier")} | {"status": "known.job"}
    after = {Effect.CREATED: created}
    for effect, (changes, _guard) in _CHANGES.items():
        after[effect] = {"state": f"'{ACHIEVEMENT_LIFE.target_of(EVENTS[effect])}'", **changes}
    branches = " ".join(f"WHEN '{effect}' THEN {_as_object(values)}" for effect, values in after.items())
    return Foreseen(
        f"""
        SELECT known.line, known.effect, held.id AS record, CASE known.effect {branches} END AS after
          FROM {known.relation} AS known JOIN {source} AS staged ON staged.line = known.line
          LEFT JOIN achievements_achievement AS held
            ON held.id = known.achievement AND known.effect <> '{Effect.CREATED}'
        """
    )


def _as_object(values: Mapping[str, str]) -> str:
    parts = ", ".join(f"'{name}', {value}" for name, value in values.items() if name in WRITES.compared)
    return f"jsonb_build_object({parts})"


def _change(effect: Effect, changes: Mapping[str, str], guard: str) -> str:
    """The record may have been moved to another learner meanwhile. That is no way to find it: only its id is."""
    event = EVENTS[effect]
    target, possible = ACHIEVEMENT_LIFE.target_of(event), ACHIEVEMENT_LIFE.as_sql(event, "held")
    values = "".join(f"{name} = {value}, " for name, value in changes.items())
    return f"""
        WITH written AS (
            UPDATE achievements_achievement AS held SET state = '{target}', {values}{_SAME}
              FROM {{known}} AS known
             WHERE known.effect = '{effect}' AND held.id = known.achievement
               AND held.uln IS NOT DISTINCT FROM known.uln AND {possible} AND {guard}
            RETURNING held.id, held.batch_line
        )
        INSERT INTO {{into}} (line, effect, record) SELECT batch_line, '{effect}', id FROM written
    """
