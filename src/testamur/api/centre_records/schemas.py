"""What is asked of a centre's batches, and what is shown of them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from testamur.api.batches import bases
from testamur.api.batches.schemas import Undone


class CentreSubmission(bases.CheckedSubmission):
    """How a file is to be taken."""


class CentreEffects(BaseModel):
    """Lines by what they become, or became."""

    created: int = Field(0, description="Put on the learner's record.")
    superseded: int = Field(
        0, description="Kept below the awarding organisation's own record of the same award."
    )
    updated: int = 0
    unchanged: int = 0
    skipped: int = Field(0, description="Made no record, for example because the outcome is not achieved.")


class CentreBatchSummary(bases.Summary):
    """A centre's batch as a list shows it."""

    number: int = Field(description="The number that people quote.", examples=[1204])
    through: str = Field(description="`page`, `api`, `command` or `file`.", examples=["api"])
    collection_type: str | None = Field(description="As the file says it.", examples=["W"])
    return_number: str | None = Field(description="As the file says it.", examples=["02"])


class CentreBatch(bases.DecidedDetails, CentreBatchSummary):
    """A centre's batch with all that is known of it."""

    needs_confirmation: bool
    planned: CentreEffects = Field(
        description="What will become of the accepted lines, as things stood when checked."
    )
    effects: CentreEffects = Field(description="What has become of them so far.")
    undone: Undone | None


class SubmittedCentreBatch(bases.Taken, CentreBatch):
    pass


class CentreBatchList(bases.Piece[CentreBatchSummary]):
    pass


class AskedCentreBatches(bases.AskedBatches):
    state: bases.State | None = Field(None, description="Only batches in this state.")
    number: int | None = Field(None, ge=1, le=2**53, description="Only the batch with this number.")


class CentreRecord(bases.Record):
    """A line of the file: what came in, what was found, what it became."""

    effect: Literal["created", "superseded", "updated", "unchanged", "skipped"] | None


class CentreFindingList(bases.Piece[CentreRecord]):
    pass
