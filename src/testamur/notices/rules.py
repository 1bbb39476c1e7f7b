"""Which e-mails somebody can do without. All others are always sent: what an account's safety or a duty needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from testamur.plumbing.translatable import Translatable


class Topic(StrEnum):
    BATCHES = "batches"
    CHALLENGES = "challenges"
    WEEKLY_REPORTS = "weekly_reports"


@dataclass(frozen=True, slots=True)
class TopicMeaning:
    """What a person reads when choosing."""

    label: Translatable
    explanation: Translatable


TOPICS: dict[Topic, TopicMeaning] = {
    Topic.BATCHES: TopicMeaning(
        "Batches you sent",
        "When a batch has been checked, applied, refused or undone, with its results.",
    ),
    Topic.CHALLENGES: TopicMeaning(
        "Progress of event data challenges",
        "When a challenge is assigned to you, answered, sent back, corrected, withdrawn or closed.",
    ),
    Topic.WEEKLY_REPORTS: TopicMeaning(
        "Weekly reports of challenges", "Once a week, how many challenges are outstanding, with a link."
    ),
}
