"""Reads of organisations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

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


def known_by(*, ukprns: set[str], recognition_numbers: set[str]) -> list[Organisation]:
    """Every organisation that has one of these numbers, in one query."""
    return list(
        Organisation.objects.filter(Q(ukprn__in=ukprns) | Q(recognition_number__in=recognition_numbers))
    )


def ukprns_relation() -> str:
    """The UKPRNs of known organisations as a relation for set rules: ukprn."""
    return "(SELECT ukprn FROM organisations_organisation WHERE ukprn IS NOT NULL)"


def registered(containing: str = "", *, kind: str | None = None) -> QuerySet[Organisation]:
    """Every organisation, or those of this kind that have the text in their name, acronym or numbers, by name."""
    found = Organisation.objects.order_by("name", "id")
    if kind:
        found = found.filter(kind=kind)
    if not containing:
        return found
    return found.filter(
        Q(name__icontains=containing)
        | Q(acronym__icontains=containing)
        | Q(ukprn__istartswith=containing)
        | Q(recognition_number__iexact=containing)
    )


def names_relation() -> str:
    """All organisations as a relation for reports: organisation, name."""
    return "(SELECT id AS organisation, name FROM organisations_organisation)"


def register_relation() -> str:
    """All organisations as a relation for set rules: name, ukprn, recognition_number, is_awarding."""
    return f"""(
        SELECT name, ukprn, recognition_number,
               kind = '{OrganisationKind.AWARDING_ORGANISATION.value}' AS is_awarding
          FROM organisations_organisation
    )"""


def foreseen_effects(source: str) -> str:
    """A query of what each line of ``source`` (see ``actions.register_many``) would become, as things stand."""
    return f"""
        SELECT line.line, held.id AS record,
               jsonb_build_object('name', line.name, 'acronym', line.acronym, 'is_active', true,
                                  'ukprn', coalesce(line.ukprn, held.ukprn)) AS after,
               CASE WHEN held.id IS NULL THEN 'created'
                    WHEN (held.name, held.acronym, held.ukprn, held.is_active) IS DISTINCT FROM
                         (line.name, line.acronym, coalesce(line.ukprn, held.ukprn), true) THEN 'updated'
                    ELSE 'unchanged' END AS effect
          FROM {source} AS line
          LEFT JOIN organisations_organisation AS held ON held.recognition_number = line.recognition_number
    """
