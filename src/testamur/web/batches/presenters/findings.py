"""What was found in a batch, record by record."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from testamur.achievements import queries as achievements
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Sentence
from testamur.learners import queries as learners
from testamur.learners.rules import GENDERS
from testamur.qualifications import queries as qualifications
from testamur.web.batches.presenters import words
from testamur.web.formats import NOTHING, short_date
from testamur.web.links import link

if TYPE_CHECKING:
    from testamur.access.models import Visitor
    from testamur.batches.models import Batch, BatchRow

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding in one record. ``known_by`` are label and value of what people know the record by."""

    batch: uuid.UUID
    line: int
    known_by: list[tuple[str, str]]
    sentence: Sentence

    @property
    def called(self) -> str:
        return called(self.known_by)


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a batch in the list of its records."""

    batch: uuid.UUID
    line: int
    known_by: list[tuple[str, str]]
    tag: tuple[str, str]
    effect: str
    sentences: Sequence[Sentence]
    changes: ledger.LineChanges

    @property
    def changed(self) -> str:
        """Every field that changes, in one text for a file."""
        return "; ".join(
            f"{label}: {before} → {after or NOTHING}" if before else f"{label}: {after}"
            for label, before, after in fields_of(self.changes)
        )

    @property
    def codes(self) -> list[str]:
        return sorted({said.code for said in self.sentences})

    @property
    def called(self) -> str:
        return called(self.known_by)


def called(known_by: list[tuple[str, str]]) -> str:
    return ", ".join(value for _label, value in known_by)


@dataclass(frozen=True, slots=True)
class About:
    """What a finding is to be about: a code, or one of its causes. Nothing is everything."""

    code: str | None = None
    cause: ledger.Cause | None = None


def causes_of(batch: Batch) -> list[tuple[str, str, About]]:
    """What was found, for the filter: how the address names it, how people read it, and what it means."""
    found = sorted(ledger.findings_by_cause(batch), key=lambda each: each.code)
    codes = [each.code for each in found]
    choices: dict[str, tuple[str, str, About]] = {}
    for each in found:
        if codes.count(each.code) > 1 and each.code not in choices:
            label = _("%(code)s – all of them") % {"code": each.code}
            choices[each.code] = (each.code, label, About(each.code))
        key = words.cause_key(each, found)
        choices[key] = (key, words.shortened(each.example), About(cause=each.cause))
    return list(choices.values())


def findings_of(batch: Batch, rows: Sequence[BatchRow], *, about: About, severity: str | None) -> list[Found]:
    """The findings of these records that are about this, and have this severity."""
    kind, translate = registry.named(batch.kind), cache(_)
    return [
        Found(batch.uuid, found.line, _known_by(kind, found, translate), said)
        for row, found in zip(rows, ledger.in_words_all(batch, list(rows)), strict=True)
        for kept, said in zip(row.findings, found.sentences, strict=True)
        if (not about.code or said.code == about.code)
        and (not about.cause or about.cause == (kept["key"], kept.get("field", "")))
        and (not severity or said.severity == severity)
    ]


def records_of(batch: Batch, rows: Sequence[BatchRow]) -> list[Record]:
    kind, translate = registry.named(batch.kind), cache(_)
    changes = ledger.changes_of(batch, rows)
    return [
        Record(
            batch.uuid,
            found.line,
            _known_by(kind, found, translate),
            _tag(batch, found),
            effect_of(batch, row),
            found.sentences,
            changes.get(found.line, ledger.LineChanges()),
        )
        for row, found in zip(rows, ledger.in_words_all(batch, list(rows)), strict=True)
    ]


def effect_of(batch: Batch, row: BatchRow) -> str:
    """What became of a line, or what will."""
    if row.effect is None and row.foreseen and not row.rejected and ledger.is_ahead(batch):
        return words.will_be(row.foreseen, batch.kind)
    return words.effect(row.effect, batch.kind)


def fields_of(changes: ledger.LineChanges) -> list[tuple[str, str, str]]:
    """Label, value before and value after of each field, as people write them; nothing stands for none."""
    return [(each.label, _value(each.before or ""), _value(each.after or "")) for each in changes.fields]


def effect_label(batch: Batch, name: str, *, ahead: bool = False) -> str:
    return words.will_be(name, batch.kind) if ahead else words.effect(name, batch.kind)


def _tag(batch: Batch, found: ledger.RecordFindings) -> tuple[str, str]:
    """Whether a record was accepted; of a learner to be verified, the answer."""
    if batch.judged_at is None:
        return _("Not checked yet"), "waiting"
    if found.sentences and not found.rejected and batch.kind != "verify":
        return _("Warned"), "attention"
    if batch.kind == "verify":
        answer = words.effect(found.effect, batch.kind), words.tone_of_effect(found.effect or "")
        return (_("Not compared"), "over") if found.rejected else answer
    return (_("Rejected"), "bad") if found.rejected else (_("Accepted"), "good")


def _known_by(
    kind: registry.Kind[Any], found: ledger.RecordFindings, translate: Callable[[str], str]
) -> list[tuple[str, str]]:
    named = kind.identify(incoming=found.incoming, payload=found.payload, translate=translate)
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
    next_found: int | None
    total: int

    held: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]
    answers: bool
    tag: tuple[str, str]


def record_page(user: Visitor, batch: Batch, line: int) -> RecordPage | None:
    row = ledger.row_of(batch.pk, line)
    if row is None:
        return None
    (found,) = ledger.in_words_all(batch, [row])
    return RecordPage(
        line=line,
        rejected=found.rejected,
        effect=effect_of(batch, row),
        incoming=_incoming(batch, row),
        understood=_understood(batch.kind, found.payload),
        sentences=found.sentences,
        became=_address(user, batch.kind, row.record) if row.record else None,
        previous=line - 1 if line > 1 else None,
        next=line + 1 if line < batch.total else None,
        next_found=ledger.next_with_findings(batch, line),
        total=batch.total,
        held=_held(batch, row),
        changes=fields_of(ledger.changes_of(batch, [row]).get(line, ledger.LineChanges())),
        answers=batch.kind == "verify",
        tag=_tag(batch, found),
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


def _address(user: Visitor, kind: str, record: int) -> str | None:
    """The page of what a line became, if there is one and the person may see it."""
    if kind not in _SHOWN:
        return None
    find, page = _SHOWN[kind]
    found = find(user, record)
    return link(page, found.uuid) if found else None
