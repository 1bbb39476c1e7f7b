"""What a kind of batch says, and nothing else differs between the systems that Testamur replaces.

A room declares a kind in ``kinds/<kind>/kind.py``; the engine, the pages and the API find it by its name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import IO, TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

import orjson
from django.apps import apps
from django.utils.translation import gettext as _

from testamur.access.rules import Permission
from testamur.batches.columns import Reading, Unreadable, carrying
from testamur.batches.columns.findings import rejecting
from testamur.batches.columns.judging import Judged, LineJudge
from testamur.batches.columns.layout import Layout, XmlShape
from testamur.batches.columns.opening import open_file, open_items, text_of
from testamur.batches.columns.profiles import Profile, load_profile
from testamur.batches.columns.reading import Form, Limits, RowRules
from testamur.batches.columns.tables import places_of
from testamur.batches.findings import Catalogue, Finding
from testamur.batches.relations import Foreseen, Known, PutBack, Selected, Stage, Writes
from testamur.batches.rules import rejected_percent, too_many_rejected
from testamur.batches.states import BatchState
from testamur.batches.submitting import Claim, Option, Selecting, SubmitPage
from testamur.organisations import queries as organisations
from testamur.plumbing import text
from testamur.plumbing.translatable import Translatable

if TYPE_CHECKING:
    from typing import BinaryIO

    from django.db.models import QuerySet

    from testamur.access.models import User
    from testamur.batches.models import Batch
    from testamur.batches.queries import LedgerLine
    from testamur.organisations.models import Organisation

KnownT = TypeVar("KnownT", bound=Known)


@dataclass(frozen=True, slots=True)
class Report:
    """One outcome file: its name for the person who downloads it, its type, and its content in pieces."""

    name: str
    title: str
    content_type: str
    content: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Message:
    """An e-mail about a batch; ``letter`` makes its subject and body, in the language of whoever reads it."""

    to: str
    letter: Callable[[], tuple[str, str]]


class Kind(ABC, Generic[KnownT]):
    """One kind of batch, as a declaration.

    The engine calls ``judge`` and ``apply`` inside one transaction each, with the batch locked, and hands
    over the accepted lines as a :class:`~testamur.batches.relations.Stage`. Where no person has to confirm, ``apply``
    follows ``judge`` in the same transaction, on the same stage and with what ``judge`` looked up.
    """

    name: ClassVar[str]
    title: ClassVar[Translatable]
    layout: ClassVar[Layout[Any]]
    catalogue: ClassVar[Catalogue]
    submit_permission: ClassVar[Permission] = Permission.BATCH_SUBMIT
    undo_permission: ClassVar[Permission] = Permission.BATCH_UNDO
    needs_confirmation: ClassVar[bool] = False
    writes: ClassVar[Writes | None] = None  # what undoing a batch puts back
    changes_records: ClassVar[bool] = True  # a kind that only answers has nothing to confirm or to undo
    answers_with_own_file: ClassVar[bool] = True
    effect_labels: ClassVar[Mapping[str, Translatable]] = {}  # words for effects that are this kind's own
    explanations: ClassVar[
        Mapping[BatchState, Translatable]
    ] = {}  # of states that mean something else for this kind
    claims: ClassVar[tuple[Claim, ...]] = ()
    submit_options: ClassVar[tuple[Option, ...]] = ()
    submit_page: ClassVar[SubmitPage | None] = None  # by default one with the title of the kind
    content: ClassVar[tuple[Translatable, Translatable]] = (
        "",
        "",
    )  # what the file holds, and its usual name, on a shared page
    slice_size: ClassVar[int] = 10_000
    takes_files: ClassVar[bool] = True

    @cached_property
    def rejecting(self) -> frozenset[str]:
        """The keys of findings that reject a line."""
        return rejecting(self.catalogue)

    # --- reading --------------------------------------------------------------------------------------------------

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of files that are taken."""
        table = self.layout.table
        taken = {
            "xlsx": bool(table and table.sheet),
            "xml": bool(self.shapes(self.profile())),
            "csv": table is not None,
        }
        return tuple(name for name, is_taken in taken.items() if is_taken and self.takes_files)

    @property
    def lets_sender_look_first(self) -> bool:
        """Whether whoever sends a batch chooses to look at what would change before it is written."""
        return self.changes_records and not self.needs_confirmation

    @abstractmethod
    def limits(self) -> Limits:
        """How much a file may hold."""

    @abstractmethod
    def options(self) -> Any:
        """The settings of the field checks and the row rules, as of today."""

    def profile(self) -> Profile:
        """The mapping profile in force."""
        return load_profile(self.layout)

    def shapes(self, profile: Profile) -> Sequence[XmlShape]:
        """The shapes of XML that are taken."""
        return self.layout.xml

    def begin(self, header: dict[str, str], options: Any, submitted: Mapping[str, Any]) -> Any:
        """Check and complete what the file says of itself; ``submitted`` is what the submission says of it.

        Returns the settings for this file. Raises ``Unreadable``.
        """
        return options

    def rules(self, options: Any) -> RowRules | None:
        """What needs more than one field of a line, if anything does."""
        return None

    def form(self, submitted: Mapping[str, Any] | None = None) -> Form[Any]:
        """How a file is read just now."""
        options = self.options()
        return Form(
            layout=self.layout,
            profile=self.profile(),
            limits=self.limits(),
            begin=lambda header: self.begin(header, options, submitted or {}),
            rejecting=self.rejecting,
            rules=self.rules,
        )

    def read(self, file: IO[bytes], *, batch: Batch) -> Reading:
        """Open the file of a batch. Row rules and rules inside the file are judged while its lines are read.

        The lines are read in another thread, which has no business in the database.
        """
        form = self.form(batch.options)
        if batch.source == "records":
            header = {key: str(value) for key, value in batch.options.items() if value}
            return open_items(orjson.loads(file.read()), form, header)
        reading = open_file(cast("BinaryIO", file), form, shapes=self.shapes(form.profile))
        self.check_claims(reading.header, batch.organisation)
        return reading

    def check_request(self, header: dict[str, str], *, records: int) -> None:
        """Refuse a request before it becomes a batch, as the reader of its file would later (lrs section 2.1)."""
        form = self.form()
        form.begin({key: value for key, value in header.items() if value})
        if records == 0:
            raise form.refuse("none")
        form.check_count(records)

    def judge_item(self, item: Mapping[str, Any], options: Any = None) -> Judged:
        """Judge one record by itself, by the keys of the fields."""
        options = self.options() if options is None else options
        judge = LineJudge(self.layout, options, rejecting=self.rejecting, rules=self.rules)
        return judge.judge([text_of(item.get(key)) for key in self.layout.payload_keys])

    def check_claims(self, header: Mapping[str, str], organisation: Organisation) -> None:
        """Refuse a file that says it is somebody else's.

        A reference that we do not know is let through where it need not be known: it is the LRS's own, and means
        nobody here.
        """
        own = {organisation.ukprn, organisation.recognition_number}
        for claim in self.claims:
            claimed = header.get(claim.key)
            if not claimed or claimed in own:
                continue
            if organisations.by_ukprn(claimed) or organisations.by_recognition_number(claimed):
                raise Unreadable(self.layout.finding("other_organisation", claim.name, claimed))
            if claim.must_be_known:
                raise Unreadable(self.layout.finding("unknown_organisation", claim.name, claimed))

    def max_file_bytes(self) -> int:
        """The largest file, in bytes. How much its records may carry is less: see :meth:`limits`."""
        return self.limits().file_bytes

    def refusal_of_size(self, size: int) -> Finding | None:
        """Why a file of this size is refused before it is read, or ``None``."""
        if size == 0:
            return self.layout.finding("empty")
        if size > self.max_file_bytes():
            return self.layout.finding("too_large", limit=text.size(self.limits().max_bytes))
        return None

    def check_size(self, file: IO[bytes], size: int) -> None:
        """Refuse a file that is empty or too large before it is stored: as a file, or by what it carries."""
        if refusal := self.refusal_of_size(size):
            raise Unreadable(refusal)
        if size > self.limits().max_bytes:
            file.seek(0)
            if too_large := carrying.refusal_of(file.read(), self.form()):
                raise too_large

    @property
    def shape(self) -> str:
        return self.layout.shape

    # --- sets -----------------------------------------------------------------------------------------------------

    @abstractmethod
    def judge(self, stage: Stage, *, batch: Batch) -> KnownT | None:
        """Set rules: join the lines to the record and add to ``stage.found``; returns what was looked up for it."""

    def gate(self, stage: Stage, *, batch: Batch, total: int, rejected: int) -> Finding | None:
        """Why the whole batch is refused, or ``None``."""
        return None

    @abstractmethod
    def foresee(self, stage: Stage, known: KnownT | None, *, batch: Batch) -> Foreseen:
        """What each accepted line will become, as things stand."""

    @abstractmethod
    def apply(self, stage: Stage, known: KnownT | None, *, batch: Batch) -> None:
        """Write the lines with a constant number of statements and say in ``stage.became`` what each became.

        A line missing there was not applied, and the ledger says so.
        """

    def settle_undone(self, put_back: PutBack, *, batch: Batch) -> None:
        """What has to follow, in the same transaction, once the records that the batch wrote are put back."""

    def describe_left(self, left: dict[str, Any]) -> dict[str, Any]:
        """What is told of a record that undoing has left: the line and what ``writes.listed`` names, as texts."""
        return left

    def name_values(self, column: str, values: Collection[str]) -> Mapping[str, str]:
        """What people call values of a column of ``writes.compared`` that has to be looked up, such as a person."""
        return {}

    @property
    def not_applied_key(self) -> str:
        return self.layout.keys["not_applied"]

    # --- what goes out --------------------------------------------------------------------------------------------

    def own_xml(
        self, batch: Batch, lines: Iterable[tuple[Sequence[str | None], Sequence[Any]]]
    ) -> Iterator[bytes] | None:
        """The file as it came in XML, with the findings in it; ``None`` for kinds that answer otherwise."""
        return None

    def further_files(self, batch: Batch, lines: Sequence[LedgerLine]) -> Iterable[Report]:
        """Outcome files that only this kind has."""
        return ()

    def further_messages(self, batch: Batch) -> Iterable[Message]:
        """E-mails to others than the sender."""
        return ()

    def facts(self, batch: Batch) -> list[tuple[str, str]]:
        """What the file says of itself, in words, for the batch's page and e-mail."""
        return []

    def identify(
        self,
        *,
        incoming: Mapping[str, str | None],
        payload: Mapping[str, Any],
        translate: Callable[[str], str] = _,
    ) -> dict[str, str]:
        """What a person knows a line by, whatever could be read of it: label and value, such as ULN and reference."""
        of_key = self.layout.of_key
        fields = {key: of_key[key] for key in self.layout.identifying}
        values = {key: payload.get(key) for key in fields}
        if not all(values.values()):
            headings = list(incoming)
            places = places_of(headings, self.layout, self.profile())
            came = {
                key: incoming[headings[places[each.name]]]
                for key, each in fields.items()
                if each.name in places
            }
            values = {key: value or came.get(key) for key, value in values.items()}
        return {translate(fields[key].label): str(value) for key, value in values.items() if value}


