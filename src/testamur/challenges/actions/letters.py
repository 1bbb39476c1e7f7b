"""E-mails about a challenge, each in the language of whoever reads it.

None names the learner or the ULN: that belongs behind the login (lrs section 8, rule for support mail).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.challenges import queries as challenges
from testamur.challenges.models import Challenge, Message
from testamur.challenges.states import Side
from testamur.notices import actions as notices
from testamur.notices.rules import Topic
from testamur.plumbing.formats import date

Letter = Callable[[], tuple[str, list[str]]]
"""Makes the subject and the lines of a letter, in the language that is spoken then."""


def _send(challenge: Challenge, to: Iterable[str], event: str, letter: Letter) -> None:
    """News can be chosen; that a challenge has been raised is told whoever has to answer it, and who raised it."""
    topic = None if event == "raised" else Topic.CHALLENGES
    for one in to:
        with access.in_language_of(one):
            subject, lines = letter()
            link = [_("See the challenge:"), f"{settings.PUBLIC_URL}/challenges/{challenge.uuid}/"]
        notices.tell(
            to=one,
            subject=f"{challenge.reference}: {subject}",
            body="\n".join([*lines, "", *link]),
            dedupe=f"challenge:{challenge.pk}:{event}:{one}",
            topic=topic,
        )


def raised(challenge: Challenge) -> None:
    """The nominated people of the awarding organisation hear of it, and whoever raised it has it in writing."""

    def to_owner() -> tuple[str, list[str]]:
        meaning = challenge.problem_meaning
        return _("new challenge"), [
            _("An event data challenge has been raised against a record of your organisation: %(what)s.")
            % {"what": meaning.label},
            _("Recommended: %(recommended)s") % {"recommended": meaning.recommended},
            _("It is due by %(day)s.") % {"day": date(challenge.due_on)},
        ]

    def to_raiser() -> tuple[str, list[str]]:
        return _("we have your challenge"), [
            _("We have your challenge and have told the awarding organisation: %(what)s.")
            % {"what": challenge.problem_meaning.label},
            _("You will hear from us by %(day)s.") % {"day": date(challenge.due_on)},
        ]

    owners = challenges.addresses_of_organisation(challenge.organisation_id)
    _send(challenge, owners, "raised", to_owner)
    _send(challenge, [challenge.contact_email], "raised", to_raiser)


def decided(challenge: Challenge, *, number: int) -> None:
    """Whoever raised it hears what the awarding organisation decided, and why."""

    def letter() -> tuple[str, list[str]]:
        accepted = not challenge.decision_reason or challenge.state == "accepted"
        lines = [
            _("The awarding organisation accepts your challenge and will correct the record.")
            if accepted
            else _("The awarding organisation rejects your challenge: the record is right.")
        ]
        if challenge.decision_reason:
            lines.append(_("It says: %(reason)s") % {"reason": challenge.decision_reason})
        return _(challenge.meaning.label).lower(), lines

    _send(challenge, [challenge.contact_email], f"decided:{number}", letter)


def corrected(challenge: Challenge) -> None:
    """Whoever raised it hears that the record has been put right."""

    def letter() -> tuple[str, list[str]]:
        said = _("The record that you challenged has been corrected. Business Support will check it.")
        return _("record corrected"), [said]

    moment = challenge.corrected_at.isoformat() if challenge.corrected_at else ""
    _send(challenge, [challenge.contact_email], f"corrected:{moment}", letter)


def closed(challenge: Challenge) -> None:
    """Both sides hear that it is over."""

    def letter() -> tuple[str, list[str]]:
        words = {"resolution": challenge.resolution}
        return _("closed"), [_("The challenge is closed. %(resolution)s") % words]

    to = {challenge.contact_email.lower(), *challenges.addresses_of_owner(challenge)}
    _send(challenge, sorted(to), "closed", letter)


def withdrawn(challenge: Challenge) -> None:
    """The awarding organisation need not go on."""

    def letter() -> tuple[str, list[str]]:
        lines = [_("The person who raised the challenge has withdrawn it. You do not need to do anything.")]
        if challenge.resolution:
            lines.append(_("They say: %(reason)s") % {"reason": challenge.resolution})
        return _("withdrawn"), lines

    _send(challenge, challenges.addresses_of_owner(challenge), "withdrawn", letter)


def sent_back(challenge: Challenge, *, reason: str, number: int) -> None:
    """The awarding organisation is to look again."""

    def letter() -> tuple[str, list[str]]:
        words = {"reason": reason}
        said = _("Business Support asks you to look at this challenge again: %(reason)s") % words
        return _("sent back to you"), [said]

    _send(challenge, challenges.addresses_of_owner(challenge), f"sent_back:{number}", letter)


def assigned(challenge: Challenge, *, number: int) -> None:
    """Whoever it was given to."""

    def letter() -> tuple[str, list[str]]:
        words = {"day": date(challenge.due_on)}
        said = _("This challenge has been assigned to you. It is due by %(day)s.") % words
        return _("assigned to you"), [said]

    if challenge.assigned_to and challenge.assigned_to.email:
        _send(challenge, [challenge.assigned_to.email], f"assigned:{number}", letter)


def said(message: Message) -> None:
    """The other parties hear that there is something to read; what was said stays behind the login."""
    challenge = message.challenge
    to: set[str] = set()
    if message.side != Side.RAISER:
        to.add(challenge.contact_email.lower())
    if message.side != Side.AWARDING_ORGANISATION:
        to.update(challenges.addresses_of_owner(challenge))
    to.discard(message.author.email.lower())

    def letter() -> tuple[str, list[str]]:
        return _("new message"), [_("There is a new message in the challenge.")]

    _send(challenge, sorted(to), f"said:{message.pk}", letter)
