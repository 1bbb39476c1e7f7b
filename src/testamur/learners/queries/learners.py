"""Reads of the register of learners."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from testamur.learners.models import Learner


def by_uln(uln: str) -> Learner | None:
    """The learner registered under exactly this ULN, merged or not."""
    return Learner.objects.select_related("master").filter(uln=uln).first()


def by_uuid(value: uuid.UUID) -> Learner | None:
    return Learner.objects.select_related("master").filter(uuid=value).first()


def same_person(learner: Learner) -> QuerySet[Learner]:
    """Everybody who is this person: the master and all ULNs merged into it."""
    master = learner.master_id or learner.pk
    return Learner.objects.filter(Q(pk=master) | Q(master_id=master)).order_by("id")


def sample(size: int) -> list[Learner]:
    """Some unmerged learners, for the demo world and for benchmarks."""
    return list(Learner.objects.filter(master__isnull=True).order_by("id")[:size])


def with_ulns(ulns: Iterable[str]) -> QuerySet[Learner]:
    return Learner.objects.filter(uln__in=list(ulns))


def count() -> int:
    return Learner.objects.count()


def identities_relation() -> str:
    """The learners as a relation for set rules: learner, uln, names, date_of_birth, gender, master_uln, deleted."""
    return """(
        SELECT held.id AS learner, held.uln, held.given_name, held.family_name, held.previous_family_name,
               held.date_of_birth, held.gender, master.uln AS master_uln, held.deleted_at IS NOT NULL AS deleted
          FROM learners_learner AS held LEFT JOIN learners_learner AS master ON master.id = held.master_id
    )"""
