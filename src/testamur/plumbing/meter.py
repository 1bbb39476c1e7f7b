"""How much somebody has taken in the current minute, over all processes: one statement, and one row for each."""

from __future__ import annotations

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


def give_back(who: str, amount: int) -> None:
    """What was counted in this minute was not used, or not as feared."""
    sql.run(_GIVE_BACK, {"who": who, "amount": amount})
