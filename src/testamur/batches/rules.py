"""The gate of a batch: may what is good be applied although something is bad?"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

ATTEMPTS_BEFORE_A_PERSON_LOOKS = 6
_MOST_DECIMALS = 9


def too_many_rejected(*, rejected: int, total: int, threshold_percent: str | int | float) -> bool:
    """Whether more than ``threshold_percent`` of the records were rejected.

    Exactly the threshold passes (awarding-organisation-faq, "Error RS005": "if more than 30 %"). Exact
    arithmetic, because 30 % of 10 must not become 2.9999.
    """
    if total <= 0:
        return False
    return Fraction(rejected, total) * 100 > Fraction(str(threshold_percent))


def rejected_percent(*, rejected: int, total: int, threshold_percent: str | int | float) -> str:
    """How much that is of :func:`too_many_rejected`, with as many decimals as it takes to be seen to be too much.

    3,001 of 10,000 are "30.01": "30.0" would say that no more than 30 % were rejected.
    """
    share, most = 100 * Decimal(rejected) / Decimal(total), Decimal(str(threshold_percent))
    shown = (f"{share:.{decimals}f}" for decimals in range(1, _MOST_DECIMALS))
    return next((text for text in shown if share <= most or Decimal(text) > most), f"{share}")
