"""Telling people, once."""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Collection
from email.utils import parseaddr

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from testamur.notices import queries as outbox
from testamur.notices.models import Notice, Unwanted
from testamur.notices.rules import Topic
from testamur.plumbing import clock, queue

log = structlog.get_logger(__name__)


class ServerAwayError(Exception):
    """The mail server does not answer."""


@transaction.atomic
def tell(*, to: str, subject: str, body: str, dedupe: str, topic: Topic | None = None) -> Notice | None:
    """Put an e-mail in the outbox with the change it tells of. The same ``dedupe`` again changes nothing.

    One that has a ``topic`` is not sent to whoever has asked for none of it.
    """
    if topic is not None and topic not in outbox.wanted_by(to):
        return None
    notice, created = Notice.objects.get_or_create(
        dedupe=dedupe, defaults={"to": to, "subject": subject[:200], "body": body}
    )
    if created:
        queue.defer("testamur.notices.jobs.send_notice", notice_id=notice.pk)
    return notice


@transaction.atomic
def choose(*, wanted: Collection[Topic], by: str) -> None:
    """From now on, of what can be chosen only these are sent to an address; ``by`` whom it is, who alone chooses."""
    address = by.lower()
    Unwanted.objects.filter(address=address).delete()
    Unwanted.objects.bulk_create(
        Unwanted(address=address, topic=topic.value) for topic in Topic if topic not in wanted
    )


def wake_unsent() -> None:
    """Ask a worker to try again whatever is still in the outbox."""
    queue.defer("testamur.notices.jobs.send_unsent_notices", once="send_unsent_notices", timestamp=0)


def send_unsent(*, at_most: int = 500) -> int:
    """Send what a mail server that was down, or a killed worker, left in the outbox; returns how many.

    One server that does not answer is asked once, not once for each notice.
    """
    sent = 0
    for notice_id in list(outbox.unsent().values_list("pk", flat=True)[:at_most]):
        try:
            sent += send(notice_id=notice_id)
        except ServerAwayError:
            break
    return sent


def send(*, notice_id: int) -> bool:
    """Send one notice unless it was sent or is being sent; if it cannot be, it stays in the outbox.

    Raises :class:`ServerAwayError` if the mail server does not answer.
    """
    with transaction.atomic():
        waiting = Notice.objects.select_for_update(skip_locked=True).filter(
            pk=notice_id, sent_at__isnull=True
        )
        notice = waiting.first()
        if notice is None:
            return False
        failure = _hand_over(notice)
        notice.attempts += 1
        notice.last_error = type(failure).__name__ if failure else ""
        notice.sent_at = None if failure else clock.now()
        notice.save(update_fields=["attempts", "last_error", "sent_at"])
    if failure is None:
        return True
    log.warning("notice.not_sent", notice_id=notice.pk, error=notice.last_error, attempts=notice.attempts)
    if isinstance(failure, _REFUSED):
        return False
    raise ServerAwayError from failure


# The server answers, and does not want this one message.
_REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


def _hand_over(notice: Notice) -> OSError | None:
    """Give the notice to the mail server. Sent twice all the same, should a worker die in the moment after, it
    carries the same Message-ID, by which mail systems know it again."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    named = hashlib.sha256(notice.dedupe.encode()).hexdigest()[:32]
    headers = {"Message-ID": f"<{named}@{domain}>"}
    try:
        EmailMessage(subject=notice.subject, body=notice.body, to=[notice.to], headers=headers).send()
    except OSError as error:  # which all errors of smtplib are
        return error
    return None
