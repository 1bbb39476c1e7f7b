"""How much somebody has taken, over all processes: in the current minute (:func:`count`), or of tokens that come back
(:func:`take`). One statement, and one row for each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from testamur.plumbing import sql

_TAKE = """
INSERT INTO plumbing_meter AS held (who, minute, taken)
VALUES (%(who)s, date_trunc('minute', statement_timestamp()), %(amount)s)
ON CONFLICT (who) DO UPDATE
   SET taken = CASE WHEN held.minute = excluded.minute THEN held.taken + excluded.taken ELSE excluded.taken END,
       minute = excluded.minute
RETURNING taken, 60 - floor(extract(second FROM statement_timestamp()))::integer, xmax = 0
"""
_GIVE_BACK = """
UPDATE plumbing_meter SET taken = taken - %(amount)s
 WHERE who = %(who)s AND minute = date_trunc('minute', statement_timestamp())
"""
_FORGET = "DELETE FROM plumbing_meter WHERE minute < statement_timestamp() - interval '1 hour'"
_TAKE_ONE = """
INSERT INTO plumbing_bucket AS held (who, tokens, was_granted, at)
VALUES (%(who)s, %(burst)s - 1, true, statement_timestamp())
ON CONFLICT (who) DO UPDATE
   SET (tokens, was_granted, at) = (
       SELECT CASE WHEN filled >= 1 THEN filled - 1 ELSE filled END, filled >= 1, statement_timestamp()
         FROM (SELECT least(%(burst)s, held.tokens + %(a_second)s
                            * greatest(extract(epoch FROM statement_timestamp() - held.at), 0)) AS filled) AS now)
RETURNING tokens, was_granted, xmax = 0
"""
_FORGET_BUCKETS = "DELETE FROM plumbing_bucket WHERE at < statement_timestamp() - interval '1 day'"


_TAKEN = """
SELECT who, taken FROM plumbing_meter
 WHERE who = any(%(who)s) AND minute = date_trunc('minute', statement_timestamp())
"""


class Exhausted(Exception):
    """Somebody has taken all that there is for them in this minute."""


@dataclass(frozen=True, slots=True)
class Usage:
    """``number`` of ``limit`` in this minute, which ends in ``seconds_left`` seconds."""

    number: int
    limit: int
    seconds_left: int

    @property
    def is_too_much(self) -> bool:
        return self.number > self.limit

    @property
    def remaining(self) -> int:
        return max(self.limit - self.number, 0)


def count(who: str, *, a_minute: int, amount: int = 1) -> Usage:
    """Count one more (or so many) for ``who`` and say how it stands. Whoever is new makes room of those not seen for
    an hour."""
    ((number, seconds_left, is_new),) = sql.rows(_TAKE, {"who": who, "amount": amount})
    if is_new:
        sql.run(_FORGET)
    return Usage(number, a_minute, seconds_left)


def taken(who: list[str]) -> dict[str, int]:
    """How much each of these has taken in this minute, of those who have taken any."""
    return {str(one): int(number) for one, number in sql.rows(_TAKEN, {"who": who})}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many at once, and so many a minute after that."""

    a_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class Token:
    """Whether there was one; if not, in how many seconds there will be."""

    is_granted: bool
    seconds_left: int


def take(who: str, limit: Limit) -> Token:
    """Take a token of ``who``. There are at most ``burst``, and they come back evenly, ``a_minute`` in a minute."""
    a_second = limit.a_minute / 60
    given = {"who": who, "burst": float(limit.burst), "a_second": a_second}
    ((tokens, was_granted, is_new),) = sql.rows(_TAKE_ONE, given)
    if is_new:
        sql.run(_FORGET_BUCKETS)
    return Token(was_granted, 0 if was_granted else max(math.ceil((1 - tokens) / a_second), 1))


def give_back(who: str, amount: int) -> None:
    """What was counted in this minute was not used, or not as feared."""
    sql.run(_GIVE_BACK, {"who": who, "amount": amount})
