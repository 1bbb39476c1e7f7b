"""What the home page tells: what waits for whom, and what has happened lately.

An area declares ``WAITING`` in its ``waiting.py``; the home page shows what all of them say and knows none of them.
What is counted is what its link lists, so both ask the same query of the room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from testamur.web import declared
from testamur.web.links import url

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from testamur.access.models import User

DAYS = 7
"""How long ago something is that happened lately."""
_HEIGHT = 72


@dataclass(frozen=True, slots=True)
class Item:
    """A number of things, in words, with the page that shows them.

    ``for_me`` are those that the reader can move on; all others wait for somebody else.
    """

    count: int
    text: str
    href: str
    for_me: bool = True
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A week of a trend: two numbers, one standing on the other, and where a picture draws them."""

    label: str
    good: int
    bad: int
    x: str
    good_height: int
    bad_height: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Two numbers a week, as columns; ``width`` is a column's, ``height`` the picture's in pixels."""

    title: str
    good: str
    bad: str
    bars: tuple[Bar, ...]
    width: str
    height: int = _HEIGHT


@dataclass(frozen=True, slots=True)
class Told:
    """What one area has to say to a person."""

    waiting: Sequence[Item] = ()
    happened: Sequence[Item] = ()
    trend: Trend | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an area says to a person, in few queries; nothing to whom it has nothing to say. Lower ``order`` first."""

    order: int
    tell: Callable[[User], Told]


@dataclass(frozen=True, slots=True)
class Day:
    """All that a person is told on the home page, what is late first."""

    for_me: tuple[Item, ...]
    for_others: tuple[Item, ...]
    happened: tuple[Item, ...]
    trends: tuple[Trend, ...]


def day_of(user: User) -> Day:
    told = [each.tell(user) for each in declared.everywhere("waiting", "WAITING")]
    waiting = sorted((item for each in told for item in each.waiting), key=lambda item: not item.is_late)
    return Day(
        for_me=tuple(item for item in waiting if item.for_me),
        for_others=tuple(item for item in waiting if not item.for_me),
        happened=tuple(item for each in told for item in each.happened),
        trends=tuple(each.trend for each in told if each.trend),
    )


def listing(name: str, *arguments: UUID, query: Mapping[str, str]) -> str:
    """The address of a list, filtered."""
    return f"{url(name, *arguments)}?{urlencode(query)}"


def trend(title: str, *, good: str, bad: str, weeks: Sequence[tuple[str, int, int]]) -> Trend | None:
    """Of (label, good, bad) for each week; nothing where there is nothing to draw."""
    highest = max((first + second for _label, first, second in weeks), default=0)
    if not highest:
        return None
    step = 100 / len(weeks)

    def height(of: int) -> int:
        return max(round(_HEIGHT * of / highest), 1 if of else 0)

    bars = [
        Bar(label, first, second, f"{place * step:.2f}%", height(first), height(second))
        for place, (label, first, second) in enumerate(weeks)
    ]
    return Trend(title, good, bad, tuple(bars), f"{step * 0.75:.2f}%")
