"""Writes of organisations."""

from __future__ import annotations

from django.db import transaction

from testamur.audit import actions as audit
from testamur.organisations.models import Organisation


@transaction.atomic
def register(
    *,
    name: str,
    kind: str,
    ukprn: str | None = None,
    recognition_number: str | None = None,
    acronym: str = "",
    by: audit.Actor | None,
) -> Organisation:
    """Put an organisation on the register."""
    with audit.process("organisation.registered", by=by):
        return Organisation.objects.create(
            name=name, kind=kind, ukprn=ukprn or None, recognition_number=recognition_number or None, acronym=acronym
        )
