"""The learner: who they are, by which number, and of whom they are a double."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Now

from testamur.audit.tracking import tracked


class Gender(models.IntegerChoices):
    """MIAP codes (W5)."""

    NOT_KNOWN = 0, "Not known"
    MALE = 1, "Male"
    FEMALE = 2, "Female"
    NOT_SPECIFIED = 9, "Not specified"


@tracked()
class Learner(models.Model):
    """One person under one ULN. A merged ULN points to the master under which the person is now known."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uln = models.CharField("ULN", max_length=10, unique=True)
    given_name = models.CharField(max_length=35)
    family_name = models.CharField(max_length=35)
    previous_family_name = models.CharField(max_length=35, blank=True)
    date_of_birth = models.DateField()
    gender = models.SmallIntegerField(choices=Gender.choices, default=Gender.NOT_KNOWN)
    postcode = models.CharField(max_length=9, blank=True)
    master = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="linked")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey(
        "bulk.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    batch_line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["family_name", "given_name", "id"]
        indexes = [models.Index(fields=["batch", "batch_line"], name="learner_provenance")]
        constraints = [
            models.CheckConstraint(
                name="learner_uln_shape", condition=models.Q(uln__regex=r"^[1-9][0-9]{9}$")
            ),
            models.CheckConstraint(
                name="learner_not_own_master",
                condition=models.Q(master__isnull=True) | ~models.Q(master=models.F("id")),
            ),
            models.CheckConstraint(
                name="learner_gender_known",
                condition=models.Q(gender__in=[code for code, _ in Gender.choices]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def known_as(self) -> Any:
        """The learner under whom this one is now known: its master, or itself."""
        return self.master or self
