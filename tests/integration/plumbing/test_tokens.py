"""Tokens that come back with time."""

from __future__ import annotations

import pytest

from testamur.plumbing import meter, sql
from testamur.plumbing.meter import Limit

pytestmark = pytest.mark.django_db


def _later(seconds: float) -> None:
    """As if the last token had been taken so much earlier."""
    sql.run("UPDATE plumbing_bucket SET at = at - make_interval(secs => %(seconds)s)", {"seconds": seconds})


def test_so_many_at_once_and_so_many_a_minute_after_that() -> None:
    limit = Limit(a_minute=2, burst=3)
    taken = [meter.take("a", limit) for _ in range(4)]
    assert [token.is_granted for token in taken] == [True, True, True, False]
    assert taken[3].seconds_left in (29, 30)
    assert meter.take("b", limit).is_granted
    _later(taken[3].seconds_left)
    assert meter.take("a", limit).is_granted
    assert not meter.take("a", limit).is_granted


def test_tokens_do_not_pile_up_and_asking_in_vain_costs_nothing() -> None:
    limit = Limit(a_minute=60, burst=2)
    assert [meter.take("a", limit).is_granted for _ in range(3)] == [True, True, False]
    _later(3600)
    granted = [meter.take("a", limit).is_granted for _ in range(4)]
    assert granted[:2] == [True, True]
    assert granted[3] is False
    _later(1)
    assert meter.take("a", limit).is_granted
