"""Reads of organisations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from testamur.organisations.models import Organisation, OrganisationKind

__all__ = ["OrganisationKind"]


def by_uuid(value: uuid.UUID) -> Organisation | None:
    return Organisation.objects.filter(uuid=value).first()


def by_ukprn(ukprn: str) -> Organisation | None:
    return Organisation.objects.filter(ukprn=ukprn).first()


def by_recognition_number(number: str) -> Organisation | None:
    return Organisation.objects.filter(recognition_number=number).first()


def with_ids(ids: Iterable[int]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=ids).order_by("name", "id")


def awarding_organisations() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=OrganisationKind.AWARDING_ORGANISATION).order_by("name", "id")


def operators() -> QuerySet[Organisation]:
    return Organisation.objects.filter(kind=OrganisationKind.OPERATOR).order_by("name", "id")


def is_awarding_organisation(organisation: Organisation) -> bool:
    return organisation.kind == OrganisationKind.AWARDING_ORGANISATION


def ukprns_relation() -> str:
    """The UKPRNs of known organisations as a relation for set rules: ukprn."""
    return "(SELECT ukprn FROM organisations_organisation WHERE ukprn IS NOT NULL)"
