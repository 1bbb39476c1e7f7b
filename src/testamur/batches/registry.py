"""What a kind of batch says, and nothing else differs between the systems that Testamur replaces.

A room plugs its kinds in from its ``kinds`` package with :func:`register`; the engine finds them by name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.utils.module_loading import autodiscover_modules

from testamur.access.rules import Permission
from testamur.batches.columns import Reading
from testamur.batches.findings import Catalogue, Finding
from testamur.batches.relations import Known, Stage
from testamur.batches.states import BatchState

if TYPE_CHECKING:
    from testamur.batches.models import Batch


@dataclass(frozen=True, slots=True)
class Report:
    """One outcome file: its name for the person who downloads it, its type, and its content in pieces."""

    name: str
    title: str
    content_type: str
    content: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Message:
    """An e-mail about a batch."""

    to: str
    subject: str
    body: str


KnownT = TypeVar("KnownT", bound=Known)


class Kind(ABC, Generic[KnownT]):
    """The contract between the engine and a room.

    The engine calls ``judge``, ``apply`` and ``undo`` inside one transaction each, with the batch locked, and hands
    over the accepted lines as a :class:`~testamur.batches.relations.Stage`. Where no person has to confirm, ``apply``
    follows ``judge`` in the same transaction, on the same stage and with what ``judge`` looked up.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    shape: ClassVar[str]
    catalogue: ClassVar[Catalogue]
    submit_permission: ClassVar[Permission] = Permission.BATCH_SUBMIT
    undo_permission: ClassVar[Permission] = Permission.BATCH_UNDO
    needs_confirmation: ClassVar[bool] = False
    changes_records: ClassVar[bool] = True  # a kind that only answers has nothing to confirm or to undo
    effect_labels: ClassVar[Mapping[str, str]] = {}  # words for effects that are this kind's own
    explanations: ClassVar[Mapping[BatchState, str]] = {}  # of states that mean something else for this kind
    slice_size: ClassVar[int] = 10_000
    not_applied_key: ClassVar[str]

    @abstractmethod
    def max_bytes(self) -> int:
        """The largest file, in bytes."""

    @abstractmethod
    def refusal_of_size(self, size: int) -> Finding | None:
        """Why a file of this size is refused before it is stored, or ``None``."""

    @abstractmethod
    def read(self, file: IO[bytes], *, batch: Batch) -> Reading:
        """Open the file. Row rules and rules inside the file are judged while its lines are read.

        The lines are read in another thread, which has no business in the database.
        """

    @abstractmethod
    def judge(self, stage: Stage, *, batch: Batch) -> KnownT | None:
        """Set rules: join the lines to the record and add to ``stage.found``; returns what was looked up for it."""

    @abstractmethod
    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        """Why the whole batch is refused, or ``None``."""

    @abstractmethod
    def plan(self, stage: Stage, known: KnownT | None, *, batch: Batch) -> dict[str, int]:
        """How many accepted lines will have which effect, as things stand."""

    @abstractmethod
    def apply(self, stage: Stage, known: KnownT | None, *, batch: Batch) -> None:
        """Write the lines with a constant number of statements and say in ``stage.became`` what each became.

        A line missing there was not applied, and the ledger says so.
        """

    @abstractmethod
    def undo(self, *, batch: Batch) -> dict[str, Any]:
        """Put back what the batch changed and list what has changed since and was left."""

    @abstractmethod
    def reports(self, *, batch: Batch) -> list[Report]:
        """The outcome files of the kind."""

    @abstractmethod
    def messages(self, *, batch: Batch) -> list[Message]:
        """Who is told that the batch has ended, and what."""

    def describe(self, *, batch: Batch) -> dict[str, str]:
        """What the file says of itself, in words, for the batch page."""
        return dict(batch.header)

    def identify(self, *, incoming: Mapping[str, str | None], payload: Mapping[str, Any]) -> dict[str, str]:
        """By what a person knows one line again: label to value, read from the line as far as it can be read."""
        return {}


_kinds: dict[str, Kind[Any]] = {}


def register(kind: Kind[KnownT]) -> Kind[KnownT]:
    """Plug a kind into the engine."""
    _kinds[kind.name] = kind
    return kind


def discover() -> None:
    """Load the kinds of every room."""
    autodiscover_modules("kinds")


def named(name: str) -> Kind[Any]:
    """The kind called ``name``; ``KeyError`` if there is none."""
    return _kinds[name]


def all_kinds() -> tuple[Kind[Any], ...]:
    return tuple(_kinds[name] for name in sorted(_kinds))
