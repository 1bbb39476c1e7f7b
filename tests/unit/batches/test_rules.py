"""The gate of a batch, at its threshold."""

from __future__ import annotations

import pytest

from testamur.batches.rules import rejected_percent, too_many_rejected


@pytest.mark.parametrize(
    ("rejected", "total", "threshold", "too_many"),
    [
        (0, 10, 30, False),
        (3, 10, 30, False),  # exactly the threshold passes
        (4, 10, 30, True),
        (301, 1000, 30, True),
        (29, 100, "29", False),  # in floating point this is 28.999… %
        (1, 3, "33.3", True),
        (333, 1000, "33.3", False),
        (1, 1000, 0, True),
        (10, 10, 100, False),
        (1, 1, 0, True),
        (0, 0, 0, False),  # nothing was sent, so nothing was rejected
    ],
)
def test_more_than_the_threshold_is_too_many(
    rejected: int, total: int, threshold: str | int, too_many: bool
) -> None:
    assert too_many_rejected(rejected=rejected, total=total, threshold_percent=threshold) is too_many


@pytest.mark.parametrize(
    ("rejected", "total", "threshold", "shown"),
    [
        (4, 10, "30", "40.0"),
        (1, 3, "30", "33.3"),
        (3001, 10_000, "30", "30.01"),
        (300_001, 1_000_000, 30, "30.0001"),
        (3_004, 10_000, "30", "30.04"),
        (3_006, 10_000, "30", "30.1"),
        (1, 3, "33.3", "33.33"),
        (3, 10, "30", "30.0"),
        (1, 10_000, "0", "0.01"),
    ],
)
def test_what_is_said_of_the_rejected_does_not_contradict_itself(
    rejected: int, total: int, threshold: str | int, shown: str
) -> None:
    assert rejected_percent(rejected=rejected, total=total, threshold_percent=threshold) == shown
