"""What happened to a challenge, in words: who, when, why, and through which door."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.audit.queries import Version
from testamur.batches import queries as ledger
from testamur.challenges import queries as challenges
from testamur.challenges.queries import Reader
from testamur.web.formats import short_date
from testamur.web.history import Changed, Happening

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge

TITLES = {
    "challenge.raised": gettext_lazy("Raised"),
    "challenge.processed": gettext_lazy("Opened: now in progress"),
    "challenge.accepted": gettext_lazy("Accepted"),
    "challenge.rejected": gettext_lazy("Rejected"),
    "challenge.wanted_changed": gettext_lazy("Corrected details confirmed"),
    "challenge.corrected": gettext_lazy("Record corrected"),
    "challenge.closed": gettext_lazy("Closed"),
    "challenge.sent_back": gettext_lazy("Sent back to the awarding organisation"),
    "challenge.withdrawn": gettext_lazy("Withdrawn"),
    "challenge.assigned": gettext_lazy("Assigned"),
}
_THROUGH = {
    "page": gettext_lazy("on these pages"),
    "api": gettext_lazy("through the API"),
    "wire": gettext_lazy("through the web services"),
    "file": gettext_lazy("through a file"),
}
_WANTED = {
    "wanted_grade": gettext_lazy("Grade it should be"),
    "wanted_award_date": gettext_lazy("Award date it should be"),
    "wanted_uln": gettext_lazy("ULN it should be"),
}


def happenings(challenge: Challenge, *, reader: Reader | None) -> list[Happening]:
    """Newest first. A learner reads which party did it, others who; batches are linked for who may open them."""
    versions = [version for version in challenges.history_of(challenge) if _tells(version, reader)]
    with_batches = reader in (Reader.SUPPORT, Reader.AWARDING_ORGANISATION)
    numbers = {version.batch for version in versions if version.batch}
    batches = ledger.numbers_of(numbers) if with_batches else {}
    names = challenges.names_of_assigned(challenge)
    found = [_happening(version, batches, names) for version in versions]
    if reader == Reader.LEARNER:
        return [
            replace(told, by=_party(version, challenge), through="")
            for told, version in zip(found, versions, strict=True)
        ]
    return found


def _tells(version: Version, reader: Reader | None) -> bool:
    """A confirmation that changed nothing is not worth a line; whose work it is concerns no learner."""
    if version.process == "challenge.wanted_changed":
        return bool(version.changes) and reader != Reader.LEARNER
    return version.process != "challenge.assigned" or reader != Reader.LEARNER


def _party(version: Version, challenge: Challenge) -> str:
    """Who did it, without the name of anybody who works there."""
    if version.process in ("challenge.raised", "challenge.withdrawn"):
        return _("you")
    if version.process in ("challenge.closed", "challenge.sent_back"):
        return _("Business Support")
    return challenge.organisation.name


def _happening(version: Version, batches: dict[int, uuid.UUID], names: dict[int, str]) -> Happening:
    return Happening(
        title=_title(version, names),
        at=version.at,
        by=version.by_name or _("Testamur"),
        through=str(_THROUGH.get(version.through, "")),
        reason=version.reason,
        batch=batches.get(version.batch) if version.batch else None,
        batch_number=version.batch,
        changes=[
            Changed(str(_WANTED[change.field]), _value(change.before), _value(change.after))
            for change in version.changes
            if change.field in _WANTED and version.process != "challenge.raised"
        ],
    )


def _title(version: Version, names: dict[int, str]) -> str:
    if version.process == "challenge.assigned":
        to = next((change.after for change in version.changes if change.field == "assigned_to"), None)
        if to is None:
            return _("Unassigned")
        return _("Assigned to %(name)s") % {"name": names.get(to, _("someone"))}
    return str(TITLES.get(version.process, _("Changed")))


def _value(value: object) -> str:
    if isinstance(value, dt.date):
        return short_date(value)
    return str(value) if value not in (None, "") else ""
