"""The ledger: what came in, what was found, what became of it. It is the truth; the queue is only a wake-up."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.db import models
from django.db.models.functions import Now, Upper

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.batches.states import BatchState

if TYPE_CHECKING:
    from testamur.access.models import Visitor


class Source(models.TextChoices):
    """Where the lines of a batch come from."""

    FILE = "file"
    RECORDS = "records"
    SELECTION = "selection"


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: Visitor) -> BatchQuerySet:
        """The batches of the organisations at which the person may see batches."""
        return access.narrow(self, user, Permission.BATCH_VIEW, owner="organisation_id")  # type: ignore[return-value]


class Batch(models.Model):
    """One act on many records: an uploaded file, a selection, or an API call.

    ``id`` is the job number that people and the LRS wire format quote; ``uuid`` stands in addresses.
    ``applied_through`` is the last line whose slice was written: the place to go on from after a crash.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=20)
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)

    source = models.CharField(
        max_length=10,
        choices=[(source.value, source.value) for source in Source],
        default=Source.FILE.value,
        db_default=Source.FILE.value,
    )
    file = models.CharField(max_length=200, blank=True, help_text="Empty where a selection made the lines.")
    file_name = models.CharField(max_length=254, blank=True)
    file_size = models.BigIntegerField(default=0)
    file_format = models.CharField(max_length=10, blank=True)
    digest = models.CharField(max_length=64)
    sent_again = models.BooleanField(
        default=False, help_text="Sent although the same file had been sent before."
    )
    options = models.JSONField(default=dict)
    header = models.JSONField(default=dict)
    headings = models.JSONField(default=list)
    needs_confirmation = models.BooleanField(default=False)

    state = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in BatchState], default=BatchState.RECEIVED.value
    )
    findings = models.JSONField(default=list, help_text="Findings on the whole file or job.")
    total = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)
    classes = models.JSONField(default=dict, help_text="Rejected records by official error class.")
    planned = models.JSONField(default=dict, help_text="Effects foreseen when the batch was checked.")
    effects = models.JSONField(default=dict, help_text="Effects written so far.")
    applied_through = models.PositiveIntegerField(default=0)
    reports = models.JSONField(default=dict, help_text="Outcome files: name to stored file.")
    undo_result = models.JSONField(default=dict)

    received_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    progressed_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Times in a row that a step has failed.")
    last_error = models.CharField(max_length=100, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="batch_of_organisation"),
            models.Index(fields=["organisation", "kind", "digest"], name="batch_same_file"),
            models.Index(
                fields=["id"],
                name="batch_unfinished",
                condition=models.Q(state__in=["received", "staged", "confirmed", "applied", "undoing"]),
            ),
            # The home page counts what waits for a person, and what was sent lately, of one organisation or of all.
            models.Index(
                fields=["organisation", "state"],
                name="batch_for_a_person",
                condition=models.Q(
                    state__in=["ready", "stopped", "interrupted", "unreported", "undo_stopped"]
                ),
            ),
            models.Index(fields=["organisation", "received_at"], name="batch_lately"),
            BrinIndex(fields=["received_at"], name="batch_received"),
            GinIndex(OpClass(Upper("file_name"), name="gin_trgm_ops"), name="batch_file_name_parts"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submitted_by", "idempotency_key"],
                name="batch_idempotent",
                condition=models.Q(idempotency_key__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_state_known", condition=models.Q(state__in=[state.value for state in BatchState])
            ),
            models.CheckConstraint(
                name="batch_source_known", condition=models.Q(source__in=[source.value for source in Source])
            ),
            models.CheckConstraint(
                name="batch_counts_add_up",
                condition=models.Q(total__gte=models.F("accepted") + models.F("rejected")),
            ),
            models.CheckConstraint(
                name="batch_applied_within", condition=models.Q(applied_through__lte=models.F("total"))
            ),
        ]

    def __str__(self) -> str:
        return f"Batch {self.pk}"

    def is_visible_to(self, user: Visitor) -> bool:
        return access.sees(user, self, Permission.BATCH_VIEW, owner="organisation_id")


class BatchRow(models.Model):
    """One line of a batch. ``record`` is the id of what the line became, in the room of the batch's kind.

    Of a batch that somebody has to confirm, ``foreseen`` says what the line would become, and ``changes`` which values
    it would change, as the records stood when it was checked: column to before and after.
    """

    pk = models.CompositePrimaryKey("batch_id", "line")
    # Without a check for every line: the engine writes them all while it holds the lock on their batch.
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="rows", db_index=False, db_constraint=False
    )
    line = models.PositiveIntegerField()
    incoming = models.JSONField()
    payload = models.JSONField(null=True)
    findings = models.JSONField(default=list)
    rejected = models.BooleanField(default=False)
    effect = models.CharField(max_length=20, null=True)
    record = models.BigIntegerField(null=True)
    foreseen = models.CharField(max_length=20, null=True)
    changes = models.JSONField(null=True)

    class Meta:
        ordering = ["batch_id", "line"]
        indexes = [
            # Few lines are rejected, and reports look for just these in many batches.
            models.Index(
                fields=["batch", "line"], name="batch_row_rejected", condition=models.Q(rejected=True)
            )
        ]

    def __str__(self) -> str:
        return f"Line {self.line}"
