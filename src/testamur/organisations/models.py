"""Organisations: who people act for and who owns records."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from testamur.audit.tracking import tracked


class OrganisationKind(models.TextChoices):
    AWARDING_ORGANISATION = "awarding_organisation", _("Awarding organisation")
    PROVIDER = "provider", _("Learning provider")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    OPERATOR = "operator", _("Records service")


@tracked()
class Organisation(models.Model):
    """An awarding organisation, a provider, a local authority, or the records service itself."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=254)
    acronym = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind.choices)
    ukprn = models.CharField("UKPRN", max_length=8, null=True, blank=True, unique=True)
    recognition_number = models.CharField(max_length=12, null=True, blank=True, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="organisation_ukprn_shape",
                condition=models.Q(ukprn__isnull=True) | models.Q(ukprn__regex=r"^[0-9A-Za-z]{8}$"),
            )
        ]

    def __str__(self) -> str:
        return self.name