class SelectionKind(Kind[KnownT]):
    """A kind whose lines are made of records that somebody selected; it takes no files."""

    takes_files = False
    selecting: ClassVar[Selecting]

    def limits(self) -> Limits:
        return Limits(max_bytes=0, max_records=1_000_000)

    def options(self) -> None:
        return None

    @abstractmethod
    def selectable(self, user: User, **filters: Any) -> QuerySet[Any]:
        """The records that the person may see, narrowed by those of ``selecting.filters`` that are given."""

    def check_details(self, details: Mapping[str, str], organisation: Organisation) -> None:
        """Refuse, with ``Unreadable``, what cannot be done to records of this organisation, whichever they are."""

    @abstractmethod
    def select(self, *, batch: Batch) -> Selected:
        """The lines, of what ``batch.options["selection"]`` says, as they are now."""


def refused_above(kind: Kind[Any], *, total: int, rejected: int, threshold: Any) -> Finding | None:
    """The gate of kinds that are refused whole when more than so many per cent of their records are rejected."""
    if not too_many_rejected(rejected=rejected, total=total, threshold_percent=threshold):
        return None
    percent = rejected_percent(rejected=rejected, total=total, threshold_percent=threshold)
    return kind.layout.finding(
        "threshold", rejected=rejected, total=total, percent=percent, threshold=str(threshold)
    )


