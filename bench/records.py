"""The records of a batch file as the other ways of writing them need them, and tables like that of achievements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.world import TODAY, World
from testamur.achievements.kinds.achievements.layout import RowOptions
from testamur.achievements.kinds.achievements.rules import read
from testamur.batches.columns import Line
from testamur.learners import queries as learners
from testamur.plumbing import sql

COPIED, BARE = "bench_copied", "bench_bare"
IMPORTED, BULKED, TUNED = "bench_imported", "bench_bulked", "bench_tuned"

COLUMNS = (
    "uuid",
    "organisation_id",
    "learner_id",
    "uln",
    "reference",
    "award_date",
    "grade",
    "provider_ukprn",
    "language",
    "mis_identifier",
    "status",
    "state",
    "action_date",
    "action_reason",
    "batch_id",
    "batch_line",
)


def make_tables() -> None:
    """For every other way a table with the columns, indexes, checks and foreign keys of achievements, and a bare one.

    They keep no history. The key is unique whatever the state, because a look-up that does not ask for a state, as
    that of django-import-export, could not use the two partial indexes.
    """
    for name in (COPIED, IMPORTED, BULKED, TUNED):
        sql.run(f"CREATE TABLE {name} (LIKE achievements_achievement INCLUDING ALL EXCLUDING INDEXES)")
        sql.run(f"ALTER TABLE {name} ADD PRIMARY KEY (id), ADD UNIQUE (uuid)")
        sql.run(f"CREATE UNIQUE INDEX ON {name} (organisation_id, uln, reference, award_date)")
        sql.run(f"CREATE INDEX ON {name} (organisation_id, uln) WHERE state = 'withdrawn'")
        for columns in ("learner_id", "batch_id, batch_line"):
            sql.run(f"CREATE INDEX ON {name} ({columns})")
        for column, table in (
            ("organisation_id", "organisations_organisation"),
            ("learner_id", "learners_learner"),
        ):
            sql.run(
                f"ALTER TABLE {name} ADD FOREIGN KEY ({column}) REFERENCES {table} DEFERRABLE INITIALLY DEFERRED"
            )
    sql.run(f"CREATE TABLE {BARE} (LIKE achievements_achievement INCLUDING DEFAULTS INCLUDING IDENTITY)")


def lines_of(path: Path) -> Iterator[Line]:
    """The file's records, read and judged by the row rules, one after another."""
    with path.open("rb") as file:
        yield from read(file, name=path.name, rows=RowOptions(today=TODAY)).lines


def good_lines(path: Path) -> list[Line]:
    """Those that the row rules accept."""
    return [line for line in lines_of(path) if not line.rejected]


def rows_of(world: World, path: Path) -> list[dict[str, Any]]:
    """The achievements that a batch file makes, by column: what is left when all look-ups are done."""
    payloads = [(line.number, line.payload) for line in good_lines(path) if line.payload]
    known = dict(learners.with_ulns({p["uln"] for _, p in payloads}).values_list("uln", "pk"))
    registered = {qualification.reference for qualification in world.qualifications}
    return [
        {
            **{name: payload[name] for name in payload.keys() & set(COLUMNS)},
            "organisation_id": world.organisation.pk,
            "learner_id": known[payload["uln"]],
            "status": "final",
            "state": "active",
            "batch_id": world.earlier_batch,
            "batch_line": number,
        }
        for number, payload in payloads
        if payload["uln"] in known and payload["reference"] in registered
    ]


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
