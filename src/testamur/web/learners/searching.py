"""Where a learner's record is found. The search itself looks for none: that takes the ULN and the names together."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.learners.rules import uln_has_its_shape
from testamur.web.links import url
from testamur.web.searching import Hit, Searcher


def _find(request: HttpRequest, words: str) -> list[Hit]:
    """The same for every number, whether or not there is a learner who has it."""
    asked = uln_has_its_shape(words.replace(" ", "")) and access.can(request.user, Permission.RECORD_VIEW)
    detail = gettext("To open a record you need both the learner’s ULN and their names. Enter both there.")
    return [Hit(gettext("Find a learner’s record"), url("learner_find"), detail)] if asked else []


SEARCHER = Searcher(40, _("Learner records"), _find)
