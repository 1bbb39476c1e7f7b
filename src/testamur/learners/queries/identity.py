"""Whom somebody names: a learner is found by particulars that are all right, and not otherwise."""

from __future__ import annotations

from testamur.learners.models import Learner
from testamur.learners.queries.verifying import verify_one
from testamur.learners.rules import Claim, Code

EXACT = frozenset({Code.MATCH, Code.LINKED_MATCH})
"""Similar names are not enough: with a ULN and two initials somebody would find whom they do not know."""


def identified(claim: Claim) -> Learner | None:
    """The learner to whom everything in the claim belongs; ``None`` whichever part of it is wrong.

    Of a merged ULN it is the learner who was registered under it, who is now ``known_as`` another.
    """
    verified = verify_one(claim)
    return verified.learner if verified.code in EXACT else None
