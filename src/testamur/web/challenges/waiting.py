"""What about challenges waits for a person, and for others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from testamur.challenges import queries as challenges
from testamur.challenges.queries import Figures, Reader
from testamur.challenges.states import State, Status
from testamur.plumbing import clock
from testamur.web.formats import number
from testamur.web.links import date_query
from testamur.web.waiting import DAYS, Item, Told, Waiting, listing

if TYPE_CHECKING:
    from testamur.access.models import User


def _tell(user: User) -> Told:
    reader = challenges.reader_of(user)
    if reader is None:
        return Told()
    since = clock.today() - dt.timedelta(days=DAYS - 1)
    counted = challenges.figures(user, resolved_from=since)
    if reader in (Reader.RAISER, Reader.LEARNER):
        waiting = _looked_at(counted, late=reader is Reader.RAISER)
    elif reader is Reader.SUPPORT:
        waiting = [*_mine_late(counted), *_to_close(counted), *_with_organisations(counted)]
    else:
        waiting = [*_mine_late(counted), *_to_decide(counted), *_with_others(counted)]
    return Told(waiting, _resolved(counted, since))


def _mine_late(counted: Figures) -> list[Item]:
    late = counted.my_overdue
    text = ngettext("%(count)s challenge is overdue", "%(count)s challenges are overdue", late)
    return _items(text, late, {"status": "all", "waiting": "me", "overdue": "on"}, late=True)


def _to_decide(counted: Figures) -> list[Item]:
    new, looking, accepted = (counted.mine[state] for state in (State.NEW, State.IN_PROGRESS, State.ACCEPTED))
    return [
        *_items(
            ngettext("%(count)s new challenge to process", "%(count)s new challenges to process", new),
            new,
            {"status": "new", "waiting": "me"},
        ),
        *_items(
            ngettext(
                "%(count)s challenge in progress, to accept, reject or correct",
                "%(count)s challenges in progress, to accept, reject or correct",
                looking + accepted,
            ),
            looking + accepted,
            {"status": "in_progress", "waiting": "me"},
        ),
    ]


def _to_close(counted: Figures) -> list[Item]:
    corrected, rejected = counted.mine[State.CORRECTED], counted.mine[State.REJECTED]
    return [
        *_items(
            ngettext(
                "%(count)s corrected challenge to check and close",
                "%(count)s corrected challenges to check and close",
                corrected,
            ),
            corrected,
            {"status": "all", "waiting": "me", "state": State.CORRECTED},
        ),
        *_items(
            ngettext(
                "%(count)s rejected challenge to close", "%(count)s rejected challenges to close", rejected
            ),
            rejected,
            {"status": "all", "waiting": "me", "state": State.REJECTED},
        ),
    ]


def _with_organisations(counted: Figures) -> list[Item]:
    others, late = _of_others(counted), counted.overdue - counted.my_overdue
    return [
        *_items(
            ngettext(
                "%(count)s challenge is overdue at an awarding organisation",
                "%(count)s challenges are overdue at awarding organisations",
                late,
            ),
            late,
            {"status": "all", "waiting": "others", "overdue": "on"},
            mine=False,
            late=True,
        ),
        *_items(
            ngettext(
                "%(count)s challenge is with an awarding organisation",
                "%(count)s challenges are with awarding organisations",
                others,
            ),
            others,
            {"status": "all", "waiting": "others"},
            mine=False,
        ),
    ]


def _with_others(counted: Figures) -> list[Item]:
    others = _of_others(counted)
    text = ngettext(
        "%(count)s challenge is waiting for your colleagues or Business Support",
        "%(count)s challenges are waiting for your colleagues or Business Support",
        others,
    )
    return _items(text, others, {"status": "all", "waiting": "others"}, mine=False)


def _looked_at(counted: Figures, *, late: bool) -> list[Item]:
    """What those see who raised challenges: nothing ever waits for them."""
    new, moving = counted.by_status[Status.NEW], counted.by_status[Status.IN_PROGRESS]
    found = [
        *_items(
            ngettext(
                "%(count)s challenge of yours has not been opened yet",
                "%(count)s challenges of yours have not been opened yet",
                new,
            ),
            new,
            {"status": "new"},
            mine=False,
        ),
        *_items(
            ngettext(
                "%(count)s challenge of yours is being looked at",
                "%(count)s challenges of yours are being looked at",
                moving,
            ),
            moving,
            {"status": "in_progress"},
            mine=False,
        ),
    ]
    overdue = counted.overdue if late else 0
    text = ngettext(
        "%(count)s challenge of yours is overdue", "%(count)s challenges of yours are overdue", overdue
    )
    return found + _items(text, overdue, {"status": "all", "overdue": "on"}, mine=False, late=True)


def _resolved(counted: Figures, since: dt.date) -> list[Item]:
    text = ngettext(
        "%(count)s challenge was closed or withdrawn",
        "%(count)s challenges were closed or withdrawn",
        counted.resolved,
    )
    query = {"status": "all"} | date_query("resolved_from", since)
    return _items(text, counted.resolved, query, mine=False)


def _of_others(counted: Figures) -> int:
    waiting = counted.by_status[Status.NEW] + counted.by_status[Status.IN_PROGRESS]
    return waiting - sum(counted.mine.values())


def _items(
    text: str, count: int, query: dict[str, str], *, mine: bool = True, late: bool = False
) -> list[Item]:
    """One, or none where nothing is counted."""
    words = text % {"count": number(count)}
    return [Item(count, words, listing("challenge_list", query=query), mine, late)] if count else []


WAITING = Waiting(order=20, tell=_tell)
