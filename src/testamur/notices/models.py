"""What is told to people: an outbox, written in the transaction of the change that is told."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower, Now

from testamur.notices.rules import TOPICS, Topic


class Notice(models.Model):
    """One e-mail. ``dedupe`` makes telling the same thing twice impossible."""

    dedupe = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], name="notice_unsent", condition=models.Q(sent_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.subject


class Unwanted(models.Model):
    """E-mails of one topic that an address has asked not to be sent."""

    address = models.EmailField(max_length=254)
    topic = models.CharField(max_length=20, choices=[(topic.value, TOPICS[topic].label) for topic in Topic])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["address", "topic"], name="unwanted_said_once"),
            models.CheckConstraint(
                name="unwanted_topic_known",
                condition=models.Q(topic__in=[topic.value for topic in Topic]),
            ),
            models.CheckConstraint(
                name="unwanted_in_small_letters", condition=models.Q(address=Lower("address"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.topic}"
