"""Which batches wait for a person, and for others; how the latest went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import queries as ledger
from testamur.batches.states import BATCH_LIFE, BatchState
from testamur.web.formats import number, short_date
from testamur.web.links import date_query
from testamur.web.waiting import DAYS, Item, Told, Waiting, listing, trend

if TYPE_CHECKING:
    from testamur.access.models import User

_WEEKS = 8


def _tell(user: User) -> Told:
    if not access.can(user, Permission.BATCH_VIEW):
        return Told()
    lately = ledger.batches_lately(user, days=DAYS, weeks=_WEEKS)
    weeks = [(short_date(week.begins), week.accepted, week.rejected) for week in lately.weeks]
    drawn = trend(_("Records sent, week by week"), good=_("Accepted"), bad=_("Rejected"), weeks=weeks)
    waiting = [item for each in ledger.waiting_batches(user) for item in _waiting(each)]
    return Told(waiting, _happened(lately), drawn)


def _waiting(found: ledger.WaitingBatches) -> list[Item]:
    words = {"state": _(BATCH_LIFE.meaning(found.state).label)}
    if found.state is BatchState.READY:
        mine = ngettext(
            "%(count)s batch to confirm or cancel", "%(count)s batches to confirm or cancel", found.mine
        )
        others = ngettext(
            "%(count)s batch is waiting for someone else to confirm it",
            "%(count)s batches are waiting for someone else to confirm them",
            found.others,
        )
    else:
        mine = ngettext(
            "%(count)s batch is “%(state)s”: decide what to do",
            "%(count)s batches are “%(state)s”: decide what to do",
            found.mine,
        )
        others = ngettext(
            "%(count)s batch is “%(state)s” and is waiting for someone else",
            "%(count)s batches are “%(state)s” and are waiting for someone else",
            found.others,
        )
    stopped = found.state is not BatchState.READY
    told = ((found.mine, mine, "me"), (found.others, others, "others"))
    return [
        Item(
            count,
            text % (words | {"count": number(count)}),
            listing("batch_list", query={"waiting": whom, "state": found.state}),
            for_me=whom == "me",
            is_late=stopped and whom == "me",
        )
        for count, text, whom in told
        if count
    ]


def _happened(lately: ledger.Lately) -> list[Item]:
    done, refused = (lately.by_state.get(state, 0) for state in (BatchState.DONE, BatchState.REFUSED))
    since = date_query("first", lately.since)
    told = (
        (done, ngettext("%(count)s batch was successful", "%(count)s batches were successful", done), "done"),
        (refused, ngettext("%(count)s batch failed", "%(count)s batches failed", refused), "refused"),
    )
    return [
        Item(
            count,
            text % {"count": number(count)},
            listing("batch_list", query={"state": state} | since),
            for_me=False,
            is_late=state == "refused",
        )
        for count, text, state in told
        if count
    ]


WAITING = Waiting(order=10, tell=_tell)
