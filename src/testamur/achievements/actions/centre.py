"""A centre's records in sets: judged beside learners and register, and written below awarding organisations' (ACH-10).

A centre never overwrites: where an awarding organisation's record of the same award stands, the centre's is kept
beside it as superseded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from testamur.achievements.actions import precedence
from testamur.achievements.actions.judge import judge_names
from testamur.audit import actions as audit
from testamur.batches.relations import Foreseen, Known
from testamur.learners import queries as learners
from testamur.plumbing import sql
from testamur.qualifications import queries as qualifications

SHAPE = (
    "uln text, reference text, award_date date, grade text, mis_identifier text, given_name text, family_name text, "
    "date_of_birth date, gender smallint, participation_start date, participation_end date, skip boolean"
)


@dataclass(frozen=True, slots=True)
class Return:
    """The data return in which the records came, and whose it is."""

    organisation: int
    ukprn: str
    collection_type: str
    return_number: str
    batch: int

    def parameters(self) -> dict[str, Any]:
        return {
            "organisation": self.organisation,
            "ukprn": self.ukprn,
            "collection_type": self.collection_type,
            "return_number": self.return_number,
            "batch": self.batch,
        }


_KNOWN = f"""
SELECT record.*, learner.learner, learner.given_name AS held_given, learner.family_name AS held_family,
       learner.previous_family_name AS held_previous, learner.date_of_birth AS held_birth,
       learner.gender AS held_gender, learner.master_uln, learner.deleted, listed.reference IS NOT NULL AS listed,
       coalesce(who.master, who.learner) AS person
  FROM {{source}} AS record
  LEFT JOIN {learners.identities_relation()} AS learner ON learner.uln = record.uln
  LEFT JOIN {learners.people_relation()} AS who ON who.learner = learner.learner
  LEFT JOIN (SELECT DISTINCT reference FROM {qualifications.register_relation()} AS entry) AS listed
    ON listed.reference = record.reference
 WHERE record.skip IS NULL
"""

# Each rule: SELECT line, key, field, value, params. What makes no record is not looked up.
_RULES: tuple[str, ...] = (
    "SELECT line, 'L01.unknown_uln', 'ULN', uln, NULL::jsonb FROM {known} WHERE learner IS NULL",
    "SELECT line, 'L01.deleted_uln', 'ULN', uln, NULL FROM {known} WHERE deleted",
    """SELECT line, 'L02.date_of_birth', 'DateOfBirth', date_of_birth::text, NULL FROM {known}
        WHERE learner IS NOT NULL AND date_of_birth <> held_birth""",
    """SELECT line, 'L02.gender', 'Sex', gender::text, NULL FROM {known}
        WHERE learner IS NOT NULL AND gender IN (1, 2) AND held_gender IN (1, 2) AND gender <> held_gender""",
    """SELECT line, 'L03.merged', 'ULN', uln, jsonb_build_object('master', master_uln) FROM {known}
        WHERE master_uln IS NOT NULL""",
    """SELECT line, 'I08.unknown_aim', 'LearnAimRef', reference, NULL FROM {known}
        WHERE reference IS NOT NULL AND NOT listed""",
)


@dataclass(frozen=True, slots=True)
class KnownCentreRecords(Known):
    """A record's own columns, and: learner, person, deleted, master_uln, held_* of the learner, listed."""


def judge_centre(*, source: str, found: str) -> KnownCentreRecords:
    """Judge the records of ``source``, add to ``found`` (line, key, field, value, params), and say what is known."""
    known = look_up(source)
    names = {"known": known.relation, "found": found}
    union = "\nUNION ALL\n".join(_RULES).format(**names)
    sql.run(f"INSERT INTO {found} (line, key, field, value, params) {union}")
    judge_names(**names)
    return known


def look_up(source: str) -> KnownCentreRecords:
    """What is known of the records of ``source``, a relation of line and the columns of :data:`SHAPE`."""
    relation = sql.temporary("known", _KNOWN.format(source=source))
    sql.run(f"ANALYZE {relation} (line, learner, uln, reference, award_date, person)")
    return KnownCentreRecords(relation)


# What every record would become. A centre's own record is found whether it stands or is superseded. What a later
# return leaves out stays as it was.
_OUTCOMES = f"""
WITH beside AS (
    SELECT known.*, held.id AS record, standing.person IS NOT NULL AS lost,
           held.grade AS held_grade, held.participation_start AS held_start, held.participation_end AS held_end
      FROM {{known}} AS known LEFT JOIN achievements_achievement AS held
        ON held.organisation_id = %(organisation)s AND held.uln = known.uln
       AND held.reference = known.reference AND held.award_date = known.award_date
       AND held.source <> 'AO' AND held.state IN ('active', 'superseded')
      LEFT JOIN {precedence.STANDING} AS standing
        ON standing.person = known.person AND standing.reference = known.reference
       AND standing.award_date = known.award_date
     WHERE known.learner IS NOT NULL AND NOT known.deleted
       AND EXISTS (SELECT FROM {{source}} AS staged WHERE staged.line = known.line)
)
SELECT beside.*,
       CASE WHEN record IS NULL AND lost THEN 'superseded'
            WHEN record IS NULL THEN 'created'
            WHEN coalesce(grade, held_grade) IS DISTINCT FROM held_grade
              OR coalesce(participation_start, held_start) IS DISTINCT FROM held_start
              OR coalesce(participation_end, held_end) IS DISTINCT FROM held_end THEN 'updated'
            ELSE 'unchanged' END AS effect
  FROM beside
"""

