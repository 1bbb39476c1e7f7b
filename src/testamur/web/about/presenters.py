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
    pages = _part(_("Pages and API"), _("They answer."))
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
    name = _("Batches and e-mails")
    if not workers:
        return _part(name, _("They are taken in, and wait. Nothing is lost."), Tag.BAD)
    if waited > _LONG:
        return _part(name, _("They take longer than usual."), Tag.ATTENTION)
    return _part(name, _("They are worked on as they come in."))


def _part(name: str, meaning: str, tag: Tag = Tag.GOOD) -> Part:
    labels = {Tag.GOOD: _("Works"), Tag.ATTENTION: _("Slow"), Tag.BAD: _("Does not work")}
    return Part(gettext(name), (gettext(labels[tag]), tag), gettext(meaning))


# What people notice who use the pages, the latest first; CHANGELOG.md has what those need who run the service.
_NEWS = (
    (
        _("The home page says what waits for you"),
        _(
            "It counts what you can act on, tells you what waits for others, and shows how the last weeks went."
        ),
    ),
    (
        _("One search for everything"),
        _(
            "Enter the number of a batch, a reference, a ULN, a file name or part of a title at the top of any page."
        ),
    ),
    (
        _("A shorter menu"),
        _("Pages that belong together stand together, and every page that you may open is in it."),
    ),
    (
        _("Choose your e-mails"),
        _("In your account you can choose which news we send you. What your account needs always comes."),
    ),
    (
        _("A page for each organisation"),
        _("Who looks after its people, who is told of challenges, and how much it has sent."),
    ),
)


def news() -> list[tuple[str, str]]:
    return [(gettext(title), gettext(text)) for title, text in _NEWS]
