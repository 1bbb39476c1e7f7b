"""Achievements: what a learner was awarded, by whom, when, and with which grade."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Now

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.states import Found, State
from testamur.audit.tracking import tracked


class AchievementQuerySet(models.QuerySet["Achievement"]):
    def visible_to(self, user: Any) -> AchievementQuerySet:
        """An awarding organisation sees what it uploaded itself, and nothing else (ACH-13)."""
        return access.narrow(self, user, Permission.ACHIEVEMENT_VIEW, owner="organisation_id")  # type: ignore[return-value]


@tracked(exclude=["uuid", "created_at"])
class Achievement(models.Model):
    """One achievement as its awarding organisation recorded it.

    The key is organisation, ULN, reference number and award date (lrs section 1.4); one may be active at a time.
    ``uln`` is the number that was submitted; ``learner`` is who is registered under it, and a merged learner's
    achievements show on the master. ``batch`` and ``batch_line`` say what wrote this version.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    learner = models.ForeignKey("learners.Learner", on_delete=models.PROTECT, related_name="+")
    uln = models.CharField("ULN", max_length=10)
    reference = models.CharField("reference number", max_length=12)
    award_date = models.DateField()
    grade = models.CharField(max_length=20, null=True, blank=True)
    provider_ukprn = models.CharField("provider UKPRN", max_length=8, null=True, blank=True)
    language = models.CharField("language for assessment", max_length=30, null=True, blank=True)
    mis_identifier = models.CharField("MIS identifier", max_length=128, null=True, blank=True)
    status = models.CharField(
        max_length=11, choices=[(Found.PROVISIONAL.value, "Provisional"), (Found.FINAL.value, "Final")]
    )
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], default=State.ACTIVE.value
    )
    action_date = models.DateField(null=True, blank=True)
    action_reason = models.CharField(max_length=255, null=True, blank=True)
    # Without a check for every row: it is written while the engine holds the lock on the batch.
    batch = models.ForeignKey(
        "bulk.Batch",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    batch_line = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    objects = AchievementQuerySet.as_manager()

    class Meta:
        ordering = ["-award_date", "reference", "id"]
        indexes = [
            models.Index(fields=["batch", "batch_line"], name="achievement_provenance"),
            models.Index(
                fields=["organisation", "uln", "reference", "award_date"],
                name="achievement_withdrawn",
                condition=models.Q(state="withdrawn"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "uln", "reference", "award_date"],
                name="achievement_active_once",
                condition=models.Q(state="active"),
            ),
            models.CheckConstraint(
                name="achievement_state_known", condition=models.Q(state__in=[state.value for state in State])
            ),
            models.CheckConstraint(
                name="achievement_status_known", condition=models.Q(status__in=["provisional", "final"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.award_date}"
