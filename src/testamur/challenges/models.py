"""Challenges, what the parties say to each other, and who is told."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.audit.tracking import tracked
from testamur.challenges.rules import PROBLEMS, Problem, ProblemMeaning, reference_of
from testamur.challenges.states import (
    CHALLENGE_LIFE,
    CONTACT_LIFE,
    OPEN,
    ChallengeMeaning,
    ContactState,
    Side,
    State,
)
from testamur.plumbing.machines import Meaning

if TYPE_CHECKING:
    from testamur.access.models import Visitor


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def visible_to(self, user: Visitor) -> ChallengeQuerySet:
        """The owner of the record, the organisation that raised it, the person who did, and Business Support."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        owned = access.narrow(
            Challenge.objects.all(), user, Permission.CHALLENGE_VIEW, owner="organisation_id"
        )
        raising = access.ids_where(user, Permission.CHALLENGE_RAISE)
        return self.filter(
            Q(pk__in=owned.values("pk"))
            | Q(raised_for__in=raising)
            | Q(raised_for__isnull=True, raised_by_id=user.pk)
        )

    def open(self) -> ChallengeQuerySet:
        return self.filter(state__in=OPEN)


@tracked()
class Challenge(models.Model):
    """One problem with one achievement (fields of lrs section 3.5).

    ``recorded_*`` is the record when the challenge was raised; ``wanted_*`` is what it should be, as the raiser says
    and, from acceptance on, as the awarding organisation agrees.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    achievement = models.ForeignKey("achievements.Achievement", on_delete=models.PROTECT, related_name="+")
    second_achievement = models.ForeignKey(
        "achievements.Achievement", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    learner = models.ForeignKey("learners.Learner", on_delete=models.PROTECT, related_name="+")
    problem = models.CharField(
        max_length=14, choices=[(problem.value, PROBLEMS[problem].label) for problem in Problem]
    )
    state = models.CharField(
        max_length=11,
        choices=[(state.value, meaning.label) for state, meaning in CHALLENGE_LIFE.states.items()],
        default=State.NEW.value,
    )
    description = models.CharField(max_length=2000)
    contact_name = models.CharField(max_length=70)
    contact_email = models.EmailField(max_length=254)
    contact_telephone = models.CharField(max_length=40, blank=True)

    recorded_uln = models.CharField("recorded ULN", max_length=10)
    recorded_name = models.CharField(max_length=71)
    recorded_reference = models.CharField(max_length=12)
    recorded_title = models.CharField(max_length=254, blank=True)
    recorded_award_date = models.DateField()
    recorded_grade = models.CharField(max_length=20, null=True, blank=True)
    recorded_provider = models.CharField(max_length=8, null=True, blank=True)
    recorded_status = models.CharField(max_length=11)

    wanted_grade = models.CharField(max_length=20, null=True, blank=True)
    wanted_award_date = models.DateField(null=True, blank=True)
    wanted_uln = models.CharField("wanted ULN", max_length=10, null=True, blank=True)

    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_for = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_reason = models.CharField(max_length=1000, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=1100, blank=True)
    batch = models.ForeignKey(
        "batches.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    batch_line = models.PositiveIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(db_default=Now())

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="challenge_list"),
            models.Index(fields=["batch", "batch_line"], name="challenge_provenance"),
        ]
        constraints = [
            models.CheckConstraint(
                name="challenge_state_known", condition=Q(state__in=[state.value for state in State])
            ),
            models.CheckConstraint(
                name="challenge_problem_known",
                condition=Q(problem__in=[problem.value for problem in Problem]),
            ),
            models.CheckConstraint(
                name="challenge_rejected_with_reason",
                condition=~Q(state=State.REJECTED.value) | ~Q(decision_reason=""),
            ),
            models.CheckConstraint(
                name="challenge_resolved_when_complete",
                condition=Q(state__in=[state.value for state in OPEN]) | Q(resolved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The reference by which people quote the challenge."""
        return reference_of(self.pk)

    @property
    def meaning(self) -> ChallengeMeaning:
        return CHALLENGE_LIFE.meaning(self.state)

    @property
    def problem_meaning(self) -> ProblemMeaning:
        return PROBLEMS[Problem(self.problem)]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Message(models.Model):
    """One contribution to the thread between the parties. It is never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=21, choices=[(side.value, side.value) for side in Side])
    text = models.CharField(max_length=4000)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.challenge} {self.at:%Y-%m-%d}"


@tracked()
class Contact(models.Model):
    """Somebody nominated by an awarding organisation to be told of challenges (awarding-organisation-faq section 5)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=35)
    family_name = models.CharField(max_length=35)
    telephone = models.CharField(max_length=40)
    email = models.EmailField(max_length=254)
    state = models.CharField(
        max_length=9,
        choices=[(state.value, meaning.label) for state, meaning in CONTACT_LIFE.states.items()],
        default=ContactState.REQUESTED.value,
    )
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ends = models.BooleanField(
        default=False, help_text="Asks that the contact in “replaces” be told no more."
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["family_name", "given_name", "id"]
        constraints = [
            models.CheckConstraint(
                name="contact_state_known", condition=Q(state__in=[state.value for state in ContactState])
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                name="contact_in_force_once",
                condition=Q(state=ContactState.IN_FORCE.value),
            ),
            models.CheckConstraint(
                name="contact_end_never_in_force",
                condition=Q(ends=False) | (Q(replaces__isnull=False) & ~Q(state=ContactState.IN_FORCE.value)),
            ),
            models.CheckConstraint(
                name="contact_declined_with_reason",
                condition=~Q(state=ContactState.DECLINED.value) | ~Q(decision_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def meaning(self) -> Meaning[Side]:
        return CONTACT_LIFE.meaning(self.state)


@tracked()
class WeeklyReport(models.Model):
    """The outstanding challenges of one week: of one awarding organisation or, without one, for Business Support."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    week = models.DateField(help_text="The Monday.")
    made_at = models.DateTimeField(db_default=Now())
    outstanding = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    rows = models.JSONField(help_text="One object a challenge, as it stood when the report was made.")

    class Meta:
        ordering = ["-week", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "week"], name="weekly_report_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.week}"
