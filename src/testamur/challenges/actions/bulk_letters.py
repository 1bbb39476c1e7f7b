"""E-mails about many challenges at once. None names a learner or a ULN (lrs section 8, rule for support mail)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.challenges.models import Challenge
from testamur.challenges.states import State
from testamur.notices import actions as notices
from testamur.notices.rules import Topic
from testamur.plumbing.formats import number


def by_address(challenges: Iterable[Challenge]) -> list[tuple[str, list[Challenge]]]:
    """The challenges of each address to which their raisers want to be written, in a lasting order."""
    found: dict[str, list[Challenge]] = {}
    for challenge in challenges:
        found.setdefault(challenge.contact_email.lower(), []).append(challenge)
    return sorted(found.items())


def decided(challenges: list[Challenge]) -> tuple[str, str]:
    """The subject and the words for a raiser whose challenges were decided together."""
    subject = (
        _("%(reference)s: the awarding organisation has decided") % {"reference": challenges[0]}
        if len(challenges) == 1
        else _("The awarding organisation has decided on %(number)s of your challenges")
        % {"number": number(len(challenges))}
    )
    lines: list[str] = []
    for challenge in challenges:
        accepted = challenge.state == State.ACCEPTED
        said = (
            _("%(reference)s: accepted. The record will be corrected.")
            if accepted
            else _("%(reference)s: rejected. The record is right.")
        )
        lines.append(said % {"reference": challenge})
        if challenge.decision_reason:
            lines.append(_("It says: %(reason)s") % {"reason": challenge.decision_reason})
        lines += [_address(challenge), ""]
    return subject, "\n".join(lines).rstrip()


def returned(organisation: str, challenges: list[Challenge]) -> tuple[str, str]:
    """The subject and the words for Business Support, which checks what was accepted and closes what was rejected."""
    accepted = [each for each in challenges if each.state == State.ACCEPTED]
    rejected = [each for each in challenges if each.state != State.ACCEPTED]
    lines = [
        _("%(organisation)s has sent back a weekly report with decisions.") % {"organisation": organisation}
    ]
    for heading, several in (
        (_("Accepted. They will be corrected, and then you can check them:"), accepted),
        (_("Rejected. There is nothing to correct:"), rejected),
    ):
        if several:
            lines += ["", heading, *(f"{each}: {_address(each)}" for each in several)]
    subject = _("%(organisation)s has decided on %(number)s challenges") % {
        "organisation": organisation,
        "number": len(challenges),
    }
    return subject, "\n".join(lines)


def taken_back(address: str, challenges: list[Challenge], *, batch: int) -> None:
    """Whoever was told of a decision hears that it does not hold."""
    with access.in_language_of(address):
        lines = [
            _("A decision that we told you about has been withdrawn. There will be a new decision."),
            "",
        ]
        subject = _("A decision on your challenge has been withdrawn")
    for challenge in challenges:
        lines += [str(challenge), _address(challenge), ""]
    notices.tell(
        to=address,
        subject=subject,
        body="\n".join(lines).rstrip(),
        dedupe=f"decisions:{batch}:taken_back:{address}",
        topic=Topic.CHALLENGES,
    )


def _address(challenge: Challenge) -> str:
    return f"{settings.PUBLIC_URL}/challenges/{challenge.uuid}/"
