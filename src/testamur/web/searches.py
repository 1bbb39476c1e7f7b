"""How often a person may look for learners: whoever looks for very many may be guessing."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from testamur.plumbing import meter

log = structlog.get_logger(__name__)


def too_often(request: HttpRequest) -> str:
    """Count a search. A sentence for whoever looks for so many learners that it looks like guessing; else nothing."""
    limit = settings.LEARNER_SEARCHES_PER_MINUTE
    usage = meter.count(f"learner-search:{request.user.pk}", a_minute=limit)
    if not usage.is_too_much:
        return ""
    log.warning("learner.searches_refused", number=usage.number)
    words = {"limit": limit, "seconds": usage.seconds_left}
    return _("You can search for %(limit)s learners a minute. Try again in %(seconds)s seconds.") % words
