"""Verifying learners. Nothing of a learner changes; but who asked for whom is noted on the learner's timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson
from django.db import transaction

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit import actions as audit
from testamur.batches.relations import Foreseen, Known
from testamur.learners.actions.misses import check_may_name, note_miss
from testamur.learners.models import Learner
from testamur.learners.queries.learners import identities_relation
from testamur.learners.queries.verifying import VERIFIED, Verified, verify_one
from testamur.learners.rules.verifying import ANSWER_KEYS, Claim, Held, verify
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation

SHAPE = (
    "uln text, given_name text, family_name text, date_of_birth date, gender smallint, mis_identifier text"
)


@transaction.atomic
def verify_learner(*, claim: Claim, organisation: Organisation, through: str, by: User) -> Verified:
    """Answer one claim for somebody who may verify learners for the organisation, and note that they asked."""
    access.check_can(by, Permission.LEARNER_VERIFY, organisation)
    check_may_name(claim=claim, by=by)
    answer = verify_one(claim)
    if answer.held is None:
        note_miss(claim=claim, by=by)
    if answer.learner is not None:
        with audit.process(VERIFIED, by=by, reason=organisation.name, through=through):
            audit.note(record=answer.learner.known_as)
    return answer


# Every staged claim beside the learner and the learner's master. What is equal in every respect is answered here and
# never leaves the database; everything else goes through the same pure rule as one claim on a page.
_KNOWN = f"""
SELECT record.line, record.uln, held.learner, held.master_uln, coalesce(master.learner, held.learner) AS person,
       CASE WHEN held.learner IS NULL THEN 'WSVRC006'
            WHEN held.master_uln IS NULL
             AND lower(record.given_name) = lower(held.given_name)
             AND lower(record.family_name) = lower(held.family_name)
             AND coalesce(record.date_of_birth, held.date_of_birth) = held.date_of_birth
             AND (coalesce(record.gender, 0) NOT IN (1, 2) OR held.gender NOT IN (1, 2)
                  OR record.gender = held.gender) THEN 'WSVRC001'
       END AS code,
       '' AS flags
  FROM {{source}} AS record
  LEFT JOIN {identities_relation()} AS held ON held.uln = record.uln AND NOT held.deleted
  LEFT JOIN {identities_relation()} AS master ON master.uln = held.master_uln
"""

_TO_COMPARE = f"""
SELECT record.line, record.uln, record.given_name, record.family_name, record.date_of_birth, record.gender,
       held.given_name, held.family_name, held.previous_family_name, held.date_of_birth, held.gender,
       master.given_name, master.family_name, master.previous_family_name, master.date_of_birth, master.gender
  FROM {{known}} AS known
  JOIN {{source}} AS record ON record.line = known.line
  JOIN {identities_relation()} AS held ON held.learner = known.learner
  LEFT JOIN {identities_relation()} AS master ON master.uln = held.master_uln
 WHERE known.code IS NULL
"""

_ANSWER = """
UPDATE {known} AS known SET code = said.code, flags = said.flags
  FROM jsonb_to_recordset(%(answers)s::jsonb) AS said(line integer, code text, flags text)
 WHERE known.line = said.line
"""

_FOUND = """
INSERT INTO {found} (line, key, field, value, params)
SELECT line, (%(keys)s)::jsonb ->> code, 'ULN', uln, jsonb_build_object('flags', flags, 'master', master_uln)
  FROM {known} WHERE code <> 'WSVRC001'
"""


@dataclass(frozen=True, slots=True)
class Answers(Known):
    """Every claim with its answer: line, uln, learner, master_uln, person, code, flags."""


def judge_claims(*, source: str, found: str) -> Answers:
    """Answer every claim of ``source``, and say in ``found`` what is no plain match.

    ``source`` is a relation of line and the columns of :data:`SHAPE`.
    """
    answers = _look_up(source)
    keys = {"keys": orjson.dumps({code.value: key for code, key in ANSWER_KEYS.items()}).decode()}
    sql.run(_FOUND.format(found=found, known=answers.relation), keys)
    return answers


def foreseen(*, source: str, known: Answers | None = None) -> Foreseen:
    """Which answer each claim of ``source`` has."""
    answers = known or _look_up(source)
    return Foreseen(
        f"SELECT line, code AS effect, NULL::bigint AS record, NULL::jsonb AS after FROM {answers.relation}"
    )


def answer_many(
    *,
    source: str,
    into: str,
    known: Answers | None = None,
    batch: int,
    organisation: Organisation,
    through: str,
    by: audit.Actor | None,
) -> None:
    """Write the answers into ``into`` (line, effect, record), and note on every learner's timeline who asked."""
    answers = known or _look_up(source)
    sql.run(
        f"INSERT INTO {into} (line, effect, record) SELECT known.line, code, learner "
        f"FROM {answers.relation} AS known JOIN {source} AS staged ON staged.line = known.line"
    )
    with audit.process(VERIFIED, by=by, reason=organisation.name, batch=batch, through=through):
        people = f"SELECT DISTINCT person FROM {answers.relation} WHERE person IS NOT NULL"
        audit.note_many(model=Learner, ids=people)


def _look_up(source: str) -> Answers:
    known = sql.temporary("known", _KNOWN.format(source=source))
    answers = []
    for line, uln, given, family, born, gender, *held in sql.rows(
        _TO_COMPARE.format(source=source, known=known)
    ):
        verdict = verify(Claim(uln, given, family, born, gender), _held(held))
        answers.append({"line": line, "code": verdict.code, "flags": ", ".join(verdict.flags)})
    if answers:
        sql.run(_ANSWER.format(known=known), {"answers": orjson.dumps(answers).decode()})
    return Answers(known)


def _held(values: Sequence[Any]) -> Held:
    held, master = Held(*values[:5]), Held(*values[5:])
    return replace(held, master=master) if master.date_of_birth is not None else held
