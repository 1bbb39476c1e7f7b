"""What can be achieved: qualifications and units of the national registers."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_noop

from testamur.audit.tracking import tracked


class EntryKind(models.TextChoices):
    QUALIFICATION = "qualification", gettext_noop("Qualification")
    UNIT = "unit", gettext_noop("Unit")


class Framework(models.TextChoices):
    NQF = "NQF", gettext_noop("National Qualifications Framework")
    QCF = "QCF", gettext_noop("Qualifications and Credit Framework")


@tracked()
class Entry(models.Model):
    """One qualification or unit. One QAN may stand for several (pathways), told apart by ``title``."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=15, choices=EntryKind.choices)
    reference = models.CharField(max_length=12)
    title = models.CharField(max_length=500)
    owner_number = models.CharField("recognition number", max_length=12, db_index=True)
    owner_name = models.CharField(max_length=254, blank=True)
    shared = models.BooleanField(
        default=False, help_text="Any awarding organisation may award it (units only)."
    )
    level = models.CharField(max_length=30, blank=True)
    type = models.CharField(max_length=100, blank=True)
    framework = models.CharField(max_length=3, choices=Framework.choices)
    subject_area = models.CharField(max_length=254, blank=True)
    credits = models.PositiveIntegerField(null=True, blank=True)
    grading_type = models.CharField(max_length=60, blank=True)
    grades = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="Operational end date.")
    certification_ends_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey(
        "batches.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    batch_line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["reference", "title", "id"]
        indexes = [
            models.Index(fields=["batch", "batch_line"], name="entry_provenance"),
            # In capitals, as a search compares them.
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="entry_title_parts"),
            GinIndex(OpClass(Upper("reference"), name="gin_trgm_ops"), name="entry_reference_parts"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference", "title"], name="entry_once"),
            models.CheckConstraint(
                name="entry_reference_shape",
                condition=models.Q(kind="unit", reference__regex=r"^[A-Z]/[0-9]{3}/[0-9]{4}$")
                | models.Q(kind="qualification", reference__regex=r"^[0-9A-Z]{3}/[0-9]{4}/[0-9A-Z]$"),
            ),
            models.CheckConstraint(
                name="entry_units_are_qcf",
                condition=models.Q(kind="qualification") | models.Q(framework="QCF"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
