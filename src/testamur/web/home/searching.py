"""Pages of the menu by their names."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.web import current, navigation
from testamur.web.searching import Hit, Searcher


def _find(request: HttpRequest, words: str) -> list[Hit]:
    organisation = current.organisation(request)
    if organisation is None:
        return []
    places = navigation.destinations(organisation, access.permissions_at(request.user, organisation))
    wanted = words.lower().split()
    return [
        Hit(place.label, place.href, place.explanation)
        for place in places
        if all(word in f"{place.label} {place.explanation}".lower() for word in wanted)
    ]


SEARCHER = Searcher(80, _("Pages"), _find)
