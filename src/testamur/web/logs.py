"""What the activity log tells of: the kinds of record that have a history and a page.

An area declares ``LOG`` in its ``log.py``; the activity log knows none of them. What is told comes through the query by
which the records' own pages show them, so nobody reads what happened to a record that they may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from testamur.web import declared

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Text

    from testamur.access.models import Visitor
    from testamur.audit.queries import Entry

Shown = tuple[str, str | None]
"""What a record is called, and the address of its page, if it still has one."""


@dataclass(frozen=True, slots=True)
class Log:
    """One kind of record. ``name`` stands in the address, ``of`` is its model; lower ``order`` is offered first.

    ``versions`` are those that the person may read about, ``None`` for whom the kind is not. ``shown`` names the
    records of a page of entries in few queries. ``words`` tell the processes; for others it is told what the database
    saw.
    """

    order: int
    name: str
    title: Text
    of: str
    versions: Callable[[Visitor], QuerySet[Any] | None]
    shown: Callable[[Sequence[Entry]], Sequence[Shown]]
    words: Mapping[str, Text]

    def told(self, entry: Entry) -> str:
        """What happened, in words."""
        known = self.words.get(entry.process) or _BATCH_WORDS.get(entry.process, {}).get(entry.label)
        return str(known or _LABELS.get(entry.label, entry.label))


_LABELS = {
    "created": _("Created"),
    "changed": _("Changed"),
    "removed": _("Removed"),
    "noted": _("Noted"),
}
_BATCH_WORDS: Mapping[str, Mapping[str, Text]] = {
    "batch.applied": {"created": _("Created by a batch"), "changed": _("Changed by a batch")},
    "batch.undone": {
        "created": _("Restored, because the batch was undone"),
        "changed": _("Restored, because the batch was undone"),
        "removed": _("Removed, because the batch was undone"),
    },
}
THROUGH = {
    "page": _("on these pages"),
    "api": _("through the API"),
    "command": _("on the command line"),
    "file": _("through a file"),
    "wire": _("through the LRS web service"),
}


def kinds_for(user: Visitor) -> list[tuple[Log, QuerySet[Any]]]:
    """The kinds of record of which the person may read, with the versions, newest first; nothing is read yet."""
    found = ((log, log.versions(user)) for log in declared.everywhere("log", "LOG"))
    return [(log, versions) for log, versions in found if versions is not None]
