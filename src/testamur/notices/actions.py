"""Telling people, once."""

from __future__ import annotations

import smtplib

import structlog
from django.core.mail import EmailMessage
from django.db import transaction

from testamur.notices.models import Notice
from testamur.plumbing import clock, queue

log = structlog.get_logger(__name__)


@transaction.atomic
def tell(*, to: str, subject: str, body: str, dedupe: str) -> Notice:
    """Put an e-mail in the outbox with the change it tells of. The same ``dedupe`` again changes nothing."""
    notice, created = Notice.objects.get_or_create(
        dedupe=dedupe, defaults={"to": to, "subject": subject[:200], "body": body}
    )
    if created:
        queue.defer("testamur.notices.jobs.send_notice", notice_id=notice.pk)
    return notice


@transaction.atomic
def send(*, notice_id: int) -> bool:
    """Send one notice unless it was sent; a mail server that is down leaves it in the outbox for the next try."""
    notice = Notice.objects.select_for_update(skip_locked=True).filter(pk=notice_id, sent_at__isnull=True).first()
    if notice is None:
        return False
    notice.attempts += 1
    try:
        EmailMessage(subject=notice.subject, body=notice.body, to=[notice.to]).send()
    except (OSError, smtplib.SMTPException) as error:
        notice.last_error = type(error).__name__
        log.warning("notice.not_sent", notice_id=notice.pk, error=notice.last_error, attempts=notice.attempts)
    else:
        notice.sent_at, notice.last_error = clock.now(), ""
    notice.save(update_fields=["attempts", "last_error", "sent_at"])
    return notice.sent_at is not None
