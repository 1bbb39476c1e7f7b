"""E-mails about nominated contacts."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.challenges import queries as challenges
from testamur.challenges.models import Contact
from testamur.notices import actions as notices


def _send(contact: Contact, to: str, event: str, subject: str, lines: list[str]) -> None:
    body = "\n".join([*lines, "", _("See the contact:"), f"{settings.PUBLIC_URL}/contacts/{contact.uuid}/"])
    notices.tell(to=to, subject=subject, body=body, dedupe=f"contact:{contact.pk}:{event}:{to.lower()}")


def _what(contact: Contact) -> str:
    if contact.ends:
        return _("%(name)s should no longer get emails about challenges.") % {"name": contact.replaces}
    if contact.replaces:
        return _("%(name)s should replace %(other)s.") % {"name": contact, "other": contact.replaces}
    return _("%(name)s should get emails about challenges.") % {"name": contact}


def requested(contact: Contact) -> None:
    """Business Support hears that something waits for it."""
    asks = _("%(organisation)s has asked to change its contacts.") % {"organisation": contact.organisation}
    for to in challenges.addresses_of_support():
        _send(contact, to, "requested", _("Nominated contact: new request"), [asks, _what(contact)])


def approved(contact: Contact) -> None:
    """Whoever asked hears of it; so does the person who is told from now on, and the one who no longer is."""
    agreed = [_("Business Support has agreed to your request."), _what(contact)]
    if contact.requested_by.email:
        _send(contact, contact.requested_by.email, "approved", _("Nominated contact: agreed"), agreed)
    words = {"organisation": contact.organisation}
    if not contact.ends:
        to_new = [
            _("%(organisation)s has nominated you as its contact for event data challenges.") % words,
            _("You will get an email about every new challenge, and the weekly report."),
            _("If this is a mistake, reply to %(support)s.") % {"support": settings.SUPPORT_EMAIL},
        ]
        _send(contact, contact.email, "nominated", _("You are a nominated contact"), to_new)
    before = contact.replaces
    if (before is not None and before.email.lower() != contact.email.lower()) or contact.ends:
        to_old = [_("You will no longer get emails about event data challenges of %(organisation)s.") % words]
        _send(
            contact,
            before.email if before else contact.email,
            "ended",
            _("You are no longer a nominated contact"),
            to_old,
        )


def declined(contact: Contact) -> None:
    """Whoever asked hears why not."""
    if contact.requested_by.email:
        lines = [
            _("Business Support has declined your request."),
            _what(contact),
            _("It says: %(reason)s") % {"reason": contact.decision_reason},
        ]
        _send(contact, contact.requested_by.email, "declined", _("Nominated contact: declined"), lines)
