"""An awarding organisation's record takes the place of a centre's for the same award (ACH-10; lrs section 7).

The same award is that of the same person, whichever of their ULNs it was sent under, with the same reference number
and the same award date. The centre's record is superseded beside the other, and stands again once the other is gone.

Whoever changes what stands for a person settles it afterwards, in the same transaction. Everybody takes what they
hold on to in one order: the learners (a centre's batch keeps them, and whoever adds a record refers to them), awarding
organisations' records, centres' records. So two who do it at once wait for each other, and the second sees what the
first has done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from testamur.batches.relations import PutBack
from testamur.learners import queries as learners
from testamur.plumbing import sql

if TYPE_CHECKING:
    from testamur.achievements.models import Achievement

# Asked in the order of the index that holds centres' records alone, so that it is answered from there.
_ANY = """
SELECT learner_id FROM achievements_achievement
 WHERE source <> 'AO' ORDER BY learner_id, reference, award_date LIMIT 1
"""

# Every award with every learner who is the same person.
_AWARDS = """
WITH who AS MATERIALIZED (
    SELECT DISTINCT coalesce(mine.master, mine.learner) AS person, changed.reference, changed.award_date
      FROM ({source}) AS changed JOIN {people} AS mine ON mine.learner = changed.learner
)
SELECT person, person AS learner, reference, award_date FROM who
UNION ALL
SELECT who.person, linked.learner, who.reference, who.award_date
  FROM who JOIN {people} AS linked ON linked.master = who.person
"""

_OF_CENTRES = """
  FROM {awards} AS awards JOIN achievements_achievement AS theirs
    ON theirs.learner_id = awards.learner AND theirs.reference = awards.reference
   AND theirs.award_date = awards.award_date AND theirs.source <> 'AO' AND theirs.state IN ('active', 'superseded')
"""

_HOLD = f"""
SELECT held.id FROM achievements_achievement AS held
 WHERE held.id IN (SELECT theirs.id {_OF_CENTRES}) ORDER BY held.id FOR NO KEY UPDATE
"""

_CONTESTED = (
    f"SELECT theirs.id, theirs.learner_id, awards.person, awards.reference, awards.award_date {_OF_CENTRES}"
)

_WAIT = """
SELECT FROM achievements_achievement AS held WHERE held.id IN (
       SELECT ours.id FROM {awards} AS awards JOIN achievements_achievement AS ours
           ON ours.learner_id = awards.learner AND ours.reference = awards.reference
          AND ours.award_date = awards.award_date AND ours.source = 'AO')
 ORDER BY held.id FOR SHARE
"""

STANDING = """(
    SELECT DISTINCT awards.person, awards.reference, awards.award_date
      FROM {awards} AS awards JOIN achievements_achievement AS ours
        ON ours.learner_id = awards.learner AND ours.reference = awards.reference
       AND ours.award_date = awards.award_date AND ours.source = 'AO' AND ours.state = 'active'
)"""
"""SQL: those of ``awards`` (person, reference, award_date) of which an awarding organisation's own record stands."""

_SETTLE = f"""
UPDATE achievements_achievement AS held SET state = judged.state, updated_at = statement_timestamp()
  FROM (SELECT contested.*, CASE WHEN standing.person IS NULL THEN 'active' ELSE 'superseded' END AS state
          FROM {{contested}} AS contested LEFT JOIN {STANDING} AS standing
            ON standing.person = contested.person AND standing.reference = contested.reference
           AND standing.award_date = contested.award_date) AS judged
 WHERE held.id = judged.id AND held.learner_id = judged.learner_id AND held.reference = judged.reference
   AND held.award_date = judged.award_date AND held.state IN ('active', 'superseded') AND held.state <> judged.state
"""


def name_awards(source: str, parameters: dict[str, Any] | None = None) -> str:
    """A relation of person, learner, reference, award_date, made of a query of (learner, reference, award_date)."""
    awards = sql.temporary(
        "awards", _AWARDS.format(source=source, people=learners.people_relation()), parameters
    )
    sql.run(f"ANALYZE {awards}")
    return awards


def wait_for_boards(awards: str) -> None:
    """Let awarding organisations who are at their records of these awards finish, and keep them from the next change.

    Whoever takes a record off has written it already when they settle, and cannot see what is not committed yet.
    """
    sql.run(_WAIT.format(awards=awards))


def settle(source: str, parameters: dict[str, Any] | None = None, *, people_change: bool = False) -> None:
    """Let the centres' records of these awards be superseded, or stand again.

    ``source`` is a query of (learner, reference, award_date). First whoever else is at the same records is waited
    for; only the statement after that sees what they have done. Where no centre has sent a record that is all.
    ``people_change`` says that the caller, who holds them, makes other people of learners and has changed no record.
    """
    # References are otherwise checked when the transaction commits, which would be too late to wait for a centre.
    sql.run("SET CONSTRAINTS ALL IMMEDIATE")
    sql.run("SET CONSTRAINTS ALL DEFERRED")
    if not sql.rows(_ANY):
        return
    awards = name_awards(source, parameters)
    if people_change:
        wait_for_boards(awards)
    if not sql.rows(_HOLD.format(awards=awards)):
        return
    contested = sql.temporary("contested", _CONTESTED.format(awards=awards))
    # Only what is contested is looked at further.
    sql.run(
        f"""
        DELETE FROM {awards} AS awards WHERE NOT EXISTS (
               SELECT FROM {contested} AS contested WHERE contested.person = awards.person
                  AND contested.reference = awards.reference AND contested.award_date = awards.award_date)
        """
    )
    sql.run_many(_SETTLE.format(awards=awards, contested=contested))


def settle_people(people: Iterable[int], award: Achievement) -> None:
    """The same for one award of these learners."""
    settle(
        "SELECT unnest(%(people)s::bigint[]) AS learner, %(reference)s AS reference, %(date)s::date AS award_date",
        {"people": list(people), "reference": award.reference, "date": award.award_date},
    )


def settle_put_back(put_back: PutBack) -> None:
    """The same for achievements that undoing a batch has put back."""
    settle(f"SELECT learner_id AS learner, reference, award_date FROM {put_back.relation}")
