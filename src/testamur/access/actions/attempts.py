"""Counting wrong passwords. A try is counted before the password is looked at, so that many at once buy nothing.

What is counted for one address keeps that address waiting. What all addresses have tried together keeps only those
waiting from where nobody has logged in to the account lately: so nobody can shut others out of their account.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from testamur.access import queries as access
from testamur.access.models import Attempts
from testamur.access.rules import seconds_to_wait
from testamur.plumbing import clock

if TYPE_CHECKING:
    from testamur.access.models import User

FORGOTTEN_AFTER = dt.timedelta(days=1)
KNOWN_FOR = dt.timedelta(days=30)


@transaction.atomic
def begin_attempt(*, username: str, address: str, by: None = None) -> int:
    """Count a try. Returns the seconds that it has to wait: if there are any, the password is not to be looked at."""
    account, now, address = access.account_digest(username), clock.now(), access.counted_place(address)
    for where in ("", address):
        Attempts.objects.get_or_create(account=account, address=where, defaults={"last_at": now})
    rows = Attempts.objects.select_for_update().filter(account=account, address__in=["", address])
    of_all, here = rows.order_by("address")
    counted = [here] if _is_known(here, now) else [here, of_all]
    waits = [(row.waits_until - now).total_seconds() for row in counted if row.waits_until]
    if max(waits, default=0) > 0:
        return int(max(waits)) + 1
    for row in counted:
        _count(row, now)
    return 0


def _count(row: Attempts, now: dt.datetime) -> None:
    row.failures = 1 if row.last_at < now - FORGOTTEN_AFTER else row.failures + 1
    allowed = settings.LOCKOUT_FAILURES if row.address else settings.LOCKOUT_FAILURES_OF_ALL
    seconds = seconds_to_wait(
        row.failures,
        allowed=allowed,
        first=settings.LOCKOUT_SECONDS,
        most=settings.LOCKOUT_MOST_SECONDS,
    )
    row.last_at, row.waits_until = now, now + dt.timedelta(seconds=seconds) if seconds else None
    row.save(update_fields=["failures", "last_at", "waits_until"])


@transaction.atomic
def note_right_password(*, username: str, address: str, by: User | None) -> None:
    """The try that was counted was none of the wrong ones. From this address the account is known now."""
    account, now, address = access.account_digest(username), clock.now(), access.counted_place(address)
    rows = Attempts.objects.select_for_update().filter(account=account, address__in=["", address])
    of_all, here = rows.order_by("address")
    if not _is_known(here, now):
        of_all.failures, of_all.waits_until = max(of_all.failures - 1, 0), None
        of_all.save(update_fields=["failures", "waits_until"])
    here.failures, here.waits_until, here.right_at, here.last_at = 0, None, now, now
    here.save(update_fields=["failures", "waits_until", "right_at", "last_at"])


def _is_known(here: Attempts, now: dt.datetime) -> bool:
    """Whether somebody has logged in to the account from this address lately."""
    return here.right_at is not None and here.right_at > now - KNOWN_FOR


def forget_attempts(*, by: None = None) -> None:
    """Remove what counts no more."""
    now = clock.now()
    Attempts.objects.filter(last_at__lt=now - FORGOTTEN_AFTER, right_at__isnull=True).delete()
    Attempts.objects.filter(last_at__lt=now - KNOWN_FOR).delete()
