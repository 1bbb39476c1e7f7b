"""The pages of the help, and what is found in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from testamur.web.help.presenters import generated, written
from testamur.web.help.presenters.shown import HelpPage, Section
from testamur.web.links import url

MOST = 50

PAGES: Sequence[HelpPage] = (
    HelpPage(
        "getting-started",
        _("Getting started"),
        _("What to do first, depending on who you work for."),
        lambda: written.STARTING,
    ),
    HelpPage(
        "batches",
        _("Send a batch and read its findings"),
        _("How to send a file, see what was wrong with it, and put it right."),
        lambda: written.BATCHES,
    ),
    HelpPage(
        "challenges",
        _("Event data challenges"),
        _("What happens when someone says that a record is wrong."),
        lambda: written.CHALLENGES,
    ),
    HelpPage("words", _("Words we use"), _("What the words in this service mean."), lambda: written.WORDS),
    HelpPage(
        "file-formats",
        _("File formats"),
        _("The columns of every file that you can send."),
        generated.formats,
    ),
    HelpPage(
        "findings",
        _("Findings codes"),
        _("Every code, what is wrong, and what to do about it."),
        generated.findings,
    ),
    HelpPage(
        "keyboard",
        _("Using the keyboard"),
        _("How to use the service without a mouse."),
        lambda: written.KEYBOARD,
    ),
)


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    href: str
    page: str
    text: str = ""


def find(words: str) -> list[Hit]:
    """Where all the words stand, a code or a heading that is just this first."""
    wanted = words.casefold().split()[:8]
    if not wanted:
        return []
    ranked = []
    for page in PAGES:
        address = url("help_page", page.name)
        for section in page.sections():
            for title, anchor, text in _parts(page, section):
                rank = _rank(wanted, title.casefold(), text.casefold())
                if rank is not None:
                    ranked.append((rank, Hit(title, f"{address}#{anchor}", str(page.title), text)))
    return [hit for _rank_of, hit in sorted(ranked, key=lambda each: each[0])][:MOST]


def _parts(page: HelpPage, section: Section) -> Iterator[tuple[str, str, str]]:
    """What a link can lead to: the section itself, and each row of its table."""
    yield str(section.title), section.anchor, " ".join(map(str, [*section.text, *section.steps]))
    for row in section.rows:
        yield str(row.name), row.anchor, " ".join(map(str, row.cells))


def _rank(wanted: Sequence[str], title: str, text: str) -> int | None:
    if title == " ".join(wanted):
        return 0
    if all(word in title for word in wanted):
        return 1
    return 2 if all(word in title or word in text for word in wanted) else None
