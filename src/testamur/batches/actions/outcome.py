"""Outcome files and e-mails of a batch, of whatever kind: written when it ends, and again alike if a worker died."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from testamur.access import queries as access
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.columns.writing import annotated_csv, annotated_workbook, findings_list
from testamur.batches.findings import Finding, Sentence, Severity, in_words
from testamur.batches.models import Batch, Source
from testamur.batches.queries import LedgerLine
from testamur.batches.registry import Kind, Message, Report
from testamur.batches.states import BatchState
from testamur.notices import actions as notices
from testamur.notices.rules import Topic
from testamur.plumbing.formats import number
from testamur.plumbing.translatable import Translatable

_EFFECTS: Mapping[str, Translatable] = {
    "created": "Created",
    "updated": "Updated",
    "promoted": "Promoted",
    "withdrawn": "Withdrawn",
    "reinstated": "Reinstated",
    "unchanged": "Unchanged",
}
_CSV = "text/csv"
_XML = "application/xml"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_STEM = 180  # of a file's name, which may have 255 bytes with its ending and what is added to it

_Answered = list[tuple[LedgerLine, list[Sentence]]]


def write(batch: Batch) -> None:
    """Store the outcome files of the batch and put the e-mails about it in the outbox."""
    _store(batch)
    tell(batch)


def _store(batch: Batch) -> None:
    """Store the outcome files.

    Every attempt has a folder of its own, so that a worker that froze here and thaws later cannot touch the files
    of the one that took over. What other attempts left is removed once this one counts.
    """
    kind = registry.named(batch.kind)
    above, attempt = f"batches/{batch.uuid}/outcome", secrets.token_hex(6)
    stored = {}
    try:
        for report in files(batch, kind):
            content = ContentFile(b"".join(report.content))
            stored[report.name] = {
                "path": default_storage.save(f"{above}/{attempt}/{report.name}", content),
                "title": report.title,
                "type": report.content_type,
                "size": content.size,
            }
    except OSError:
        _remove(f"{above}/{attempt}")  # on a full disk, every byte is wanted
        raise
    batch.reports = stored
    transaction.on_commit(lambda: _remove_others(above, attempt))


def tell(batch: Batch) -> None:
    """Put the e-mails about the end of the batch in the outbox."""
    for place, message in enumerate(messages(batch, registry.named(batch.kind))):
        with access.in_language_of(message.to, otherwise=batch.submitted_by.language):
            subject, body = message.letter()
        dedupe = f"batch:{batch.uuid}:{batch.state}:{place}"
        topic = Topic.BATCHES if message.to == batch.submitted_by.email else None
        notices.tell(to=message.to, subject=subject, body=body, dedupe=dedupe, topic=topic)


def tell_of_stop(batch: Batch) -> None:
    """Write to whom submitted the batch that it waits for them. The kind is asked nothing: it may be what failed."""
    to = batch.submitted_by.email
    if not to:
        return
    with access.in_language_of(to):
        meaning = ledger.meaning(batch)
        words = {
            "title": _(registry.named(batch.kind).title),
            "number": batch.pk,
            "status": _(meaning.label),
        }
        subject = _("%(title)s %(number)s: %(status)s") % words
        named = {"number": batch.pk, "file": batch.file_name or words["title"]}
        paragraphs = [
            _("Batch %(number)s (%(file)s)") % named,
            _(meaning.explanation),
            _("See what you can do:") + f"\n{settings.PUBLIC_URL}/batches/{batch.uuid}/\n",
        ]
    dedupe = f"batch:{batch.uuid}:{batch.state}:{batch.progressed_at.isoformat()}"
    notices.tell(to=to, subject=subject, body="\n\n".join(paragraphs), dedupe=dedupe)


# --- files --------------------------------------------------------------------------------------------------------


def files(batch: Batch, kind: Kind[Any]) -> Iterator[Report]:
    """The own file with the findings in it, its rejected lines alone, the findings as a list, and what the kind adds.

    A batch that was refused as a whole is sent again as a whole, so its rejected lines are not offered alone.
    """
    lines = list(ledger.all_rows(batch))
    if lines and kind.answers_with_own_file:
        stem, selected = _stem(batch), batch.source == Source.SELECTION
        whole = (
            _("The records you selected, with the findings") if selected else _("Your file with the findings")
        )
        answered = [(line, _sentences(line, kind)) for line in lines]
        yield from _own_file(batch, kind, f"{stem}-outcome", whole, answered)
        rejected = [(line, found) for line, found in answered if line.rejected]
        if batch.state == BatchState.DONE and rejected and not selected:
            title = _("The rejected records, to correct and send again")
            yield from _own_file(batch, kind, f"{stem}-rejected", title, rejected)
        known_by = ledger.known_by(batch, kind.layout.identifying)
        known = ((line.number, known_by(line), found) for line, found in answered if found)
        content = findings_list(kind.layout, known)
        yield Report(f"{stem}-findings.csv", _("List of findings"), _CSV, content)
    yield from kind.further_files(batch, lines)


def _stem(batch: Batch) -> str:
    stem = PurePath(batch.file_name).stem or batch.kind
    return stem.encode()[:_LONGEST_STEM].decode(errors="ignore")


def _sentences(line: LedgerLine, kind: Kind[Any]) -> list[Sentence]:
    return [
        in_words(Finding.from_stored(kept), kind.catalogue, line=line.number, translate=_)
        for kept in line.findings
    ]


def _own_file(batch: Batch, kind: Kind[Any], name: str, title: str, answered: _Answered) -> Iterator[Report]:
    """Lines of the batch in the format in which they came, each with its findings."""
    lines: Sequence[tuple[list[str | None], list[Sentence]]] = [
        (line.incoming, found) for line, found in answered
    ]
    if batch.file_format == "xml" and (own := kind.own_xml(batch, lines)) is not None:
        yield Report(f"{name}.xml", title, _XML, own)
    elif batch.file_format == "xlsx":
        yield Report(f"{name}.xlsx", title, _XLSX, annotated_workbook(kind.layout, batch.headings, lines))
    else:
        content = annotated_csv(kind.layout, batch.headings, batch.header, lines)
        yield Report(f"{name}.csv", title, _CSV, content)


def _remove_others(above: str, attempt: str) -> None:
    with contextlib.suppress(OSError):
        for other in default_storage.listdir(above)[0]:
            if other != attempt:
                _remove(f"{above}/{other}")


def _remove(folder: str) -> None:
    with contextlib.suppress(OSError):
        for name in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{name}")
        default_storage.delete(folder)


# --- e-mails ------------------------------------------------------------------------------------------------------


def messages(batch: Batch, kind: Kind[Any]) -> Iterator[Message]:
    """To the address in the file's header, or else to whom submitted it, and to whom the kind names besides.

    Source: awarding-organisation-faq "Why do we need to include an email address". A supplier's system has no address.
    """
    address = batch.header.get("email") or batch.options.get("email") or batch.submitted_by.email
    if address:
        yield Message(address, partial(_letter, batch, kind))
    yield from kind.further_messages(batch)


def _letter(batch: Batch, kind: Kind[Any]) -> tuple[str, str]:
    words = {"title": _(kind.title), "number": batch.pk, "status": _(ledger.meaning(batch).label)}
    return _("%(title)s %(number)s: %(status)s") % words, _body(batch, kind)


def _body(batch: Batch, kind: Kind[Any]) -> str:
    """What became of the batch. Values are left out: an e-mail carries no learner's particulars."""
    refused = [each for each in ledger.batch_sentences(batch) if each.severity is Severity.ERROR]
    reasons = [f"{each.code}: {each.what} {each.remedy}" for each in refused]
    facts = [
        (_("Status"), _(ledger.meaning(batch).label)),
        *kind.facts(batch),
        (_("Records"), number(batch.total)),
        (_("Accepted"), number(batch.accepted if batch.ended_at and batch.effects else 0)),
        (_("Rejected"), number(batch.rejected)),
        (_("With warnings"), number(batch.warned)),
        *(
            (_(kind.effect_labels.get(name) or _EFFECTS.get(name, name.capitalize())), number(n))
            for name, n in batch.effects.items()
        ),
    ]
    first = _("Batch %(number)s (%(file)s)") % {"number": batch.pk, "file": batch.file_name or _(kind.title)}
    return "\n".join(
        [
            first,
            "",
            *(_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in facts),
            "",
            *(reasons or [_(ledger.explanation(batch))]),
            "",
            _("See every finding and download the outcome files:"),
            f"{settings.PUBLIC_URL}/batches/{batch.uuid}/",
            "",
        ]
    )
