"""Writing achievements in sets: one statement an effect, whatever the number of records."""

from __future__ import annotations

from functools import partial

from testamur.achievements.actions import precedence
from testamur.achievements.actions.known import Context, KnownRecords, look_up
from testamur.achievements.states import ACHIEVEMENT_LIFE, EVENTS, Effect
from testamur.audit import actions as audit
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
_CHANGED = (
    "grade = coalesce(known.grade, held.grade), "
    "provider_ukprn = coalesce(known.provider_ukprn, held.provider_ukprn), "
    "language = coalesce(known.language, held.language)"
)
_FINALISED = "finalised_at = statement_timestamp(), final_issued_on = %(issued)s::date"
_PROMOTED = (
    f"status = 'final', {_FINALISED}, "
    "mis_identifier = coalesce(known.mis_identifier, held.mis_identifier), "
    "grade = CASE WHEN known.action = 'create' THEN known.grade ELSE coalesce(known.grade, held.grade) END, "
    "provider_ukprn = CASE WHEN known.action = 'create' THEN known.provider_ukprn "
    "ELSE coalesce(known.provider_ukprn, held.provider_ukprn) END, "
    "language = CASE WHEN known.action = 'create' THEN known.language "
    "ELSE coalesce(known.language, held.language) END"
)
_BECOMES_FINAL = "known.job = 'final' AND held.status = 'provisional'"
_FINAL_IF_SENT_SO = (
    "status = CASE WHEN known.job = 'final' THEN 'final' ELSE held.status END, "
    f"finalised_at = CASE WHEN {_BECOMES_FINAL} THEN statement_timestamp() ELSE held.finalised_at END, "
    f"final_issued_on = CASE WHEN {_BECOMES_FINAL} THEN %(issued)s::date ELSE held.final_issued_on END"
)

# effect: (what changes beside the state, what must still hold of the record, beside its state, when it is written)
_CHANGES: dict[Effect, tuple[str, str]] = {
    Effect.UPDATED: (
        f"{_CHANGED}, ",
        "held.status = known.found AND held.mis_identifier IS NOT DISTINCT FROM known.held_mis",
    ),
    Effect.PROMOTED: (f"{_PROMOTED}, ", "held.status = 'provisional'"),
    Effect.WITHDRAWN: ("", "held.status = known.found"),
    Effect.REINSTATED: (
        f"{_FINAL_IF_SENT_SO}, {_CHANGED}, ",
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


def foreseen(*, source: str, known: KnownRecords | None = None, context: Context) -> dict[str, int]:
    """How many records of ``source`` would have which effect, as things stand."""
    known = known or look_up(source, context)
    return sql.counts(
        f"SELECT known.effect, count(*) FROM {known.relation} AS known "
        f"JOIN {source} AS staged ON staged.line = known.line GROUP BY known.effect"
    )


def _change(effect: Effect, changes: str, guard: str) -> str:
    """The record may have been moved to another learner meanwhile. That is no way to find it: only its id is."""
    event = EVENTS[effect]
    target, possible = ACHIEVEMENT_LIFE.target_of(event), ACHIEVEMENT_LIFE.as_sql(event, "held")
    return f"""
        WITH written AS (
            UPDATE achievements_achievement AS held SET state = '{target}', {changes}{_SAME}
              FROM {{known}} AS known
             WHERE known.effect = '{effect}' AND held.id = known.achievement
               AND held.uln IS NOT DISTINCT FROM known.uln AND {possible} AND {guard}
            RETURNING held.id, held.batch_line
        )
        INSERT INTO {{into}} (line, effect, record) SELECT batch_line, '{effect}', id FROM written
    """
