"""The ledger for reports: many batches of an organisation at once."""

from __future__ import annotations


def jobs_relation() -> str:
    """The batches as a relation for reports, with ``passed``: the records that passed and are, or will be, written.

    Columns: batch, uuid, organisation_id, kind, state, header, options, received_at, total, passed, rejected,
    classes, effects, findings.
    """
    return """(
        SELECT id AS batch, uuid, organisation_id, kind, state, received_at, total, rejected, classes, effects,
               findings, header, options,
               CASE WHEN state IN ('confirmed', 'applied', 'done', 'undoing', 'undone') THEN accepted
                    ELSE 0 END AS passed
          FROM batches_batch
    )"""


def rejected_relation() -> str:
    """The rejected lines of batches as a relation for reports: batch, line, findings."""
    return "(SELECT batch_id AS batch, line, findings FROM batches_batchrow WHERE rejected)"
