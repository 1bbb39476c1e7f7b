"""Words for states and statuses."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from testamur.achievements.queries import Listed
from testamur.achievements.states import Found

STATUSES = {Found.PROVISIONAL: gettext_lazy("Provisional"), Found.FINAL: gettext_lazy("Final")}

# As the mapping profile of achievement batches has them. What another profile adds is shown as it is.
LANGUAGES = (gettext_noop("English"), gettext_noop("Welsh"), gettext_noop("Irish"))


def state_tag(listed: Listed) -> tuple[str, str]:
    return _(listed.meaning.label), listed.meaning.tag
