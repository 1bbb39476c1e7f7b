"""The history of a result in words that a person of 13 understands. Names of staff and numbers of others stay out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.achievements.states import Found, State
from testamur.web.formats import date

if TYPE_CHECKING:
    from testamur.audit.queries import Change, Version
    from testamur.learners.queries import SharingChange

_THROUGH = {
    "page": gettext_lazy("by a person, on this website"),
    "api": gettext_lazy("by a computer system"),
    "wire": gettext_lazy("by a computer system"),
    "command": gettext_lazy("in a file"),
    "file": gettext_lazy("in a file"),
}
_FIELDS = {
    "grade": gettext_lazy("The grade"),
    "award_date": gettext_lazy("The award date"),
    "provider_ukprn": gettext_lazy("The number of the school or college (UKPRN)"),
    "language": gettext_lazy("The language"),
    "reference": gettext_lazy("The reference number"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: what, when, through which door, why."""

    what: list[str]
    at: dt.datetime
    how: str
    why: str


def told(versions: list[Version], *, sender: str) -> list[Event]:
    """What happened to one result, latest first. What concerns nobody but its sender is left out.

    Of a result that was moved here nothing is told from before: it stood on somebody else's record then.
    """
    events = []
    for version in versions:
        event = _event(version, sender)
        if event.what:
            events.append(event)
        if _is_move(version):
            break
    return events


def _is_move(version: Version) -> bool:
    return version.label != "created" and any(change.field == "learner" for change in version.changes)


def _event(version: Version, sender: str) -> Event:
    changed = {change.field: change for change in version.changes}
    return Event(
        what=_what(version, changed, sender),
        at=version.at,
        how=str(_THROUGH.get(version.through, "")),
        why=_why(version, changed),
    )


def _what(version: Version, changed: dict[str, Change], sender: str) -> list[str]:
    if version.label == "created":
        return [_("%(sender)s sent this result, and it was added to your record.") % {"sender": sender}]
    found = []
    if version.process == "batch.undone":
        found.append(_("%(sender)s undid a file that had changed this result.") % {"sender": sender})
    if _is_move(version):
        found.append(_("The result was moved to your record. It had been put on another one by mistake."))
    if (state := changed.get("state")) is not None:
        found.append(_moved(state))
    if "status" in changed and changed["status"].after == Found.FINAL:
        found.append(_("The result became final."))
    return found + [_changed(str(label), changed[name]) for name, label in _FIELDS.items() if name in changed]


def _moved(state: Change) -> str:
    if state.after == State.SUPERSEDED:
        return _("The awarding organisation sent the same result. Theirs counts from then on.")
    if state.after == State.ACTIVE and state.before == State.SUPERSEDED:
        return _("The awarding organisation’s result was removed, so this one counts again.")
    if state.after == State.ACTIVE:
        return _("The result was put back on your record.")
    return _("The result was removed from your record.")


def _changed(label: str, change: Change) -> str:
    before, after = _value(change.before), _value(change.after)
    words = {"thing": label, "before": before, "after": after}
    if before and after:
        return _("%(thing)s was changed from %(before)s to %(after)s.") % words
    if after:
        return _("%(thing)s was added: %(after)s.") % words
    return _("%(thing)s was removed. It was %(before)s.") % words


def _why(version: Version, changed: dict[str, Change]) -> str:
    """The reason that was given. Of a move it may name the person on whose record the result stood."""
    if _is_move(version):
        return ""
    given = changed.get("action_reason")
    return version.reason or str((given.after if given else "") or "")


def _value(value: Any) -> str:
    if isinstance(value, dt.date):
        return date(value)
    return "" if value is None else str(value)


def day(value: dt.date | None) -> str:
    """A date for a list of facts; nothing for none."""
    return date(value) if value else ""


def of_sharing(change: SharingChange) -> Event:
    """A change of the sharing, as the learner reads it."""
    words = {
        0: _("No one had confirmed yet that you were given the privacy notice."),
        1: _("Sharing your record was switched on."),
        2: _("Sharing your record was switched off."),
    }
    return Event(
        what=[words[int(change.after)]],
        at=change.at,
        how=_("by %(name)s") % {"name": change.by_name},
        why=change.reason,
    )
