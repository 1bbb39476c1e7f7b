"""E-mails about nominated contacts, each in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.challenges import queries as challenges
from testamur.challenges.models import Contact
from testamur.notices import actions as notices


def _send(contact: Contact, to: str, event: str, letter: Callable[[], tuple[str, list[str]]]) -> None:
    with access.in_language_of(to):
        subject, lines = letter()
        link = [_("See the contact:"), f"{settings.PUBLIC_URL}/contacts/{contact.uuid}/"]
    body = "\n".join([*lines, "", *link])
    notices.tell(to=to, subject=subject, body=body, dedupe=f"contact:{contact.pk}:{event}:{to.lower()}")


def _what(contact: Contact) -> str:
    if contact.ends:
        return _("%(name)s should no longer get emails about challenges.") % {"name": contact.replaces}
    if contact.replaces:
        return _("%(name)s should replace %(other)s.") % {"name": contact, "other": contact.replaces}
    return _("%(name)s should get emails about challenges.") % {"name": contact}


def requested(contact: Contact) -> None:
    """Business Support hears that something waits for it."""

    def letter() -> tuple[str, list[str]]:
        words = {"organisation": contact.organisation}
        asks = _("%(organisation)s has asked to change its contacts.") % words
        return _("Nominated contact: new request"), [asks, _what(contact)]

    for to in challenges.addresses_of_support():
        _send(contact, to, "requested", letter)


def approved(contact: Contact) -> None:
    """Whoever asked hears of it; so does the person who is told from now on, and the one who no longer is."""

    def agreed() -> tuple[str, list[str]]:
        lines = [_("Business Support has agreed to your request."), _what(contact)]
        return _("Nominated contact: agreed"), lines

    if contact.requested_by.email:
        _send(contact, contact.requested_by.email, "approved", agreed)
    if not contact.ends:
        _send(contact, contact.email, "nominated", lambda: _nominated(contact))
    before = contact.replaces
    if (before is not None and before.email.lower() != contact.email.lower()) or contact.ends:
        to = before.email if before else contact.email
        _send(contact, to, "ended", lambda: _ended(contact))


def _nominated(contact: Contact) -> tuple[str, list[str]]:
    return _("You are a nominated contact"), [
        _("%(organisation)s has nominated you as its contact for event data challenges.")
        % {"organisation": contact.organisation},
        _("You will get an email about every new challenge, and the weekly report."),
        _("If this is a mistake, reply to %(support)s.") % {"support": settings.SUPPORT_EMAIL},
    ]


def _ended(contact: Contact) -> tuple[str, list[str]]:
    words = {"organisation": contact.organisation}
    said = _("You will no longer get emails about event data challenges of %(organisation)s.") % words
    return _("You are no longer a nominated contact"), [said]


def declined(contact: Contact) -> None:
    """Whoever asked hears why not."""

    def letter() -> tuple[str, list[str]]:
        return _("Nominated contact: declined"), [
            _("Business Support has declined your request."),
            _what(contact),
            _("It says: %(reason)s") % {"reason": contact.decision_reason},
        ]

    if contact.requested_by.email:
        _send(contact, contact.requested_by.email, "declined", letter)
