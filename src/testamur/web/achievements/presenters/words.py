"""Words and tones for states and statuses."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.achievements.queries import Listed
from testamur.achievements.states import Found, State

STATUSES = {Found.PROVISIONAL: gettext_lazy("Provisional"), Found.FINAL: gettext_lazy("Final")}
_TONE_OF_STATE = {
    State.ACTIVE: "good",
    State.WITHDRAWN: "over",
    State.DELETED: "bad",
    State.SUPERSEDED: "over",
}


def state_tag(listed: Listed) -> tuple[str, str]:
    return _(listed.meaning.label), _TONE_OF_STATE[State(listed.achievement.state)]
