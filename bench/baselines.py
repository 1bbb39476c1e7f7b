"""The limit (bare COPY) and the usual way (the ORM, a row at a time)."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

from bench.measure import Sample, timed
from bench.records import COLUMNS, day, lines_of, rows_of
from bench.world import NUMBER, SIZE, World
from testamur.achievements import queries as achievements
from testamur.audit import actions as audit
from testamur.learners import queries as learners
from testamur.qualifications import queries as qualifications


def copy(world: World, path: Path, *, table: str) -> Sample:
    """COPY the finished rows into ``table``; reading, judging and looking up have been done before."""
    rows = rows_of(world, path)
    lines = []
    for row in rows:
        cells = [
            str(uuid.uuid4()),
            *("\\N" if (cell := row.get(name)) is None else str(cell) for name in COLUMNS[1:]),
        ]
        lines.append("\t".join(cells) + "\n")
    data = "".join(lines).encode()

    def write() -> None:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN") as into,
        ):
            into.write(data)

    return timed(len(rows), write)


def orm(world: World, path: Path, *, size: int = SIZE) -> Sample:
    """Read, judge, look up, check and save with history, one record after another, in one transaction.

    For another organisation, so that the records are the same and none exists.
    """
    return timed(size, lambda: _import(world, path))


@transaction.atomic
def _import(world: World, path: Path) -> None:
    model = apps.get_model("achievements", "Achievement")
    organisation = world.other_organisation
    with audit.process("bench.imported", by=world.user):
        for line in lines_of(path):
            payload = line.payload
            if line.rejected or payload is None:
                continue
            learner = learners.by_uln(payload["uln"])
            entries = [e for e in qualifications.entries(payload["reference"]) if e.owner_number == NUMBER]
            if learner is None or not entries:
                continue
            awarded = day(payload["award_date"])
            key = {"uln": payload["uln"], "reference": payload["reference"], "award_date": awarded}
            if achievements.achievements_by_key(organisation, **key).exists():
                continue
            model(
                **key,
                organisation=organisation,
                learner=learner,
                grade=payload["grade"],
                provider_ukprn=payload["provider_ukprn"],
                language=payload["language"],
                mis_identifier=payload["mis_identifier"],
                status="final",
                action_date=day(payload["action_date"]),
                action_reason=payload["action_reason"],
                batch_line=line.number,
            ).save()
