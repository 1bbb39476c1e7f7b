"""A learner's achievements by ULN: the same as the page on which they are found, and no more than it says."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.learners.rules import uln_has_its_shape
from testamur.web.achievements import changing
from testamur.web.links import url
from testamur.web.searching import Hit, Searcher


def _find(request: HttpRequest, words: str) -> list[Hit]:
    number = words.replace(" ", "")
    if not uln_has_its_shape(number) or not access.can(request.user, Permission.ACHIEVEMENT_VIEW):
        return []
    learner, _why_not = changing.learner_found(request.user, number)
    if learner is None:
        return []
    title = gettext("Achievements of the learner with the ULN %(uln)s") % {"uln": number}
    return [Hit(title, url("achievement_list", learner.uuid), is_exact=True)]


SEARCHER = Searcher(30, _("Achievements"), _find)