_ASKED = "SELECT learner, reference, award_date FROM {known} WHERE learner IS NOT NULL"

# A centre's own records, which undoing another of its batches may just be putting back.
_HOLD = """
SELECT FROM achievements_achievement AS held WHERE held.id IN (
       SELECT own.id FROM {known} AS known JOIN achievements_achievement AS own
           ON own.organisation_id = %(organisation)s AND own.uln = known.uln AND own.reference = known.reference
          AND own.award_date = known.award_date AND own.source <> 'AO' AND own.state IN ('active', 'superseded'))
 ORDER BY held.id FOR NO KEY UPDATE
"""

_INSERT = """
WITH written AS (
    INSERT INTO achievements_achievement
           (uuid, organisation_id, learner_id, uln, reference, award_date, grade, provider_ukprn, mis_identifier,
            status, state, source, collection_type, return_number, participation_start, participation_end,
            batch_id, batch_line)
    SELECT {new_uuid}, %(organisation)s, learner, uln, reference, award_date, grade, %(ukprn)s, mis_identifier,
           'final', CASE effect WHEN 'created' THEN 'active' ELSE 'superseded' END, 'ILR', %(collection_type)s,
           %(return_number)s, participation_start, participation_end, %(batch)s, line
      FROM {outcomes} WHERE effect IN ('created', 'superseded') ORDER BY uln, reference, award_date
        ON CONFLICT DO NOTHING
    RETURNING id, batch_line
)
INSERT INTO {into} (line, effect, record)
SELECT written.batch_line, outcomes.effect, written.id
  FROM written JOIN {outcomes} AS outcomes ON outcomes.line = written.batch_line
"""

_UPDATE = """
WITH written AS (
    UPDATE achievements_achievement AS held
       SET grade = coalesce(said.grade, held.grade), mis_identifier = said.mis_identifier,
           participation_start = coalesce(said.participation_start, held.participation_start),
           participation_end = coalesce(said.participation_end, held.participation_end),
           collection_type = %(collection_type)s, return_number = %(return_number)s,
           batch_id = %(batch)s, batch_line = said.line, updated_at = statement_timestamp()
      FROM {outcomes} AS said
     WHERE said.effect = 'updated' AND held.id = said.record AND held.uln = said.uln
       AND held.state IN ('active', 'superseded')
    RETURNING held.id, held.batch_line
)
INSERT INTO {into} (line, effect, record) SELECT batch_line, 'updated', id FROM written
"""

_NOT_WRITTEN = """
INSERT INTO {into} (line, effect, record)
SELECT line, effect, record FROM {outcomes} WHERE effect = 'unchanged'
UNION ALL
SELECT line, 'skipped', NULL FROM {source} WHERE skip
"""


def record_centre(*, source: str, into: str, sent: Return, by: audit.Actor | None) -> None:
    """Write the records of ``source`` and say in ``into`` (line, effect, record) what each became.

    See :mod:`.precedence` for who waits for whom.
    """
    awards = _hold_people(source)
    precedence.wait_for_boards(awards)
    sql.run(_HOLD.format(known=look_up(source).relation), sent.parameters())
    outcomes = _foresee(source, look_up(source), sent)
    names = {"source": source, "into": into, "outcomes": outcomes, "new_uuid": sql.new_uuid()}
    with audit.part_of_process("achievement.recorded", by=by, batch=sent.batch):
        for statement in (_INSERT, _UPDATE, _NOT_WRITTEN):
            sql.run_many(statement.format(**names), sent.parameters())


def _hold_people(source: str) -> str:
    """The awards of ``source`` with everybody held who is one of its people.

    Somebody may be linked to them while we wait; once all are held, nobody can.
    """
    awards = precedence.name_awards(_ASKED.format(known=look_up(source).relation))
    while True:
        learners.hold_people(f"SELECT learner FROM {awards}")
        now = precedence.name_awards(_ASKED.format(known=look_up(source).relation))
        linked = f"SELECT FROM {now} WHERE learner NOT IN (SELECT learner FROM {awards}) LIMIT 1"
        if not sql.rows(linked):
            return now
        awards = now


def foreseen_centre(*, source: str, known: KnownCentreRecords | None = None, sent: Return) -> Foreseen:
    """What each record of ``source`` would become, as things stand."""
    outcomes = _foresee(source, known or look_up(source), sent)
    values = ", ".join(
        f"'{name}', coalesce(said.{name}, held.{name})"
        for name in ("grade", "participation_start", "participation_end")
    )
    return Foreseen(
        f"""
        SELECT said.line, said.effect, said.record,
               CASE WHEN said.effect <> 'unchanged'
                    THEN jsonb_build_object({values}, 'mis_identifier', said.mis_identifier) END AS after
          FROM {outcomes} AS said LEFT JOIN achievements_achievement AS held ON held.id = said.record
        UNION ALL
        SELECT line, 'skipped', NULL, NULL FROM {source} WHERE skip
        """
    )


def _foresee(source: str, known: KnownCentreRecords, sent: Return) -> str:
    """A relation of every record of ``source`` with its effect and, where there is one, the record that it changes."""
    awards = precedence.name_awards(_ASKED.format(known=known.relation))
    names = {"source": source, "known": known.relation, "awards": awards}
    return sql.temporary("outcomes", _OUTCOMES.format(**names), sent.parameters())
