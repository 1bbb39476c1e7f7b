"""The only clock, and it is the database's: every process and every query agree on what time it is."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from testamur.plumbing import remembering


def now() -> dt.datetime:
    """The instant of the current statement, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (instant,) = cursor.fetchone()
    return instant


def zone() -> ZoneInfo:
    """The zone in which dates are meant (``TESTAMUR_TIME_ZONE``)."""
    return ZoneInfo(settings.TIME_ZONE)


def beginning(day: dt.date) -> dt.datetime:
    """When a day begins where the service is."""
    return dt.datetime.combine(day, dt.time(), zone())


def today() -> dt.date:
    """Today's date where the service is, not where the server stands."""
    return remembering.once("today", lambda: now().astimezone(zone()).date())
