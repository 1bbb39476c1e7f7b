"""A centre's own records, below ``/centre-record-batches``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from testamur.api.batches import bases
from testamur.api.batches.declared import KindRoutes
from testamur.api.batches.kinds.achievements import BecameAchievement, Undone

if TYPE_CHECKING:
    from testamur.batches.models import Batch


class Return(bases.Members):
    collection_type: str | None = Field(description="As it is in the file.", examples=["W"])
    return_number: str | None = Field(description="As it is in the file.", examples=["02"])

    @classmethod
    def of_batch(cls, batch: Batch, asked: None) -> Return:
        return cls(
            collection_type=batch.header.get("collection_type"),
            return_number=batch.header.get("return_number"),
        )


CENTRE_RECORDS = KindRoutes(
    kind="centre_records",
    noun="centre",
    path="/centre-record-batches",
    tag="Centre records",
    one="a centre's batch",
    many="a centre's batches",
    submit="submit_centre_records",
    content="CSV with the field names of the ILR. It needs a client of a provider that can send records.",
    formats=("xml", "csv"),  # XML was always let in here, to be refused as unreadable
    effects={
        "created": "Added to the learner's record.",
        "superseded": "Superseded by the awarding organisation's own record of the same award.",
        "updated": "",
        "unchanged": "",
        "skipped": "Not recorded, for example because the outcome is not achieved.",
    },
    in_lists=Return,
    of_record=BecameAchievement,
    undone=Undone,
)
