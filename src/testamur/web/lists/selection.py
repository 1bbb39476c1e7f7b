"""What was selected on a list: read from what the page sent, and held against what is there now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from testamur.plumbing import selecting
from testamur.web.lists.declaration import Act, Asked, List, Selection
from testamur.web.lists.reading import Rows


class Which(StrEnum):
    """Which of a list's rows: those ticked, those on the page as it was seen, or all that match."""

    TICKED = "ticked"
    PAGE = "page"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Found:
    """What was selected, as it is now. ``mark`` is another as soon as one more, one less or another one is in it."""

    rows: QuerySet[Any]
    count: int
    mark: str
    which: Which
    keys: Sequence[str]

    def confirmed(self, token: str) -> Selection:
        return Selection(self.rows, self.count, f"list:{token}:{self.mark}")


def act_of(declared: List[Any, Any], asked: Asked[Any]) -> Act[Any] | None:
    """The act that was asked for, if there is such a one and the person may."""
    name = asked.request.POST.get("act", "")
    return next((act for act in declared.acts if act.name == name and act.may(asked)), None)


def found(declared: List[Any, Any], act: Act[Any], request: HttpRequest, rows: Rows) -> Found:
    """What was selected of the rows that the person may see and that match; raises ``ValidationError``."""
    if not isinstance(rows, QuerySet):
        raise TypeError(
            f"The rows of {declared.name} are no query, so nothing can be done to a selection of them."
        )
    which, keys = _asked_for(request.POST)
    try:
        chosen = rows if which is Which.ALL else rows.filter(**{f"{declared.key_field}__in": keys})
        numbers = sorted(chosen.order_by().values_list("pk", flat=True)[: act.most + 1])
    except ValidationError:  # a key that is none
        numbers = []
    selecting.check_number(len(numbers), most=act.most)
    mark = hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()[:32]
    return Found(rows.model._default_manager.filter(pk__in=numbers), len(numbers), mark, which, keys)


def _asked_for(sent: QueryDict) -> tuple[Which, list[str]]:
    which = next((each for each in Which if each == sent.get("which")), Which.TICKED)
    keys = sent.getlist("shown" if which is Which.PAGE else "key")
    if which is not Which.ALL and not keys:
        raise selecting.nothing_selected()
    return which, keys
