"""Writes of organisations."""

from __future__ import annotations

from typing import Any

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
        sql.run(_REGISTER_MANY.format(source=source, into=into), parameters)
        sql.run(_UNCHANGED.format(source=source, into=into), parameters)


# What one batch wrote: its version of each organisation, the one before, and whether nothing came after.
# Versions are found by record, and their process by its key; both are indexed.
_WRITTEN = """
CREATE TEMPORARY TABLE rewritten ON COMMIT DROP AS
SELECT line.line, line.record, mine.pgh_id = latest.pgh_id AS untouched, before.pgh_id AS earlier
  FROM {source} AS line
 CROSS JOIN LATERAL (
       SELECT event.pgh_id FROM organisations_organisationevent AS event
         JOIN pghistory_context AS process ON process.id = event.pgh_context_id
        WHERE event.pgh_obj_id = line.record AND process.metadata ->> 'batch' = %(batch)s
        ORDER BY event.pgh_id LIMIT 1) AS mine
 CROSS JOIN LATERAL (
       SELECT max(event.pgh_id) AS pgh_id FROM organisations_organisationevent AS event
        WHERE event.pgh_obj_id = line.record) AS latest
 CROSS JOIN LATERAL (
       SELECT max(event.pgh_id) AS pgh_id FROM organisations_organisationevent AS event
        WHERE event.pgh_obj_id = line.record AND event.pgh_id < mine.pgh_id) AS before
"""

_RESTORE = """
WITH done AS (
    UPDATE organisations_organisation AS held
       SET name = before.name, acronym = before.acronym, ukprn = before.ukprn, is_active = before.is_active,
           updated_at = statement_timestamp()
      FROM rewritten JOIN organisations_organisationevent AS before ON before.pgh_id = rewritten.earlier
     WHERE held.id = rewritten.record AND rewritten.untouched
    RETURNING held.id
) SELECT count(*) FROM done
"""

_TAKE_OFF = """
WITH done AS (
    UPDATE organisations_organisation AS held SET is_active = false, updated_at = statement_timestamp()
      FROM rewritten
     WHERE held.id = rewritten.record AND rewritten.untouched AND rewritten.earlier IS NULL
       AND NOT EXISTS (SELECT FROM {in_use} AS used WHERE used.organisation_id = held.id)
    RETURNING held.id
) SELECT count(*) FROM done
"""

_LEFT = """
SELECT rewritten.line, held.recognition_number, held.name, held.uuid::text
  FROM rewritten JOIN organisations_organisation AS held ON held.id = rewritten.record
 WHERE NOT rewritten.untouched
    OR (rewritten.earlier IS NULL
        AND EXISTS (SELECT FROM {in_use} AS used WHERE used.organisation_id = held.id))
 ORDER BY rewritten.line
"""


@transaction.atomic
def put_back_many(*, source: str, in_use: str, batch: int, by: audit.Actor | None) -> dict[str, Any]:
    """Undo what a batch wrote: earlier names come back, and what it created is made inactive, never
    destroyed.

    ``source`` is a relation of line and record. Left, and listed, is what has changed since and what it
    created that people belong to by now (``in_use``, a relation of organisation_id): they would lose their
    access.
    """
    with audit.process("organisation.put_back", by=by, batch=batch):
        sql.run("DROP TABLE IF EXISTS pg_temp.rewritten")
        sql.run(_WRITTEN.format(source=source), {"batch": str(batch)})
        put_back = sum(sql.rows(statement.format(in_use=in_use))[0][0] for statement in (_RESTORE, _TAKE_OFF))
        left = [
            {"line": line, "reference": number, "title": name, "organisation": address}
            for line, number, name, address in sql.rows(_LEFT.format(in_use=in_use))
        ]
    return {"put_back": put_back, "left": len(left), "listed": left[:1000]}
