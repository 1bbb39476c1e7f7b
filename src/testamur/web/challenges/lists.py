"""The list of challenges (event-data-challenges section 4.1 and table 1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.challenges import queries as challenges
from testamur.challenges.queries import Figures, Reader, Waiting
from testamur.challenges.states import STATUS_LABELS, State, Status
from testamur.web.challenges import presenters
from testamur.web.challenges.presenters import ListScope, Row
from testamur.web.challenges.selected import ASSIGN
from testamur.web.formats import number, short_date
from testamur.web.links import url
from testamur.web.lists import Asked, Choice, Column, Day, Kind, List, Option, Tick, cells, never

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ALL = "all"
_WAITING = {
    State.CORRECTED: _("Corrected: to be checked"),
    State.REJECTED: _("Rejected: to be closed"),
    State.ACCEPTED: _("Accepted: not corrected yet"),
}
_Asked = Asked[ListScope]


def _scope(request: HttpRequest) -> ListScope:
    reader = challenges.check_reader(request.user)
    counted = challenges.figures(request.user)
    return ListScope(reader, counted, challenges.owners_of_challenges(counted))


# --- who sees which filters and columns ---


def _statuses(asked: _Asked) -> list[Option]:
    counted: Figures = asked.scope.counted
    found = [(status.value, _(STATUS_LABELS[status]), counted.by_status[status], status) for status in Status]
    return [
        Option(key, f"{label} ({number(count)})", status)
        for key, label, count, status in [*found, (ALL, _("All"), counted.all, None)]
    ]


def _first_shown(asked: _Asked) -> str:
    return Status.NEW.value if asked.scope.reader == Reader.AWARDING_ORGANISATION else ALL


def _states(asked: _Asked) -> list[Option]:
    return [Option(state.value, label, state) for state, label in _WAITING.items() if _is_support(asked)]


def _waiting(asked: _Asked) -> list[Option]:
    if asked.scope.reader in (Reader.RAISER, Reader.LEARNER):
        return []  # nothing ever waits for them
    return [
        Option(Waiting.ME.value, _("me"), Waiting.ME),
        Option(Waiting.OTHERS.value, _("someone else"), Waiting.OTHERS),
    ]


def _owners(asked: _Asked) -> list[Option]:
    return [Option(str(each.uuid), each.name, each) for each in asked.scope.owners if _of_others(asked, ())]


def _is_support(asked: _Asked) -> bool:
    return asked.scope.reader == Reader.SUPPORT


def _of_learner(asked: _Asked, rows: Sequence[Row]) -> bool:
    return asked.scope.reader == Reader.LEARNER


def _of_others(asked: _Asked, rows: Sequence[Row]) -> bool:
    return not _of_learner(asked, rows)


def _with_owner(asked: _Asked, rows: Sequence[Row]) -> bool:
    return asked.scope.reader != Reader.AWARDING_ORGANISATION or len(asked.scope.owners) > 1


def _with_raiser(asked: _Asked, rows: Sequence[Row]) -> bool:
    return asked.scope.reader == Reader.AWARDING_ORGANISATION and not _with_owner(asked, rows)


# --- cells ---


def _owner(row: Row) -> str:
    raised_for = _("raised for: %(name)s") % {"name": row.raised_for} if row.tells_raiser else ""
    return cells.stack(row.organisation, cells.muted(raised_for))


def _raised(row: Row) -> str:
    return cells.stack(cells.unbroken(short_date(row.raised_on)), cells.muted(row.age if row.is_open else ""))


def _due(row: Row) -> str:
    return cells.stack(
        cells.unbroken(short_date(row.due_on)), cells.tag(_("Overdue"), "bad") if row.is_overdue else ""
    )


def _status(row: Row) -> str:
    return cells.stack(row.status, cells.tag(*row.tag) if row.tag[0] != row.status else "")


_COLUMNS: Sequence[Column[Row]] = [
    Column("reference", _("Reference"), lambda row: row.reference, kind=Kind.CODE, sort="id", indexed=True),
    Column("achievement", _("Achievement"), lambda row: row.subject, on_screen=_of_learner),
    Column("uln", _("ULN"), lambda row: row.uln, kind=Kind.CODE, on_screen=_of_others, exported=_of_others),
    Column(
        "given_name",
        _("Given name"),
        lambda row: row.given_name,
        sort=("learner__given_name", "learner__family_name"),
        on_screen=_of_others,
    ),
    Column(
        "family_name",
        _("Family name"),
        lambda row: row.family_name,
        sort=("learner__family_name", "learner__given_name"),
        on_screen=_of_others,
    ),
    Column(
        "organisation",
        _("Awarding organisation"),
        lambda row: row.organisation,
        cell=_owner,
        sort="organisation__name",
        on_screen=_with_owner,
    ),
    Column("raised_for", _("Raised for"), lambda row: row.raised_for, on_screen=_with_raiser),
    Column(
        "raised",
        _("Date raised"),
        lambda row: row.raised_on,
        kind=Kind.DATE,
        cell=_raised,
        sort="raised_at",
    ),
    Column("resolved", _("Date resolved"), lambda row: row.resolved_on, kind=Kind.DATE, sort="resolved_at"),
    Column("due", _("Due"), lambda row: row.due_on, kind=Kind.DATE, cell=_due, sort="due_on"),
    Column("status", _("Status"), lambda row: row.status, cell=_status),
    Column("state", _("Decision"), lambda row: row.tag[0], on_screen=never),
    Column(
        "action",
        _("Action"),
        lambda row: None,
        template="challenges/action.html",
        classes="app-challenges__action",
        exported=never,
    ),
]


def _nothing(asked: _Asked) -> StrOrPromise:
    if asked.scope.reader == Reader.LEARNER:
        return _(
            "You have not challenged anything. If something on your record is wrong, open your "
            "record and choose the result that is wrong."
        )
    return _("No challenges have been raised yet. When one is raised, it appears here.")


def _words(asked: _Asked) -> dict[str, Any]:
    return {"tiles": presenters.tiles(asked.scope, url("challenge_list")), "counted": asked.scope.counted}


def _known(asked: _Asked) -> int | None:
    """Of one status, or of all, what stands above the list."""
    wanted = {name: value for name, value in asked.wanted.items() if value}
    status = wanted.pop("status", None)
    if asked.search or wanted:
        return None
    return asked.scope.counted.by_status[status] if status else asked.scope.counted.all


CHALLENGES: List[ListScope, Row] = List(
    name="challenges",
    title=presenters.list_title,
    scope=_scope,
    rows=lambda asked: challenges.listed_challenges(asked.user, containing=asked.search, **asked.wanted),
    prepare=lambda asked, found: presenters.rows(asked.user, asked.scope.reader, found),
    known=_known,
    columns=_COLUMNS,
    search=_("Reference, ULN or name"),
    filters=[
        Choice("status", _("Status"), _statuses, default=_first_shown),
        Choice("state", _("Decision"), _states, all=_("All")),
        Choice("organisation", _("Awarding organisation"), _owners, all=_("All organisations")),
        Choice("waiting", _("Waiting for"), _waiting, all=_("anyone or no one")),
        Day("resolved_from", _("Resolved from"), _("first day")),
        Tick("overdue", _("Only overdue"), lambda asked: asked.scope.reader != Reader.LEARNER),
    ],
    button=_("Refresh"),
    count=lambda count: ngettext("%(num)s challenge", "%(num)s challenges", count) % {"num": number(count)},
    nothing=_nothing,
    no_match=lambda asked: _("No challenges match."),
    show_all=_("Show all challenges"),
    acts=[ASSIGN],
    called=lambda row: row.reference,
    template="challenges/list.html",
    words=_words,
)
