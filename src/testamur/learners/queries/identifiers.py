"""Whom an identifier names, by which a learner is known, and where they are enrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from testamur.learners.models import Enrolment, Identifier, Learner
from testamur.learners.rules import IdentifierKind, normalise_identifier

if TYPE_CHECKING:
    from testamur.organisations.models import Organisation


def by_identifier(kind: IdentifierKind, value: str, *, issuer: Organisation | None = None) -> Learner | None:
    """The learner who has this identifier now; ``issuer`` for one that each organisation gives itself."""
    text = normalise_identifier(kind, value)
    found = Learner.objects.select_related("master").filter(deleted_at=None)
    if kind is IdentifierKind.ULN:
        return found.filter(uln=text).first()
    held = Identifier.objects.filter(kind=kind, value=text, issuer=issuer, ends_on=None)
    return found.filter(pk__in=held.values("learner")).first()


def identifiers_of(learner: Learner) -> QuerySet[Identifier]:
    """Every identifier but the ULN that the learner has or had, live ones first."""
    return learner.identifiers.select_related("issuer").order_by(
        F("ends_on").desc(nulls_first=True), "kind", "id"
    )


def enrolments_of(learner: Learner) -> QuerySet[Enrolment]:
    """Where the learner is and was, latest first."""
    return learner.enrolments.select_related("organisation").order_by("-starts_on", "-id")
