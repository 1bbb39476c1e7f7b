"""Reads of the outbox."""

from __future__ import annotations

from django.db.models import QuerySet

from testamur.notices.models import Notice, Unwanted
from testamur.notices.rules import Topic


def unsent() -> QuerySet[Notice]:
    """What is in the outbox: least tried first, so that what is always refused holds up nothing."""
    return Notice.objects.filter(sent_at__isnull=True).order_by("attempts", "id")


def to_address(address: str) -> QuerySet[Notice]:
    return Notice.objects.filter(to=address).order_by("id")


def wanted_by(address: str) -> frozenset[Topic]:
    """The topics of which an address is written; all, until it asks for fewer."""
    unwanted = set(Unwanted.objects.filter(address=address.lower()).values_list("topic", flat=True))
    return frozenset(topic for topic in Topic if topic not in unwanted)
