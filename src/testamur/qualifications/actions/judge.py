"""Set rules of register files: what can only be said of a line beside the other lines and what is held."""

from __future__ import annotations

from testamur.organisations import queries as organisations
from testamur.plumbing import sql
from testamur.qualifications.states import TAKEN_OFF

_FOUND = "INSERT INTO {found} (line, key, field, value, params)"

# The relation has no index, so lines are compared with each other by windows, never by joining all
# to all.
_REPEATED = f"""
{_FOUND}
SELECT line, 'Q20.repeated', %(heading)s, left(reference, 200),
       jsonb_build_object('what', 'number and title', 'first', first)
  FROM (
        SELECT line, reference, min(line) OVER (PARTITION BY reference, title) AS first FROM {{source}}
       ) AS numbered
 WHERE line <> first
"""

_UNKNOWN_OWNER = f"""
{_FOUND}
SELECT staged.line, 'Q21.unknown_owner', 'Owner Organisation Recognition Number', staged.owner_number, NULL
  FROM {{source}} AS staged LEFT JOIN {organisations.register_relation()} AS owner
    ON owner.recognition_number = staged.owner_number AND owner.is_awarding
 WHERE owner.recognition_number IS NULL
"""

_OWNER_CHANGES = f"""
{_FOUND}
SELECT staged.line, 'Q22.owner_changes', 'Owner Organisation Recognition Number', staged.owner_number,
       jsonb_build_object('before', held.owner_number)
  FROM {{source}} AS staged JOIN qualifications_entry AS held
    ON held.reference = staged.reference AND held.title = staged.title
 WHERE held.owner_number <> staged.owner_number
"""

# Said once a reference, on its first line, and only of references for which the file holds a title that is
# new.
_OTHER_TITLE = f"""
WITH titles AS (
    SELECT staged.reference, min(staged.line) AS line
      FROM {{source}} AS staged LEFT JOIN qualifications_entry AS held
        ON held.reference = staged.reference AND held.title = staged.title
     GROUP BY staged.reference HAVING count(*) > count(held.id)
)
{_FOUND}
SELECT titles.line, 'Q23.other_title', %(heading)s, titles.reference,
       jsonb_build_object('title', min(held.title))
  FROM titles JOIN qualifications_entry AS held
    ON held.reference = titles.reference AND held.status <> %(taken_off)s
  LEFT JOIN {{source}} AS staged ON staged.reference = held.reference AND staged.title = held.title
 WHERE staged.line IS NULL GROUP BY titles.line, titles.reference
"""

_ORGANISATION_REPEATED = f"""
{_FOUND}
SELECT line, 'Q20.repeated', 'Recognition Number', recognition_number,
       jsonb_build_object('what', 'recognition number', 'first', first)
  FROM (
        SELECT line, recognition_number, min(line) OVER (PARTITION BY recognition_number) AS first FROM {{source}}
       ) AS numbered
 WHERE line <> first
"""

_UKPRN_REPEATED = f"""
{_FOUND}
SELECT line, 'Q20.repeated', 'UKPRN', ukprn, jsonb_build_object('what', 'UKPRN', 'first', first)
  FROM (
        SELECT line, ukprn, min(line) OVER (PARTITION BY ukprn) AS first FROM {{source}} WHERE ukprn IS NOT NULL
       ) AS numbered
 WHERE line <> first
"""

_UKPRN_TAKEN = f"""
{_FOUND}
SELECT staged.line, 'Q24.ukprn_taken', 'UKPRN', staged.ukprn, jsonb_build_object('holder', held.name)
  FROM {{source}} AS staged JOIN {organisations.register_relation()} AS held ON held.ukprn = staged.ukprn
 WHERE held.recognition_number IS DISTINCT FROM staged.recognition_number
"""

_OTHER_KIND = f"""
{_FOUND}
SELECT staged.line, 'Q25.other_kind', 'Recognition Number', staged.recognition_number,
       jsonb_build_object('holder', held.name)
  FROM {{source}} AS staged JOIN {organisations.register_relation()} AS held
    ON held.recognition_number = staged.recognition_number
 WHERE NOT held.is_awarding
"""


def judge(*, source: str, found: str, heading: str) -> None:
    """Judge lines of qualifications or units; ``heading`` is that of the number.

    ``source`` is a relation of line and the columns of :data:`~testamur.qualifications.actions.record.SHAPE`;
    what is found is added to ``found`` (line, key, field, value, params).
    """
    parameters = {"heading": heading, "taken_off": TAKEN_OFF}
    for statement in (_REPEATED, _UNKNOWN_OWNER, _OWNER_CHANGES, _OTHER_TITLE):
        sql.run(statement.format(source=source, found=found), parameters)


def judge_organisations(*, source: str, found: str) -> None:
    """The same for lines of organisations: line, recognition_number, name, acronym, ukprn."""
    for statement in (_ORGANISATION_REPEATED, _UKPRN_REPEATED, _UKPRN_TAKEN, _OTHER_KIND):
        sql.run(statement.format(source=source, found=found))
