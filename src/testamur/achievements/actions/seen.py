"""What a person saw when they decided, against what is there now: of two people on one record the second is told."""

from __future__ import annotations

from typing import Any

from django.utils import dateformat, timezone

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements.findings import CATALOGUE
from testamur.achievements.models import Achievement
from testamur.achievements.queries.versions import last_written, version_of
from testamur.batches.findings import Finding, Sentence, in_words


class Rejected(Exception):
    """The record breaks rules; ``sentences`` say which, in words, by field."""

    def __init__(self, sentences: list[Sentence]) -> None:
        super().__init__("; ".join(sentence.what for sentence in sentences))
        self.sentences = sentences


class ChangedSince(Rejected):
    """Somebody was faster: the achievement is no longer what the person saw."""


def rejected(*findings: Finding, translate: Any = None) -> Rejected:
    return Rejected([in_words(finding, CATALOGUE, translate=translate) for finding in findings])


def lock(achievement: Achievement, version: str | None, *, by: Any, translate: Any = None) -> Achievement:
    """The achievement as it is now, kept from everybody else until the transaction ends.

    ``version`` is the one that the person saw (``queries.version_of``); ``None`` when they saw none, as a program
    does not that acts on what it has just read. Raises :class:`ChangedSince` and ``PermissionDenied``.
    """
    access.check_can(by, Permission.ACHIEVEMENT_CHANGE, achievement.organisation)
    # Locked alone: where the row was waited for and its learner is another one by now, a join would lose it.
    Achievement.objects.select_for_update(no_key=True).get(pk=achievement.pk)
    held = Achievement.objects.select_related("organisation", "learner__master").get(pk=achievement.pk)
    if version is not None and version != version_of(held):
        who, at = last_written(held)
        when = dateformat.format(timezone.localtime(at), "j F Y, H:i")
        said = Finding("C01.changed_since", params={"who": who, "when": when})
        raise ChangedSince([in_words(said, CATALOGUE, translate=translate)])
    return held
