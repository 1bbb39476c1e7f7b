"""Outcome files: written once when a batch ends, and again with the same content if a worker died half-way."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from testamur.bulk import kinds
from testamur.bulk.models import Batch
from testamur.notices import actions as notices


def write(batch: Batch) -> None:
    """Store the outcome files of the batch's kind and put the e-mails about it in the outbox."""
    kind = kinds.named(batch.kind)
    stored = {}
    for report in kind.reports(batch=batch):
        path = f"batches/{batch.uuid}/{report.name}"
        if default_storage.exists(path):
            default_storage.delete(path)
        content = ContentFile(b"".join(report.content))
        stored[report.name] = {
            "path": default_storage.save(path, content),
            "title": report.title,
            "type": report.content_type,
            "size": content.size,
        }
    batch.reports = stored
    for number, message in enumerate(kind.messages(batch=batch)):
        notices.tell(
            to=message.to,
            subject=message.subject,
            body=message.body,
            dedupe=f"batch:{batch.uuid}:{batch.state}:{number}",
        )
