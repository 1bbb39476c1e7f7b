"""The learner: who they are, by which number, and of whom they are a double."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Now

from testamur.audit.tracking import tracked
from testamur.learners.rules import IDENTIFIERS, YEAR_GROUPS, IdentifierKind
from testamur.learners.states import SHARING_LIFE, Sharing

STORED_KINDS = tuple(kind for kind in IdentifierKind if kind is not IdentifierKind.ULN)


class Gender(models.IntegerChoices):
    """MIAP codes (W5)."""

    NOT_KNOWN = 0, "Not known"
    MALE = 1, "Male"
    FEMALE = 2, "Female"
    NOT_SPECIFIED = 9, "Not specified"


@tracked()
class Learner(models.Model):
    """One person, who may have a ULN, other identifiers, or none yet.

    The ULN stands here and not among the others, as learning records are matched by it (docs/decisions/0011). Whoever
    is merged points to the master under which the person is now known. A deleted ULN was issued in error and is
    nobody's; it stays here, so that it is never issued again.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uln = models.CharField("ULN", max_length=10, unique=True, null=True, blank=True)
    given_name = models.CharField(max_length=35)
    family_name = models.CharField(max_length=35)
    previous_family_name = models.CharField(max_length=35, blank=True)
    date_of_birth = models.DateField()
    gender = models.SmallIntegerField(choices=Gender.choices, default=Gender.NOT_KNOWN)
    postcode = models.CharField(max_length=9, blank=True)
    email = models.CharField(max_length=254, blank=True, default="", db_default="")
    telephone = models.CharField(max_length=40, blank=True, default="", db_default="")
    school_at_16 = models.CharField(max_length=254, blank=True, default="", db_default="")
    preferred_given_name = models.CharField(max_length=35, blank=True, default="", db_default="")
    master = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="linked")
    ability_to_share = models.SmallIntegerField(
        choices=[(state.value, SHARING_LIFE.states[state].label) for state in Sharing],
        default=Sharing.NOT_SEEN.value,
        db_default=Sharing.NOT_SEEN.value,
    )
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey(
        "batches.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    batch_line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["family_name", "given_name", "id"]
        indexes = [
            models.Index(fields=["batch", "batch_line"], name="learner_provenance"),
            models.Index(fields=["date_of_birth"], name="learner_born"),
        ]
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
            models.CheckConstraint(
                name="learner_sharing_known",
                condition=models.Q(ability_to_share__in=[state.value for state in Sharing]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def known_as(self) -> Any:
        """The learner under whom this one is now known: its master, or itself."""
        return self.master or self


@tracked()
class Identifier(models.Model):
    """Another number by which a learner is, or was, known. Those that an organisation gives carry it as the issuer."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(
        max_length=14, choices=[(kind.value, IDENTIFIERS[kind].label) for kind in STORED_KINDS]
    )
    value = models.CharField(max_length=20)
    issuer = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey(
        "batches.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    batch_line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-starts_on", "id"]
        indexes = [models.Index(fields=["batch", "batch_line"], name="identifier_provenance")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value", "issuer"],
                name="identifier_of_one_learner",
                condition=models.Q(ends_on__isnull=True),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["learner", "kind", "issuer"],
                name="identifier_one_at_a_time",
                condition=models.Q(ends_on__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="identifier_kind_known",
                condition=models.Q(kind__in=[kind.value for kind in STORED_KINDS]),
            ),
            models.CheckConstraint(
                name="identifier_issuer_where_one_issues",
                condition=models.Q(
                    kind__in=[kind.value for kind in STORED_KINDS if IDENTIFIERS[kind].of_organisation],
                    issuer__isnull=False,
                )
                | models.Q(
                    kind__in=[kind.value for kind in STORED_KINDS if not IDENTIFIERS[kind].of_organisation],
                    issuer__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="identifier_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


@tracked()
class Enrolment(models.Model):
    """A learner is, or was, with a provider, in a year group if the provider has year groups."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="enrolments")
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    year_group = models.SmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey(
        "batches.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    batch_line = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "id"]
        indexes = [
            models.Index(fields=["batch", "batch_line"], name="enrolment_provenance"),
            models.Index(
                fields=["organisation", "year_group", "learner"],
                name="enrolment_of_provider",
                condition=models.Q(ends_on__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "organisation"],
                name="enrolment_once_at_a_time",
                condition=models.Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="enrolment_year_group_known",
                condition=models.Q(year_group__isnull=True) | models.Q(year_group__in=YEAR_GROUPS),
            ),
            models.CheckConstraint(
                name="enrolment_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner}, {self.organisation}"


@tracked()
class LearnerAccount(models.Model):
    """The log-in with which a learner sees their own record; made by the invitation of a provider."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField("access.User", on_delete=models.PROTECT, related_name="+")
    learner = models.OneToOneField(Learner, on_delete=models.PROTECT, related_name="account")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.learner)
