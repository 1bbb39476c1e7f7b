"""The list of one learner's achievements (event-data-challenges table 3)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from testamur.web import current, reach
from testamur.web.achievements import presenters
from testamur.web.achievements.presenters import LearnerPage, Row
from testamur.web.formats import number
from testamur.web.links import url
from testamur.web.lists import Asked, Column, Kind, List, Tick, cells, differs


def _scope(request: HttpRequest, learner_id: uuid.UUID) -> LearnerPage:
    """Who sees no achievement of the learner is not to learn that there is one."""
    return reach.or_404(presenters.learner_page(current.person(request), learner_id))


def _with_uln(asked: Asked[LearnerPage], rows: Any) -> bool:
    return len({row.uln for row in rows} | {asked.scope.uln}) > 1


def _of(count: int) -> str:
    return ngettext("%(num)s achievement", "%(num)s achievements", count) % {"num": number(count)}


ACHIEVEMENTS: List[LearnerPage, Row] = List(
    name="achievements",
    title=lambda asked: _("Learner achievements"),
    scope=_scope,
    rows=lambda asked: asked.scope.rows(containing=asked.search, deleted=bool(asked.wanted.get("deleted"))),
    columns=[
        Column(
            "subject",
            _("Subject"),
            lambda row: row.subject,
            link=lambda row: url("achievement_detail", row.uuid),
            sort=True,
            classes="app-table__subject",
        ),
        Column("reference", _("Reference number"), lambda row: row.reference, kind=Kind.CODE, sort=True),
        Column("type", _("Type"), lambda row: row.type, sort=True),
        Column("level", _("Level"), lambda row: row.level, sort=True),
        Column("grade", _("Grade"), lambda row: row.grade, sort=True),
        Column("award_date", _("Award date"), lambda row: row.award_date, kind=Kind.DATE, sort=True),
        Column("status", _("Status"), lambda row: row.status),
        Column("uln", _("ULN submitted"), lambda row: row.uln, kind=Kind.CODE, on_screen=_with_uln),
        Column(
            "organisation",
            _("Organisation"),
            lambda row: row.organisation,
            on_screen=differs(lambda row: row.organisation),
        ),
        Column("state", _("State"), lambda row: row.tag[0], cell=lambda row: cells.tag(*row.tag)),
    ],
    search=_("Subject or reference number"),
    filters=[
        Tick(
            "deleted", _("Include deleted achievements"), lambda asked: bool(asked.scope.deleted), widens=True
        )
    ],
    sorted_by="-award_date",
    sizes=(50, 100),
    count=_of,
    status=lambda first, last, total: (
        _("%(first)s-%(last)s of %(total)s results") % {"first": first, "last": last, "total": total}
    ),
    nothing=lambda asked: _("0 results. Your organisation has nothing on this learner’s record."),
    no_match=lambda asked: _("No achievements match."),
    show_all=_("Show all achievements"),
    template="achievements/list.html",
    words=lambda asked: {
        "learner": asked.scope,
        "breadcrumbs": [(_("Manage learner achievements"), url("achievement_find"))],
        "shows_deleted": bool(asked.wanted.get("deleted")),
    },
)
