"""Single achievements: find, look, change, correct."""

from testamur.web.achievements.views.changes import (
    achievement_create,
    achievement_reinstate,
    achievement_reinstate_find,
    achievement_update,
    achievement_withdraw,
    achievement_withdraw_find,
)
from testamur.web.achievements.views.corrections import (
    achievement_delete,
    achievement_edit_grade,
    achievement_move,
)
from testamur.web.achievements.views.reading import achievement_detail, achievement_find

__all__ = [
    "achievement_create",
    "achievement_delete",
    "achievement_detail",
    "achievement_edit_grade",
    "achievement_find",
    "achievement_move",
    "achievement_reinstate",
    "achievement_reinstate_find",
    "achievement_update",
    "achievement_withdraw",
    "achievement_withdraw_find",
]
