"""Organisations by name, acronym, UKPRN or recognition number: one's own, or for the records service any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.web.links import url
from testamur.web.searching import MOST, Hit, Searcher
from testamur.web.waiting import listing

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def _find(request: HttpRequest, words: str) -> list[Hit]:
    return [
        _hit(each, words)
        for each in access.organisations_in_reach(request.user, containing=words)[: MOST + 1]
    ]


def _hit(organisation: Organisation, words: str) -> Hit:
    numbers = [each for each in (organisation.ukprn, organisation.recognition_number) if each]
    return Hit(
        organisation.name,
        url("organisation_detail", organisation.uuid),
        " · ".join((str(organisation.get_kind_display()), *numbers)),
        is_exact=words.upper() in numbers,
    )


def _all(request: HttpRequest, words: str) -> str:
    listed = access.can(request.user, Permission.SERVICE_OPERATE)
    return listing("organisation_list", query={"q": words}) if listed else ""


SEARCHER = Searcher(60, _("Organisations"), _find, _all)
