"""Qualifications and units by their reference number or title."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from testamur.qualifications import queries as qualifications
from testamur.web.links import url
from testamur.web.searching import MOST, Hit, Searcher
from testamur.web.waiting import listing


def _find(request: HttpRequest, words: str) -> list[Hit]:
    return [
        Hit(
            entry.title,
            url("register_entry", entry.uuid),
            " · ".join(filter(None, (entry.reference, entry.type, entry.level, entry.owner_name))),
            is_exact=entry.reference == words.upper(),
        )
        for entry in qualifications.search(words)[: MOST + 1]
    ]


SEARCHER = Searcher(
    50,
    _("Qualification register"),
    _find,
    lambda request, words: listing("register_search", query={"q": words}),
)
