"""A weekly report of challenges sent back with decisions, below ``/challenge-decisions``."""

from __future__ import annotations

import uuid

from pydantic import BaseModel

from testamur.api.batches import bases
from testamur.api.batches.declared import KindRoutes


class LeftChallenge(BaseModel):
    """A challenge that undoing left as it was, because it has moved on."""

    line: int
    reference: str
    state: str
    challenge: uuid.UUID


class UndoneDecisions(bases.Undone[LeftChallenge]):
    pass


DECISIONS = KindRoutes(
    kind="challenge_decisions",
    noun="decision",
    path="/challenge-decisions",
    tag="Weekly reports of challenges",
    one="a batch of decisions",
    many="batches of decisions",
    submit="submit_decisions",
    content="The workbook or CSV of a weekly report with Accept or Reject in its column Decision. Rows without a "
    "decision are left for later. Among the `files` afterwards is `corrections…xml`, an achievement batch to submit.",
    file_stem="decisions",
    effects={
        "accepted": "",
        "rejected": "Challenges that were rejected, with a comment.",
        "unchanged": "Already decided this way.",
        "skipped": "Without a decision.",
    },
    undone=UndoneDecisions,
    schema_names={
        "Submitted{}Batch": "SubmittedDecisions",
        "{}Record": "DecisionRow",
        "{}FindingList": "DecisionRowList",
    },
)
