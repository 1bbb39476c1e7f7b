"""Writes of organisations."""

from __future__ import annotations

from django.db import transaction

from testamur.audit import actions as audit
from testamur.organisations.models import Organisation, OrganisationKind
from testamur.plumbing import sql


@transaction.atomic
def register(
    *,
    name: str,
    kind: str,
    ukprn: str | None = None,
    recognition_number: str | None = None,
    acronym: str = "",
    by: audit.Actor | None,
) -> Organisation:
    """Put an organisation on the register."""
    with audit.process("organisation.registered", by=by):
        return Organisation.objects.create(
            name=name,
            kind=kind,
            ukprn=ukprn or None,
            recognition_number=recognition_number or None,
            acronym=acronym,
        )


_REGISTER_MANY = """
WITH written AS (
    INSERT INTO organisations_organisation AS held
           (uuid, name, acronym, kind, ukprn, recognition_number, is_active, created_at, updated_at)
    SELECT gen_random_uuid(), name, acronym, %(kind)s, ukprn, recognition_number, true, statement_timestamp(),
           statement_timestamp()
      FROM {source} AS line
     WHERE NOT EXISTS (
           SELECT FROM organisations_organisation AS other
            WHERE (other.ukprn = line.ukprn
                   AND other.recognition_number IS DISTINCT FROM line.recognition_number)
               OR (other.recognition_number = line.recognition_number AND other.kind <> %(kind)s))
     ORDER BY line.line
        ON CONFLICT (recognition_number) DO UPDATE
       SET name = excluded.name, acronym = excluded.acronym, ukprn = coalesce(excluded.ukprn, held.ukprn),
           is_active = true, updated_at = excluded.updated_at
     WHERE (held.name, held.acronym, held.ukprn, held.is_active) IS DISTINCT FROM
           (excluded.name, excluded.acronym, coalesce(excluded.ukprn, held.ukprn), true)
    RETURNING held.id, held.recognition_number, held.xmax = 0 AS is_new
)
INSERT INTO {into} (line, effect, record)
SELECT line.line, CASE WHEN written.is_new THEN 'created' ELSE 'updated' END, written.id
  FROM written JOIN {source} AS line ON line.recognition_number = written.recognition_number
"""

_UNCHANGED = """
INSERT INTO {into} (line, effect, record)
SELECT line.line, 'unchanged', held.id
  FROM {source} AS line JOIN organisations_organisation AS held
    ON held.recognition_number = line.recognition_number AND held.kind = %(kind)s AND held.is_active
   AND held.name = line.name AND held.acronym = line.acronym
   AND (line.ukprn IS NULL OR line.ukprn = held.ukprn)
 WHERE NOT EXISTS (SELECT FROM {into} AS done WHERE done.line = line.line)
"""


@transaction.atomic
def register_many(*, source: str, into: str, batch: int, by: audit.Actor | None) -> None:
    """Put awarding organisations on the register, or bring them up to date, by recognition number.

    ``source`` is a relation of line, recognition_number, name, acronym and ukprn (``NULL`` leaves the UKPRN
    as it is), each recognition number once; ``into`` a table of line, effect and record that is told what
    became of each line. A line whose UKPRN or recognition number belongs to something else is left out of
    it.
    """
    with audit.process("organisation.registered", by=by, batch=batch):
        parameters = {"kind": OrganisationKind.AWARDING_ORGANISATION.value}
        write = _REGISTER_MANY.format(source=source, into=into)
        sql.where_free(lambda: sql.run_many(write, parameters))
        sql.run(_UNCHANGED.format(source=source, into=into), parameters)
