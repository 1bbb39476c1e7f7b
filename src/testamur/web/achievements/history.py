"""The history of an achievement in words: who, when, what changed, why, and through which page, call or batch."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.achievements.states import Found, State
from testamur.audit.queries import Change, Version
from testamur.batches import queries as ledger
from testamur.web.formats import short_date
from testamur.web.history import Changed, Happening

# In the order in which they are told. What is not here is for machines, or is told in the event's title.
_LABELS = {
    "grade": gettext_lazy("Grade"),
    "provider_ukprn": gettext_lazy("Provider UKPRN"),
    "language": gettext_lazy("Language for assessment"),
    "status": gettext_lazy("Status"),
    "mis_identifier": gettext_lazy("MIS identifier"),
    "uln": gettext_lazy("ULN"),
    "reference": gettext_lazy("Reference number"),
    "award_date": gettext_lazy("Award date"),
}
_WORDS = {Found.PROVISIONAL: gettext_lazy("Provisional"), Found.FINAL: gettext_lazy("Final")}
_STATES = {
    State.ACTIVE: gettext_lazy("Reinstated"),
    State.WITHDRAWN: gettext_lazy("Withdrawn"),
    State.DELETED: gettext_lazy("Deleted"),
    State.SUPERSEDED: gettext_lazy("Superseded by the awarding organisation’s own record"),
}
_TITLES = {
    "achievement.grade_edited": gettext_lazy("Grade edited"),
    "achievement.moved": gettext_lazy("Moved to another learner"),
}
_THROUGH = {
    "page": gettext_lazy("on these pages"),
    "api": gettext_lazy("through the API"),
    "command": gettext_lazy("on the command line"),
    "file": gettext_lazy("through a file"),
    "wire": gettext_lazy("through the LRS web service"),
}


def events(versions: list[Version]) -> list[Happening]:
    """Versions, newest first, in words."""
    batches = ledger.numbers_of({version.batch for version in versions if version.batch})
    return [_event(version, batches) for version in versions]


def _event(version: Version, batches: dict[int, uuid.UUID]) -> Happening:
    changed = {change.field: change for change in version.changes}
    is_first = version.label == "created"
    return Happening(
        title=_title(version, changed),
        at=version.at,
        by=version.by_name or _("Testamur"),
        through=str(_THROUGH.get(version.through, "")),
        reason=_reason(version, changed),
        batch=batches.get(version.batch) if version.batch else None,
        batch_number=version.batch,
        line=version.batch_line,
        changes=[
            Changed(str(label), "" if is_first else _value(changed[name].before), _value(changed[name].after))
            for name, label in _LABELS.items()
            if name in changed
        ],
    )


def _title(version: Version, changed: dict[str, Change]) -> str:
    state = changed.get("state")
    if version.process == "batch.undone" and not _is_precedence(version, changed):
        return _("Restored, because the batch was undone")
    if version.label == "created":
        return _("Created")
    if state is not None:
        return _state_title(state)
    if title := _TITLES.get(version.process):
        return str(title)
    if "status" in changed and changed["status"].after == Found.FINAL:
        return _("Promoted to final")
    return _("Updated")


def _is_precedence(version: Version, changed: dict[str, Change]) -> bool:
    """Whether this is what precedence made of a centre's record, and nothing that the process did to it itself."""
    return set(changed) == {"state"} and State.SUPERSEDED in (changed["state"].before, changed["state"].after)


def _state_title(state: Change) -> str:
    if state.after == State.ACTIVE and state.before == State.SUPERSEDED:
        return _("On record again, because the awarding organisation’s own record was removed")
    return str(_STATES[State(state.after)])


def _reason(version: Version, changed: dict[str, Change]) -> str:
    """Why: what the process says, or the action reason that came with the record."""
    given = changed.get("action_reason")
    return version.reason or str((given.after if given else "") or "")


def _value(value: Any) -> str:
    if isinstance(value, dt.date):
        return short_date(value)
    return str(_WORDS.get(value, value)) if value not in (None, "") else ""
