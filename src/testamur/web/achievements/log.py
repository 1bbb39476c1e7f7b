"""Achievements in the activity log."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from testamur.achievements import queries as achievements
from testamur.audit.queries import Entry
from testamur.web.formats import short_date
from testamur.web.links import url
from testamur.web.logs import Log, Shown


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    return [
        (
            f"{each.version.uln} · {each.version.reference} · {short_date(each.version.award_date)}",
            url("achievement_detail", each.record),
        )
        for each in entries
    ]


LOG = Log(
    10,
    "achievements",
    _("Achievements"),
    "achievements.Achievement",
    achievements.achievement_log,
    _shown,
    {
        "achievement.created": _("Created"),
        "achievement.updated": _("Updated"),
        "achievement.withdrawn": _("Withdrawn"),
        "achievement.reinstated": _("Reinstated"),
        "achievement.grade_edited": _("Grade edited"),
        "achievement.moved": _("Moved to another learner"),
        "achievement.deleted": _("Deleted"),
        "learner.merged": _("Changed, because two ULNs are one learner"),
    },
)
