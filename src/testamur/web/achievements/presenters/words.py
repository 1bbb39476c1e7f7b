"""Words for states and statuses."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.achievements.queries import Listed
from testamur.achievements.states import Found

STATUSES = {Found.PROVISIONAL: gettext_lazy("Provisional"), Found.FINAL: gettext_lazy("Final")}


def state_tag(listed: Listed) -> tuple[str, str]:
    return _(listed.meaning.label), listed.meaning.tag
