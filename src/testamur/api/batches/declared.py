"""How a kind of batch stands in the API: its addresses, its words, and what it shows beyond what all kinds show.

What is left out here follows from the kind's name, so that a new kind has all its routes without a line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ninja import Router
from pydantic import BaseModel

from testamur.api.batch_files import MULTIPART, TYPES_OF_FORMAT
from testamur.api.batches.bases import LeftRecord, Members, Undone
from testamur.batches import registry
from testamur.batches.states import Event

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.batches.models import BatchRow

Addition = Callable[[Router, "KindRoutes"], None]
"""Adds to the router an address that this kind has alone."""


class RecordMembers(BaseModel):
    """What a kind shows of one record beyond what all kinds show."""

    @classmethod
    def of_row(cls, row: BatchRow, user: User) -> Any:
        return cls()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KindRoutes:
    """The routes of one kind. ``noun`` stands in the names of its operations and schemas."""

    kind: str
    noun: str
    path: str = ""
    tag: str = ""
    one: str = ""
    many: str = ""
    submit: str = ""
    content: str = "The file is of the form that the page of this kind describes."
    formats: tuple[str, ...] = ()
    file_stem: str = "batch"
    effects: Mapping[str, str] = field(default_factory=dict)
    in_lists: type[Members] = Members
    in_full: type[Members] = Members
    asked_in_full: type[BaseModel] | None = None
    of_record: type[RecordMembers] = RecordMembers
    undone: type[Undone[Any]] = Undone[LeftRecord]
    schema_names: Mapping[str, str] = field(default_factory=dict)
    lists_findings: bool = True
    addition: Addition | None = None

    @property
    def plugged(self) -> registry.Kind[Any]:
        return registry.named(self.kind)

    @property
    def all_effects(self) -> Mapping[str, str]:
        """What a record of this kind can become, with words for it."""
        return self.effects or self.plugged.effect_labels

    @property
    def decisions(self) -> tuple[Event, ...]:
        """What can be decided about a batch of this kind. One that only answers has nothing to confirm or undo."""
        changes = self.plugged.changes_records
        failed = (Event.RETRY, Event.CLOSE)
        return (Event.CONFIRM, Event.CANCEL, Event.UNDO, *failed) if changes else (Event.CANCEL, *failed)

    @property
    def address(self) -> str:
        return self.path or f"/{self.kind.replace('_', '-')}-batches"

    @property
    def singular(self) -> str:
        """The kind as its operations' summaries say it."""
        return self.one or f"a batch: {self.plugged.title}"

    @property
    def plural(self) -> str:
        return self.many or f"batches: {self.plugged.title}"

    @property
    def types(self) -> tuple[str, ...]:
        """The sorts of content that may be sent."""
        formats = self.formats or self.plugged.formats
        return (*(each for name in formats for each in TYPES_OF_FORMAT[name]), MULTIPART)

    @property
    def submit_name(self) -> str:
        return self.submit or self.operation("submit", "batch")

    @property
    def records_name(self) -> str:
        return f"{self.submit_name}_as_records" if self.submit else self.operation("submit", "records")

    @property
    def claimed(self) -> frozenset[str]:
        """What a file says of whose it is. Records are the client's own."""
        return frozenset(claim.key for claim in self.plugged.claims)

    def operation(self, verb: str, thing: str) -> str:
        """The name of an operation, such as ``view_verify_batch``."""
        return "_".join(part for part in (verb, self.noun, thing) if part)

    def schema(self, pattern: str) -> str:
        """The name of a schema, such as ``VerifyBatchList`` for ``{}BatchList``."""
        noun = "".join(map(str.capitalize, self.noun.split("_")))
        return self.schema_names.get(pattern, pattern.format(noun))
