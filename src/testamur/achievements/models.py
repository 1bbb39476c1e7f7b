"""Achievements: what a learner was awarded, by whom, when, and with which grade."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.states import Found, Source, State
from testamur.audit.tracking import tracked

if TYPE_CHECKING:
    from testamur.access.models import Visitor


class AchievementQuerySet(models.QuerySet["Achievement"]):
    def visible_to(self, user: Visitor) -> AchievementQuerySet:
        """An awarding organisation sees what it uploaded itself, and nothing else (ACH-13)."""
        return access.narrow(self, user, Permission.ACHIEVEMENT_VIEW, owner="organisation_id")  # type: ignore[return-value]


@tracked(exclude=["uuid", "created_at"])
class Achievement(models.Model):
    """One achievement as its awarding organisation, or a centre, recorded it.

    The key is organisation, ULN, reference number and award date (lrs section 1.4); one may be active at a time.
    ``uln`` is the number that was submitted; ``learner`` is who is registered under it, and a merged learner's
    achievements show on the master. A centre's record never takes the place of an awarding organisation's: it is
    superseded beside it. ``batch`` and ``batch_line`` say what wrote this version.
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
    # Of a centre's record: which return it came in, and when the learner took part (lrs section 3.3).
    source = models.CharField(
        max_length=4,
        choices=[(source.value, source.value) for source in Source],
        db_default=Source.AO.value,
        default=Source.AO.value,
    )
    collection_type = models.CharField(max_length=1, null=True, blank=True)
    return_number = models.CharField(max_length=2, null=True, blank=True)
    participation_start = models.DateField(null=True, blank=True)
    participation_end = models.DateField(null=True, blank=True)
    # When the result was issued to the learner, where the file said so; of one that became final, the same of the final
    # result, and when that came.
    issued_on = models.DateField(null=True, blank=True)
    final_issued_on = models.DateField(null=True, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    action_date = models.DateField(null=True, blank=True)
    action_reason = models.CharField(max_length=255, null=True, blank=True)
    # Without a check for every row: it is written while the engine holds the lock on the batch.
    batch = models.ForeignKey(
        "batches.Batch",
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
            models.Index(
                fields=["learner", "reference", "award_date"],
                name="achievement_of_centre",
                condition=~models.Q(source="AO"),
            ),
            # For reports: what still waits for its final result, and what was first uploaded when. The second costs
            # next to nothing to keep, because records are written in the order of time.
            models.Index(
                fields=["organisation", "award_date", "id"],
                name="achievement_provisional",
                condition=models.Q(status="provisional", state="active", source="AO"),
            ),
            models.Index(
                fields=["organisation", "finalised_at"],
                name="achievement_finalised",
                condition=models.Q(finalised_at__isnull=False),
            ),
            BrinIndex(fields=["created_at"], name="achievement_uploaded", autosummarize=True),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "uln", "reference", "award_date"],
                name="achievement_active_once",
                condition=models.Q(state="active"),
            ),
            models.UniqueConstraint(
                fields=["organisation", "uln", "reference", "award_date"],
                name="achievement_of_centre_once",
                condition=~models.Q(source="AO") & models.Q(state__in=["active", "superseded"]),
            ),
            models.CheckConstraint(
                name="achievement_state_known", condition=models.Q(state__in=[state.value for state in State])
            ),
            models.CheckConstraint(
                name="achievement_source_known",
                condition=models.Q(source__in=[source.value for source in Source]),
            ),
            models.CheckConstraint(
                name="achievement_only_centres_superseded",
                condition=~models.Q(source="AO", state="superseded"),
            ),
            models.CheckConstraint(
                name="achievement_status_known", condition=models.Q(status__in=["provisional", "final"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.award_date}"

    def is_visible_to(self, user: Visitor) -> bool:
        return access.sees(user, self, Permission.ACHIEVEMENT_VIEW, owner="organisation_id")


class PreparedReport(models.Model):
    """A report's figures of an organisation with many records, and as of when they are.

    ``basis`` names the settings by which they were counted: with others they are no figures of this report.
    ``seconds`` is how long it took to count them.
    """

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    report = models.CharField(max_length=20)
    basis = models.CharField(max_length=100, default="")
    as_at = models.DateTimeField(null=True, help_text="Empty until they are counted for the first time.")
    seconds = models.FloatField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "report"], name="prepared_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.report} of {self.organisation_id}"


class PreparedFigures(models.Model):
    """A number of records of one day that a report counts alike, and in what they are alike."""

    report = models.ForeignKey(PreparedReport, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    figures = models.JSONField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["report", "day"], name="prepared_figures_of_days")]

    def __str__(self) -> str:
        return f"{self.day}"
