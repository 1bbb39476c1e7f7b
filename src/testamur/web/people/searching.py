"""People by name or e-mail address, for whoever looks after the people of an organisation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.web import current
from testamur.web.links import url
from testamur.web.searching import MOST, Hit, Searcher


def _find(request: HttpRequest, words: str) -> list[Hit]:
    return [
        Hit(
            str(held.user),
            url("person", held.organisation.uuid, held.user.uuid),
            f"{held.organisation.name} · {held.user.email}",
            is_exact=held.user.email.lower() == words.lower(),
        )
        for held in access.people_found(current.person(request), words, most=MOST + 1)
    ]


SEARCHER = Searcher(70, _("People"), _find)
