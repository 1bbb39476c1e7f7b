"""What the register knows of each record of a set, joined once: the ground of every set rule and of every write.

Statements are constant in number, whatever the number of records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

from testamur.achievements.states import ACHIEVEMENT_LIFE, Job, State, as_sql
from testamur.batches.relations import Known, Writes
from testamur.learners import queries as learners
from testamur.plumbing import sql
from testamur.qualifications import queries as qualifications

SHAPE = (
    "uln text, reference text, reference_kind text, award_date date, action text, action_date date, "
    "action_reason text, given_name text, family_name text, date_of_birth date, gender smallint, grade text, "
    "language text, mis_identifier text, provider_ukprn text"
)

WRITES = Writes(
    "achievements.Achievement",
    taken_back={"state": State.WITHDRAWN.value},
    reason="action_reason",
    listed={"uln": "uln", "reference": "reference", "award_date": "award_date", "achievement": "uuid"},
    compared={
        "grade": gettext_noop("Grade"),
        "status": gettext_noop("Status"),
        "state": gettext_noop("State"),
        "provider_ukprn": gettext_noop("Provider UKPRN"),
        "language": gettext_noop("Language for assessment"),
        "mis_identifier": gettext_noop("MIS identifier"),
        "participation_start": gettext_noop("Participation start date"),
        "participation_end": gettext_noop("Participation end date"),
    },
    words={
        "status": {"provisional": gettext_noop("Provisional"), "final": gettext_noop("Final")},
        "state": {state.value: ACHIEVEMENT_LIFE.meaning(state).label for state in State},
    },
)


@dataclass(frozen=True, slots=True)
class Context:
    """For whom and how a set of records is judged and written. ``batch`` is ``None`` for a page's single record.

    ``issued_on`` is when the results were issued to the learners, if their file says so.
    """

    organisation: int
    recognition_number: str
    job: Job
    batch: int | None = None
    issued_on: str | None = None

    def parameters(self) -> dict[str, Any]:
        return {
            "organisation": self.organisation,
            "number": self.recognition_number,
            "job": self.job.value,
            "batch": self.batch,
            "issued": self.issued_on,
        }


# One row a staged record. Entries of the register that the organisation may award come first; of several withdrawn
# achievements under one key, the latest counts.
_KNOWN = f"""
WITH entries AS MATERIALIZED (
    SELECT entry.* FROM {qualifications.register_relation()} AS entry
     WHERE entry.reference IN (SELECT DISTINCT reference FROM {{source}})
), listed AS (
    SELECT record.line,
           bool_or(entry.owner_number = %(number)s OR entry.shared) AS mine,
           min(entry.owner_name) AS owner,
           bool_or(
               (entry.owner_number = %(number)s OR entry.shared)
               AND (entry.starts_on IS NULL OR entry.starts_on <= record.award_date)
               AND (entry.awarded_until IS NULL OR record.award_date <= entry.awarded_until)
           ) AS offered,
           bool_and(entry.framework = 'QCF') AS qcf,
           bool_or(cardinality(entry.grades) = 0 OR upper(record.grade) = ANY(entry.grades)) AS on_scale,
           min(array_to_string(entry.grades, ', ')) AS scale
      FROM {{source}} AS record JOIN entries AS entry ON entry.reference = record.reference
     GROUP BY record.line
), held AS (
    SELECT record.line, active.id AS achievement, active.status, active.mis_identifier AS held_mis
      FROM {{source}} AS record
      JOIN achievements_achievement AS active
        ON active.organisation_id = %(organisation)s AND active.uln = record.uln
       AND active.reference = record.reference AND active.award_date = record.award_date
       AND active.state = 'active'
), gone AS (
    SELECT DISTINCT ON (record.line) record.line, withdrawn.id AS achievement, withdrawn.status
      FROM {{source}} AS record
      JOIN achievements_achievement AS withdrawn
        ON withdrawn.organisation_id = %(organisation)s AND withdrawn.uln = record.uln
       AND withdrawn.reference = record.reference AND withdrawn.award_date = record.award_date
       AND withdrawn.state = 'withdrawn'
     ORDER BY record.line, withdrawn.id DESC
), joined AS (
    SELECT record.*,
           learner.learner, learner.given_name AS held_given, learner.family_name AS held_family,
           learner.previous_family_name AS held_previous, learner.date_of_birth AS held_birth,
           learner.gender AS held_gender, learner.master_uln, learner.deleted,
           listed.mine, listed.owner, listed.offered, listed.on_scale, listed.scale, held.held_mis,
           coalesce(listed.qcf, false) AS qcf,
           coalesce(held.achievement, gone.achievement) AS achievement,
           coalesce(held.status, CASE WHEN gone.achievement IS NOT NULL THEN 'withdrawn' ELSE 'nothing' END) AS found,
           gone.status AS gone_status,
           CASE WHEN coalesce(listed.qcf, false) THEN 'final' ELSE %(job)s END AS job
      FROM {{source}} AS record
      LEFT JOIN {learners.identities_relation()} AS learner ON learner.uln = record.uln
      LEFT JOIN listed ON listed.line = record.line
      LEFT JOIN held ON held.line = record.line
      LEFT JOIN gone ON gone.line = record.line
)
SELECT joined.*, {as_sql("effect", action="action", found="found", job="job")} AS effect,
       {as_sql("refusal", action="action", found="found", job="job")} AS refusal
  FROM joined
"""


@dataclass(frozen=True, slots=True)
class KnownRecords(Known):
    """A record's own columns, and: learner, deleted, mine, offered, held_*, achievement, found, effect, refusal."""


def look_up(source: str, context: Context) -> KnownRecords:
    """What is known of the records of ``source``, a relation of line and the columns of :data:`SHAPE`."""
    relation = sql.temporary("known", _KNOWN.format(source=source), context.parameters())
    sql.run(f"ANALYZE {relation} (line, achievement, effect)")
    return KnownRecords(relation)
