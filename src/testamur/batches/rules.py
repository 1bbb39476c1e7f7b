"""The gate of a batch: may what is good be applied although something is bad?"""

from __future__ import annotations

from fractions import Fraction

ATTEMPTS_BEFORE_A_PERSON_LOOKS = 6


def too_many_rejected(*, rejected: int, total: int, threshold_percent: str | int | float) -> bool:
    """Whether more than ``threshold_percent`` of the records were rejected.

    Exactly the threshold passes (awarding-organisation-faq, "Error RS005": "if more than 30 %"). Exact
    arithmetic, because 30 % of 10 must not become 2.9999.
    """
    if total <= 0:
        return False
    return Fraction(rejected, total) * 100 > Fraction(str(threshold_percent))
