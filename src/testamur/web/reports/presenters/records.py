"""Records of many batches, one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testamur.achievements.queries import mi
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Severity
from testamur.web.batches.presenters import records_of, words

if TYPE_CHECKING:
    from testamur.batches.models import Batch, BatchRow
    from testamur.web.batches.presenters import Record

FATES = {
    ledger.Fate.ACCEPTED: _("Accepted"),
    ledger.Fate.REJECTED: _("Rejected"),
    ledger.Fate.NOT_TAKEN: _("Not processed"),
}
_TONES = {ledger.Fate.ACCEPTED: "good", ledger.Fate.REJECTED: "bad", ledger.Fate.NOT_TAKEN: "over"}


@dataclass(frozen=True, slots=True)
class SubmittedRecord:
    """One line of a batch as reports count it."""

    batch: Batch
    record: Record
    fate: ledger.Fate

    @property
    def line(self) -> int:
        return self.record.line

    @property
    def known_by(self) -> list[tuple[str, str]]:
        return self.record.known_by

    @property
    def called(self) -> str:
        return self.record.called

    @property
    def job_type(self) -> str:
        return words.job_type(self.batch)

    @property
    def tag(self) -> tuple[str, str]:
        return str(FATES[self.fate]), _TONES[self.fate]

    @property
    def effect(self) -> str:
        return self.record.effect

    @property
    def codes(self) -> list[str]:
        return self.record.codes

    @property
    def what(self) -> str:
        return " ".join(said.what for said in self.record.sentences if said.severity is Severity.ERROR)

    @property
    def remedy(self) -> str:
        return " ".join(said.remedy for said in self.record.sentences if said.severity is Severity.ERROR)


def submitted(rows: Iterable[BatchRow]) -> list[SubmittedRecord]:
    """Lines whose batches were read with them."""
    return [
        SubmittedRecord(row.batch, record, ledger.fate_of(row))
        for _number, of_batch in itertools.groupby(rows, key=lambda row: row.batch_id)
        for lines in (list(of_batch),)
        for row, record in zip(lines, records_of(lines[0].batch, lines), strict=True)
    ]


def reason_name(key: str, field: str) -> str:
    """A reason of rejection as an address names it: for this finding in this field, or in none."""
    return f"{key}:{field}"


def reason_asked(name: str) -> tuple[str, str] | None:
    """The finding and the field that an address names, if there are such."""
    key, colon, field = name.partition(":")
    kind = registry.named(mi.KIND)
    fields = {*kind.layout.names, ""}
    return (key, field) if colon and key in kind.rejecting and field in fields else None


def reason_label(key: str, field: str) -> str:
    """A reason in words, with the field's name on pages."""
    said = words.shortened(ledger.in_general(mi.KIND, key, field=field))
    labels = {each.name: each.label for each in registry.named(mi.KIND).layout.fields}
    return f"{said} ({gettext(labels[field])})" if field else said
