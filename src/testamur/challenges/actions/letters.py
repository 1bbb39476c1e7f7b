"""E-mails about a challenge.

None names the learner or the ULN: that belongs behind the login (lrs section 8, rule for support mail).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.challenges import queries as challenges
from testamur.challenges.models import Challenge, Message
from testamur.challenges.states import Side
from testamur.notices import actions as notices
from testamur.plumbing.formats import date


def _send(challenge: Challenge, to: Iterable[str], event: str, subject: str, lines: list[str]) -> None:
    address = f"{settings.PUBLIC_URL}/challenges/{challenge.uuid}/"
    body = "\n".join([*lines, "", _("See the challenge:"), address])
    for one in to:
        dedupe = f"challenge:{challenge.pk}:{event}:{one}"
        notices.tell(to=one, subject=f"{challenge.reference}: {subject}", body=body, dedupe=dedupe)


def raised(challenge: Challenge) -> None:
    """The nominated people of the awarding organisation hear of it, and whoever raised it has it in writing."""
    what = str(challenge.problem_meaning.label)
    to_owner = [
        _("An event data challenge has been raised against a record of your organisation: %(what)s.")
        % {"what": what},
        _("Recommended: %(recommended)s") % {"recommended": challenge.problem_meaning.recommended},
        _("It is due by %(day)s.") % {"day": date(challenge.due_on)},
    ]
    _send(
        challenge,
        challenges.addresses_of_organisation(challenge.organisation_id),
        "raised",
        _("new challenge"),
        to_owner,
    )
    to_raiser = [
        _("We have your challenge and have told the awarding organisation: %(what)s.") % {"what": what},
        _("You will hear from us by %(day)s.") % {"day": date(challenge.due_on)},
    ]
    _send(challenge, [challenge.contact_email], "raised", _("we have your challenge"), to_raiser)


def decided(challenge: Challenge, *, number: int) -> None:
    """Whoever raised it hears what the awarding organisation decided, and why."""
    accepted = not challenge.decision_reason or challenge.state == "accepted"
    lines = [
        _("The awarding organisation accepts your challenge and will correct the record.")
        if accepted
        else _("The awarding organisation rejects your challenge: the record is right.")
    ]
    if challenge.decision_reason:
        lines.append(_("It says: %(reason)s") % {"reason": challenge.decision_reason})
    _send(challenge, [challenge.contact_email], f"decided:{number}", challenge.meaning.label.lower(), lines)


def corrected(challenge: Challenge) -> None:
    """Whoever raised it hears that the record has been put right."""
    lines = [_("The record that you challenged has been corrected. Business Support will check it.")]
    moment = challenge.corrected_at.isoformat() if challenge.corrected_at else ""
    _send(challenge, [challenge.contact_email], f"corrected:{moment}", _("record corrected"), lines)


def closed(challenge: Challenge) -> None:
    """Both sides hear that it is over."""
    lines = [_("The challenge is closed. %(resolution)s") % {"resolution": challenge.resolution}]
    to = {challenge.contact_email.lower(), *challenges.addresses_of_owner(challenge)}
    _send(challenge, sorted(to), "closed", _("closed"), lines)


def withdrawn(challenge: Challenge) -> None:
    """The awarding organisation need not go on."""
    lines = [_("The person who raised the challenge has withdrawn it. You do not need to do anything.")]
    if challenge.resolution:
        lines.append(_("They say: %(reason)s") % {"reason": challenge.resolution})
    _send(challenge, challenges.addresses_of_owner(challenge), "withdrawn", _("withdrawn"), lines)


def sent_back(challenge: Challenge, *, reason: str, number: int) -> None:
    """The awarding organisation is to look again."""
    lines = [_("Business Support asks you to look at this challenge again: %(reason)s") % {"reason": reason}]
    _send(
        challenge,
        challenges.addresses_of_owner(challenge),
        f"sent_back:{number}",
        _("sent back to you"),
        lines,
    )


def assigned(challenge: Challenge, *, number: int) -> None:
    """Whoever it was given to."""
    if challenge.assigned_to and challenge.assigned_to.email:
        lines = [
            _("This challenge has been assigned to you. It is due by %(day)s.")
            % {"day": date(challenge.due_on)}
        ]
        _send(challenge, [challenge.assigned_to.email], f"assigned:{number}", _("assigned to you"), lines)


def said(message: Message) -> None:
    """The other parties hear that there is something to read; what was said stays behind the login."""
    challenge = message.challenge
    to: set[str] = set()
    if message.side != Side.RAISER:
        to.add(challenge.contact_email.lower())
    if message.side != Side.AWARDING_ORGANISATION:
        to.update(challenges.addresses_of_owner(challenge))
    to.discard(message.author.email.lower())
    lines = [_("There is a new message in the challenge.")]
    _send(challenge, sorted(to), f"said:{message.pk}", _("new message"), lines)
