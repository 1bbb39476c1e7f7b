"""Outcome files: written when a batch ends, and again with the same content if a worker died half-way."""

from __future__ import annotations

import contextlib
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from testamur.batches import registry
from testamur.batches.models import Batch
from testamur.notices import actions as notices


def write(batch: Batch) -> None:
    """Store the outcome files of the batch's kind and put the e-mails about it in the outbox.

    Every attempt has a folder of its own, so that a worker that froze here and thaws later cannot touch the files
    of the one that took over. What other attempts left is removed once this one counts.
    """
    kind = registry.named(batch.kind)
    above, attempt = f"batches/{batch.uuid}/outcome", secrets.token_hex(6)
    stored = {}
    try:
        for report in kind.reports(batch=batch):
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
    for number, message in enumerate(kind.messages(batch=batch)):
        notices.tell(
            to=message.to,
            subject=message.subject,
            body=message.body,
            dedupe=f"batch:{batch.uuid}:{batch.state}:{number}",
        )


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