_kinds: dict[str, Kind[Any]] = {}


def register(kind: type[Kind[Any]]) -> type[Kind[Any]]:
    """Class decorator: plug a kind in under its name. A second one of the same name is a mistake."""
    if kind.name in _kinds:
        raise ValueError(f"there is a kind of batch called {kind.name} already")
    _kinds[kind.name] = kind()
    return kind


def discover() -> None:
    """Load the kinds of every room: the module ``kind`` of each package in its ``kinds``."""
    for room in apps.get_app_configs():
        if not room.name.startswith("testamur."):
            continue
        try:
            package = import_module(f"{room.name}.kinds")
        except ModuleNotFoundError as error:
            if error.name != f"{room.name}.kinds":
                raise
            continue
        for found in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{found.name}.kind")


def named(name: str) -> Kind[Any]:
    """The kind called ``name``; ``KeyError`` if there is none."""
    return _kinds[name]


def selecting(name: str) -> SelectionKind[Any]:
    """The kind called ``name``, of those whose lines are made of a selection."""
    kind = _kinds[name]
    if not isinstance(kind, SelectionKind):
        raise TypeError(f"Nothing is selected for batches of the kind {name}.")
    return kind


def all_kinds() -> tuple[Kind[Any], ...]:
    return tuple(_kinds[name] for name in sorted(_kinds))


def page_of(kind: Kind[Any]) -> SubmitPage:
    """The page on which a kind is sent."""
    return kind.submit_page or SubmitPage(kind.name, kind.title)


def submit_pages() -> dict[SubmitPage, list[Kind[Any]]]:
    """The pages on which files are sent, by name, each with its kinds in the order in which they were plugged in."""
    pages: dict[SubmitPage, list[Kind[Any]]] = {}
    for kind in _kinds.values():
        if kind.takes_files:
            pages.setdefault(page_of(kind), []).append(kind)
    return dict(sorted(pages.items(), key=lambda page: page[0].name))
