"""Batches by their number or the name of their file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches import queries as ledger
from testamur.web.batches.presenters import words as shown
from testamur.web.formats import date_time
from testamur.web.links import url
from testamur.web.searching import MOST, Hit, Searcher
from testamur.web.waiting import listing

if TYPE_CHECKING:
    from testamur.batches.models import Batch


def _find(request: HttpRequest, words: str) -> list[Hit]:
    if not access.can(request.user, Permission.BATCH_VIEW):
        return []
    found = ledger.batches_for(request.user, containing=words)[: MOST + 1]
    return [_hit(batch, words) for batch in found]


def _hit(batch: Batch, words: str) -> Hit:
    title = gettext("Batch %(number)s") % {"number": batch.pk}
    said = (
        shown.kind_title(batch),
        batch.organisation.name,
        date_time(batch.received_at),
        shown.tag(batch)[0],
    )
    return Hit(
        f"{title}: {batch.file_name}" if batch.file_name else title,
        url("batch_detail", batch.uuid),
        " · ".join(map(str, said)),
        is_exact=words in (str(batch.pk), batch.file_name),
    )


SEARCHER = Searcher(10, _("Batches"), _find, lambda request, words: listing("batch_list", query={"q": words}))
