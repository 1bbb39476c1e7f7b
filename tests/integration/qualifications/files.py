"""Register files of a few rows, and their way through the batch engine."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from testamur.batches import actions as batches
from testamur.batches.columns.layout import Layout
from testamur.batches.models import Batch
from testamur.qualifications.kinds.organisations.layout import LAYOUT as ORGANISATIONS
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS, UNITS, RegisterOptions
from world import World, carried_out

LAYOUTS: dict[str, Layout[RegisterOptions]] = {
    "register": QUALIFICATIONS,
    "units": UNITS,
    "organisations": ORGANISATIONS,
}

RIGHT: dict[str, Mapping[str, str]] = {
    "register": {
        "reference": "600/1166/X",
        "title": "Horticulture",
        "owner_number": "RN0001",
        "owner_name": "Northern Board",
        "level": "Level 3",
        "type": "GCE A Level",
        "status": "Available to learners",
        "starts_on": "2010-09-01",
        "grades": "A*/A/B",
    },
    "units": {
        "reference": "K/501/5773",
        "title": "Growing leeks",
        "owner_number": "RN0001",
        "owner_name": "Northern Board",
        "shared": "No",
        "level": "Level 2",
        "credits": "4",
        "starts_on": "2010-09-01",
        "grades": "Pass",
    },
    "organisations": {"recognition_number": "RN0003", "name": "Eastern Board", "acronym": "EB"},
}


def file_of(kind: str, *rows: Mapping[str, str]) -> bytes:
    """A file of rows that are right but for what they change."""
    layout = LAYOUTS[kind]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(layout.headings), restval="")
    writer.writerow(layout.headings)
    writer.writerows({**RIGHT[kind], **row} for row in rows)
    return text.getvalue().encode()


def submitted(world: World, kind: str, data: bytes | Sequence[Mapping[str, str]], **more: Any) -> Batch:
    """A register file, submitted by the operator and checked."""
    content = data if isinstance(data, bytes) else file_of(kind, *data)
    submission = batches.submit(
        kind=kind,
        organisation=world.service,
        file=io.BytesIO(content),
        file_name=f"{kind}.csv",
        through="page",
        send_again=True,
        by=more.pop("by", world.operator),
        **more,
    )
    batches.advance(batch_id=submission.batch.pk)
    submission.batch.refresh_from_db()
    return submission.batch


def confirmed(world: World, batch: Batch) -> Batch:
    return carried_out(batch, by=world.operator)


def imported(world: World, kind: str, *rows: Mapping[str, str]) -> Batch:
    """Rows, checked and confirmed."""
    return confirmed(world, submitted(world, kind, rows))


def undone(world: World, batch: Batch) -> Batch:
    batches.undo(batch=batch, by=world.operator)
    batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def keys(batch: Batch, line: int) -> list[str]:
    return [found["key"] for found in batch.rows.get(line=line).findings]
