"""Who is one person under several ULNs (lrs section 4.2), as relations for set rules."""

from __future__ import annotations

from testamur.plumbing import sql


def people_relation() -> str:
    """Every learner and its master: learner, uln, master (or null)."""
    return "(SELECT id AS learner, uln, master_id AS master FROM learners_learner)"


def ulns_of_person(person: str) -> str:
    """The ULNs of one person, ``person`` being an SQL expression for the master's id: uln.

    Two questions that have an index each, where "one or the other" would read every learner.
    """
    return f"""(
        SELECT uln FROM learners_learner WHERE id = {person}
        UNION ALL
        SELECT uln FROM learners_learner WHERE master_id = {person}
    )"""


def hold_people(learners: str) -> None:
    """Until the transaction ends, nobody else puts a record on these learners; ``learners`` is a query of their ids.

    A record's reference to its learner is what has to wait. Everybody takes learners in the order of their ULNs, as
    batches do.
    """
    sql.run(
        f"SELECT FROM learners_learner AS held WHERE held.id IN ({learners}) ORDER BY held.uln, held.id FOR UPDATE"
    )


def hold_for_record(*ulns: str) -> None:
    """Until the transaction ends, nobody may say that a learner with one of these numbers is somebody else.

    Whoever puts a record on a learner needs this in the end. It is taken first, before any record, so that nobody
    who holds the learners and waits for records is waited for.
    """
    sql.run(
        "SELECT FROM learners_learner AS held WHERE held.uln = ANY(%(ulns)s) ORDER BY held.uln FOR KEY SHARE",
        {"ulns": list(ulns)},
    )
