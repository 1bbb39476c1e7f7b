"""Reads of the outbox."""

from __future__ import annotations

from django.db.models import QuerySet

from testamur.notices.models import Notice


def unsent() -> QuerySet[Notice]:
    """What is in the outbox: least tried first, so that what is always refused holds up nothing."""
    return Notice.objects.filter(sent_at__isnull=True).order_by("attempts", "id")


def to_address(address: str) -> QuerySet[Notice]:
    return Notice.objects.filter(to=address).order_by("id")
