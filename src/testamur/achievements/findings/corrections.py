"""C: why one achievement cannot be corrected: its grade edited, it deleted, or moved to another learner."""

from __future__ import annotations

from testamur.achievements.findings.definitions import EDC_GUIDE, OURS, VERIFY_CODES, error
from testamur.batches.findings import Definition, ErrorClass

_LEARNER = ErrorClass.LEARNER_DATA
_BUSINESS = ErrorClass.BUSINESS_RULE

DEFINITIONS: tuple[Definition, ...] = (
    error(
        "C01.changed_since",
        _BUSINESS,
        "This achievement has changed since you opened it: by {who}, {when}.",
        "Look at it as it is now. If your change is still right, make it again.",
        source=OURS,
    ),
    error(
        "C02.withdrawn",
        _BUSINESS,
        "This achievement has been withdrawn, so it can no longer be corrected.",
        "Look at its history. If it is right after all, reinstate it first.",
        source=EDC_GUIDE,
    ),
    error(
        "C02.deleted",
        _BUSINESS,
        "This achievement has been deleted, so it can no longer be corrected.",
        "Look at its history. If it is right after all, create it again.",
        source=EDC_GUIDE,
    ),
    error(
        "C02.superseded",
        _BUSINESS,
        "The awarding organisation's own record has taken the place of this one, so it cannot be corrected.",
        "Ask the awarding organisation to correct its record.",
        source=EDC_GUIDE,
    ),
    error(
        "C03.same_learner",
        _LEARNER,
        "The achievement is on this learner's record already.",
        "Enter the ULN of the learner to whom it belongs.",
        source=EDC_GUIDE,
    ),
    error(
        "C04.merged",
        _LEARNER,
        "The ULN {value} has been merged into {master}, which is the same person's.",
        "Enter {master} in its place.",
        source=f"{VERIFY_CODES}: WSVRC002",
    ),
    error(
        "C05.has_it",
        _BUSINESS,
        "The learner with the ULN {value} has this achievement already, with the same award date.",
        "If this one was recorded in error, delete it. If the other was, delete that one first.",
        source=EDC_GUIDE,
    ),
    error(
        "C06.same_grade",
        _BUSINESS,
        "The grade is “{value}” already.",
        "Enter the grade that it should be.",
        source=EDC_GUIDE,
    ),
)
