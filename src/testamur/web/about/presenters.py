"""Whether the service works, and what is new in it, in words for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from testamur.batches import queries as ledger
from testamur.plumbing import clock, queue
from testamur.plumbing.machines import Tag

_LONG = 600
"""Seconds that a batch waits before it is said that batches take longer than usual."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the service and how it is; what it means for whoever uses it."""

    name: str
    tag: tuple[str, str]
    meaning: str


@dataclass(frozen=True, slots=True)
class StatusPage:
    works: bool
    parts: Sequence[Part]
    at: dt.datetime
    last_batch: dt.datetime | None = None


def status_page() -> StatusPage:
    pages = _part(_("Pages and API"), _("They are available."))
    try:
        health, workers, last, now = (
            ledger.queue_health(),
            queue.living_workers(),
            ledger.last_ended_at(),
            clock.now(),
        )
    except DatabaseError:
        broken = _part(_("Records"), _("They cannot be read or changed at the moment."), Tag.BAD)
        return StatusPage(False, [pages, broken], dt.datetime.now(dt.UTC))
    records = _part(_("Records"), _("They can be read and changed."))
    batches = _batches(workers, health.oldest_waiting_seconds or 0)
    return StatusPage(batches.tag[1] == Tag.GOOD, [pages, records, batches], now, last)


def _batches(workers: int, waited: float) -> Part:
    name = _("Batches and emails")
    if not workers:
        return _part(
            name, _("We accept them, but they are waiting to be processed. Nothing is lost."), Tag.BAD
        )
    if waited > _LONG:
        return _part(name, _("They are taking longer than usual."), Tag.ATTENTION)
    return _part(name, _("They are being processed as they arrive."))


def _part(name: str, meaning: str, tag: Tag = Tag.GOOD) -> Part:
    labels = {Tag.GOOD: _("Working"), Tag.ATTENTION: _("Slow"), Tag.BAD: _("Not working")}
    return Part(gettext(name), (gettext(labels[tag]), tag), gettext(meaning))


# What people notice who use the pages, the latest first; CHANGELOG.md has what those need who run the service.
_NEWS = (
    (
        _("Activity log"),
        _("Under Organisation you can see who changed which record, when, how and why, and download it."),
    ),
    (
        _("Help"),
        _("What to do first, file formats, every findings code and the words we use, with a search."),
    ),
    (
        _("The home page shows what is waiting for you"),
        _("It shows what you can act on, what is waiting for others, and how the last weeks went."),
    ),
    (
        _("One search for everything"),
        _(
            "Enter the number of a batch, a reference, a ULN, a file name or part of a title at the top of any page."
        ),
    ),
    (
        _("Shorter menu"),
        _("Related pages are grouped together, and the menu has every page you can open."),
    ),
    (
        _("Choose your emails"),
        _("You can choose which emails we send you. We always send emails about your account."),
    ),
    (
        _("Organisation pages"),
        _("Who manages its people, who is told of challenges, and how much it has sent."),
    ),
)


def news() -> list[tuple[str, str]]:
    return [(gettext(title), gettext(text)) for title, text in _NEWS]
