"""Achievement batches, plugged into the batch engine."""

from testamur.achievements.kinds.centre import CentreRecords
from testamur.achievements.kinds.kind import AchievementBatch
from testamur.batches import registry

ACHIEVEMENTS = registry.register(AchievementBatch())

CENTRE_RECORDS = registry.register(CentreRecords())
"""The kind that centres submit: their own records, which never take the place of an awarding organisation's."""
