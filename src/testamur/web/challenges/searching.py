"""Challenges by their reference, or the ULN or name of their learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.challenges import queries as challenges
from testamur.challenges.rules import number_of
from testamur.web.links import url
from testamur.web.searching import MOST, Hit, Searcher
from testamur.web.waiting import listing

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge


def _find(request: HttpRequest, words: str) -> list[Hit]:
    if challenges.reader_of(request.user) is None:
        return []
    found = challenges.listed_challenges(request.user, containing=words)[: MOST + 1]
    return [_hit(each, words) for each in found]


def _hit(challenge: Challenge, words: str) -> Hit:
    said = (
        challenge.recorded_title,
        challenge.recorded_name,
        challenge.organisation.name,
        gettext(challenge.meaning.label),
    )
    return Hit(
        challenge.reference,
        url("challenge_detail", challenge.uuid),
        " · ".join(filter(None, said)),
        is_exact=number_of(words) == challenge.pk,
    )


SEARCHER = Searcher(
    20,
    _("Event data challenges"),
    _find,
    lambda request, words: listing("challenge_list", query={"status": "all", "q": words}),
)
