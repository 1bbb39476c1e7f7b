"""What about challenges waits for a person, for the home page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from testamur.challenges import queries as challenges
from testamur.challenges.queries import Figures, Reader
from testamur.challenges.states import State, Status
from testamur.web.formats import number
from testamur.web.links import url

if TYPE_CHECKING:
    from testamur.access.models import Visitor


@dataclass(frozen=True, slots=True)
class Task:
    """A number of challenges, in words, with the list that shows them."""

    text: str
    href: str
    is_late: bool = False


def tasks(user: Visitor) -> list[Task]:
    """Nothing for a person for whom nothing waits."""
    reader = challenges.reader_of(user)
    if reader is None:
        return []
    counted = challenges.figures(user)
    found = {
        Reader.SUPPORT: _of_support,
        Reader.AWARDING_ORGANISATION: _of_organisation,
        Reader.RAISER: _of_raiser,
        Reader.LEARNER: _of_raiser,
    }[reader](counted)
    if counted.overdue and reader != Reader.LEARNER:
        text = ngettext("%(count)s challenge is overdue", "%(count)s challenges are overdue", counted.overdue)
        found.insert(0, _task(text, counted.overdue, "status=all&overdue=on", is_late=True))
    return found


def _of_organisation(counted: Figures) -> list[Task]:
    new = counted.by_status[Status.NEW]
    accepted = counted.by_state[State.ACCEPTED]
    found = []
    if new:
        text = ngettext("%(count)s new challenge", "%(count)s new challenges", new)
        found.append(_task(text, new, "status=new"))
    if accepted:
        text = ngettext(
            "%(count)s accepted challenge whose record is still to be corrected",
            "%(count)s accepted challenges whose records are still to be corrected",
            accepted,
        )
        found.append(_task(text, accepted, "status=in_progress"))
    return found


def _of_support(counted: Figures) -> list[Task]:
    found = []
    if corrected := counted.by_state[State.CORRECTED]:
        text = ngettext(
            "%(count)s corrected challenge to check and close",
            "%(count)s corrected challenges to check and close",
            corrected,
        )
        found.append(_task(text, corrected, f"status=all&state={State.CORRECTED}"))
    if rejected := counted.by_state[State.REJECTED]:
        text = ngettext(
            "%(count)s rejected challenge to close", "%(count)s rejected challenges to close", rejected
        )
        found.append(_task(text, rejected, f"status=all&state={State.REJECTED}"))
    return found


def _of_raiser(counted: Figures) -> list[Task]:
    waiting = counted.by_status[Status.NEW] + counted.by_status[Status.IN_PROGRESS]
    if not waiting:
        return []
    text = ngettext(
        "%(count)s challenge of yours is being looked at",
        "%(count)s challenges of yours are being looked at",
        waiting,
    )
    return [_task(text, waiting, "status=all")]


def _task(text: str, count: int, query: str, *, is_late: bool = False) -> Task:
    return Task(text % {"count": number(count)}, f"{url('challenge_list')}?{query}", is_late)
