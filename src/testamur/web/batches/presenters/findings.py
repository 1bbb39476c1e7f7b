"""What was found in a batch, record by record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from testamur.achievements import queries as achievements
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Sentence
from testamur.learners import queries as learners
from testamur.learners.rules import GENDERS
from testamur.qualifications import queries as qualifications
from testamur.web.batches.presenters import words
from testamur.web.formats import short_date
from testamur.web.links import link

if TYPE_CHECKING:
    from testamur.batches.models import Batch, BatchRow

PAGE = 50

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Record:
    """One record with what was found in it. ``known_by`` are label and value of what people know it by."""

    line: int
    rejected: bool
    known_by: list[tuple[str, str]]
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    page: Page[BatchRow]
    records: list[Record]
    total: int

    @property
    def known_by(self) -> str:
        """What records are known by, for the heading of the column."""
        labels = next(
            ([label for label, _value in record.known_by] for record in self.records if record.known_by), []
        )
        return _(" and ").join(labels) or _("Known by")

    @property
    def first(self) -> int:
        return self.page.start_index()

    @property
    def last(self) -> int:
        return self.page.end_index()


def codes_of(batch: Batch) -> list[tuple[str, str]]:
    """The codes that were found, for the filter."""
    summaries = {summary.code: summary for summary in ledger.findings_by_code(batch)}
    return [(code, f"{code} – {_short(summary.example.what)}") for code, summary in sorted(summaries.items())]


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else f"{sentence[:57].rstrip()}…"


def findings_page(batch: Batch, *, code: str | None, severity: str | None, page: str | None) -> FindingsPage:
    """The records that have a finding of this code or severity, with those findings and no others."""
    shown = Paginator(ledger.rows_with_findings(batch, code=code, severity=severity), PAGE).get_page(page)
    kind = registry.named(batch.kind)
    records = [
        Record(
            line=found.line,
            rejected=found.rejected,
            known_by=_known_by(kind, found.incoming, found.payload),
            sentences=[
                said
                for said in found.sentences
                if (not code or said.code == code) and (not severity or said.severity == severity)
            ],
        )
        for found in ledger.in_words_all(batch, list(shown))
    ]
    return FindingsPage(shown, records, shown.paginator.count)


def _known_by(
    kind: registry.Kind[Any], incoming: dict[str, str | None], payload: dict[str, Any]
) -> list[tuple[str, str]]:
    named = kind.identify(incoming=incoming, payload=payload)
    return [(label, value) for label, value in named.items() if value]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One line: as it came, as it was understood, what was found, and what it became."""

    line: int
    rejected: bool
    effect: str
    incoming: list[tuple[str, str]]
    understood: list[tuple[str, str]]
    sentences: list[Sentence]
    became: str | None
    previous: int | None
    next: int | None
    total: int
    tone: str

    held: list[tuple[str, str]]
    answers: bool

    @property
    def tag(self) -> tuple[str, str]:
        """Whether it was accepted; of a learner to be verified, the answer."""
        if self.answers:
            return (_("Not compared"), "over") if self.rejected else (self.effect, self.tone)
        if self.rejected:
            return _("Rejected"), "bad"
        return _("Accepted"), "good"


def record_page(user: Any, batch: Batch, line: int) -> RecordPage | None:
    row = ledger.row_of(batch.pk, line)
    if row is None:
        return None
    (found,) = ledger.in_words_all(batch, [row])
    return RecordPage(
        line=line,
        rejected=found.rejected,
        effect=words.effect(found.effect, batch.kind),
        incoming=_incoming(batch, row),
        understood=_understood(batch.kind, found.payload),
        sentences=found.sentences,
        became=_address(user, batch.kind, row.record) if row.record else None,
        previous=line - 1 if line > 1 else None,
        next=line + 1 if line < batch.total else None,
        total=batch.total,
        tone=words.tone_of_effect(found.effect or ""),
        held=_held(batch, row),
        answers=batch.kind == "verify",
    )


def _held(batch: Batch, row: BatchRow) -> list[tuple[str, str]]:
    """What the register holds of a learner who was verified, as far as it is disclosed."""
    if batch.kind != "verify":
        return []
    (verified,) = learners.verified_rows(batch, [row])
    found = verified.held
    if found is None:
        return []
    told = [
        (_("ULN"), found.uln),
        (_("Given name"), found.given_name),
        (_("Family name"), found.family_name),
        (_("Date of birth"), short_date(found.date_of_birth) if found.date_of_birth else ""),
        (_("Gender"), _(GENDERS[found.gender]) if found.gender is not None else ""),
    ]
    return [(label, value) for label, value in told if value]


def _incoming(batch: Batch, row: BatchRow) -> list[tuple[str, str]]:
    """Heading and text; texts beyond the headings carry their number."""
    headings = [
        *batch.headings,
        *(f"({place})" for place in range(len(batch.headings) + 1, len(row.incoming) + 1)),
    ]
    return [(heading, text or "") for heading, text in zip(headings, row.incoming, strict=False)]


def _understood(kind: str, payload: dict[str, Any]) -> list[tuple[str, str]]:
    fields = registry.named(kind).layout.of_key
    order = [*(key for key in fields if key in payload), *(key for key in payload if key not in fields)]
    return [
        (_(fields[key].label) if key in fields else key.replace("_", " ").capitalize(), _value(payload[key]))
        for key in order
        if payload[key] not in (None, "", [])
    ]


def _value(value: Any) -> str:
    """Dates as people write them, lists with commas, all else as it is."""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return short_date(dt.date.fromisoformat(value))
    return str(value)


# Where the records of a kind of batch are shown: how to find one, and the name of its page.
_SHOWN: dict[str, tuple[Callable[[Any, int], Any], str]] = {
    "achievements": (achievements.achievement_of_record, "achievement_detail"),
    "centre_records": (achievements.achievement_of_record, "achievement_detail"),
    "register": (lambda user, record: qualifications.entry_of_record(record), "register_entry"),
    "units": (lambda user, record: qualifications.entry_of_record(record), "register_entry"),
}


def _address(user: Any, kind: str, record: int) -> str | None:
    """The page of what a line became, if there is one and the person may see it."""
    if kind not in _SHOWN:
        return None
    find, page = _SHOWN[kind]
    found = find(user, record)
    return link(page, found.uuid) if found else None
