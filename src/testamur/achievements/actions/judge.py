"""Set rules: what can only be said of a record beside the learner, the register and the achievements (L and B)."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings

from testamur.achievements.actions.known import Context, KnownRecords, look_up
from testamur.learners.rules import compare_names
from testamur.organisations import queries as organisations
from testamur.plumbing import sql

# Each rule: SELECT line, key, field, value, params. The field is the element's name in the submission.
_RULES: tuple[str, ...] = (
    "SELECT line, 'L01.unknown_uln', 'Uln', uln, NULL::jsonb FROM {known} WHERE learner IS NULL",
    "SELECT line, 'L01.deleted_uln', 'Uln', uln, NULL FROM {known} WHERE deleted",
    """SELECT line, 'L02.date_of_birth', 'DateofBirth', date_of_birth::text, NULL FROM {known}
        WHERE learner IS NOT NULL AND date_of_birth <> held_birth""",
    """SELECT line, 'L02.gender', 'Gender', gender::text, NULL FROM {known}
        WHERE learner IS NOT NULL AND gender IN (1, 2) AND held_gender IN (1, 2) AND gender <> held_gender""",
    """SELECT line, 'L03.merged', 'Uln', uln, jsonb_build_object('master', master_uln) FROM {known}
        WHERE master_uln IS NOT NULL""",
    """SELECT line, 'B01.unknown_reference', 'UnitOrQualificationReferenceNumber', reference, NULL FROM {known}
        WHERE mine IS NULL""",
    """SELECT line, 'B01.not_owner', 'UnitOrQualificationReferenceNumber', reference,
              jsonb_build_object('owner', coalesce(nullif(owner, ''), 'another organisation'))
         FROM {known} WHERE NOT mine""",
    """SELECT line, 'B01.not_offered', 'AchievementAwardDate', reference, NULL FROM {known}
        WHERE mine AND NOT offered AND action IN ('create', 'update', 'reinstate')""",
    """SELECT line, refusal, 'Action', action, jsonb_build_object('action', action) FROM {known}
        WHERE refusal IS NOT NULL""",
    """SELECT line, 'B04.locked_field', 'MisIdentifier', mis_identifier,
              jsonb_build_object('fields', 'the MIS identifier')
         FROM {known} WHERE action = 'update' AND effect IS NOT NULL AND mis_identifier IS NOT NULL
          AND mis_identifier IS DISTINCT FROM held_mis""",
    """SELECT line, 'B05.treated_as_final', 'UnitOrQualificationReferenceNumber', reference, NULL FROM {known}
        WHERE qcf AND reference_kind = 'qualification' AND %(job)s = 'provisional'""",
    """SELECT line, 'B08.grade_scale', 'Grade', grade, jsonb_build_object('scale', scale) FROM {known}
        WHERE grade IS NOT NULL AND mine AND NOT on_scale AND action <> 'withdraw'""",
)

# An update whose key is unknown although the organisation holds the same award on another day: it would change the
# award date, which only "withdraw and create" can.
_MOVED_DATE = """
UPDATE {found} AS found
   SET key = 'B04.locked_field', field = 'AchievementAwardDate', value = moved.award_date,
       params = jsonb_build_object('fields', 'the award date')
  FROM (
        SELECT DISTINCT record.line, record.award_date::text AS award_date
          FROM {known} AS record
          JOIN achievements_achievement AS other
            ON other.organisation_id = %(organisation)s AND other.uln = record.uln
           AND other.reference = record.reference AND other.state = 'active'
         WHERE record.action = 'update' AND record.refusal = 'B03.not_found'
       ) AS moved
 WHERE found.line = moved.line AND found.key = 'B03.not_found'
"""

_DIFFERENT_NAMES = """
SELECT line, given_name, family_name, held_given, held_family, held_previous FROM {known}
 WHERE learner IS NOT NULL
   AND (lower(given_name) <> lower(held_given) OR lower(family_name) <> lower(held_family)) ORDER BY line
"""


def judge(*, source: str, found: str, context: Context) -> KnownRecords:
    """Judge the records of ``source``, add to ``found`` (line, key, field, value, params), and say what is known.

    ``source`` is a relation of line and the columns of :data:`~testamur.achievements.actions.known.SHAPE`.
    """
    known = look_up(source, context)
    parameters, names = context.parameters(), {"known": known.relation, "found": found}
    union = "\nUNION ALL\n".join(_RULES).format(**names)
    sql.run(f"INSERT INTO {found} (line, key, field, value, params) {union}", parameters)
    sql.run(_MOVED_DATE.format(**names), parameters)
    _judge_providers(**names)
    judge_names(**names)
    return known


_UNKNOWN_PROVIDER = {"warning": "F07.unknown_provider", "error": "F07.unknown_provider_refused"}


def _judge_providers(*, known: str, found: str) -> None:
    key = _UNKNOWN_PROVIDER.get(settings.ACHIEVEMENT_UNKNOWN_PROVIDER)
    if key is None:
        return
    sql.run(
        f"""
        INSERT INTO {found} (line, key, field, value)
        SELECT known.line, %(key)s, 'ProviderUkprn', known.provider_ukprn
          FROM {known} AS known
          LEFT JOIN {organisations.ukprns_relation()} AS held ON held.ukprn = known.provider_ukprn
         WHERE known.provider_ukprn IS NOT NULL AND held.ukprn IS NULL
        """,
        {"key": key},
    )


def judge_names(*, known: str, found: str) -> None:
    """Names that differ go through the same pure rule as everywhere; those that are equal never leave the database."""
    differ: list[dict[str, Any]] = []
    for line, given, family, held_given, held_family, held_previous in sql.rows(
        _DIFFERENT_NAMES.format(known=known)
    ):
        compared = compare_names(
            given, family, held_given=held_given, held_family=held_family, held_previous=held_previous
        )
        if compared.verdict == "match":
            continue
        key = "L02.name_similar" if compared.verdict == "similar" else "L02.name_mismatch"
        params = {"flags": ", ".join(compared.flags)}
        differ.append({"line": line, "key": key, "value": f"{given} {family}", "params": params})
    if differ:
        sql.run(
            f"""
            INSERT INTO {found} (line, key, field, value, params)
            SELECT said.line, said.key, 'FamilyName', said.value, said.params
              FROM jsonb_to_recordset(%(found)s::jsonb) AS said(line integer, key text, value text, params jsonb)
            """,
            {"found": orjson.dumps(differ).decode()},
        )
