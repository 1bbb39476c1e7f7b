"""Achievement batches, plugged into the batch engine."""

from testamur.achievements.bulk.centre import CentreRecords
from testamur.achievements.bulk.kind import AchievementBatch
from testamur.bulk import kinds

ACHIEVEMENTS = kinds.register(AchievementBatch())

CENTRE_RECORDS = kinds.register(CentreRecords())
"""The kind that centres submit: their own records, which never take the place of an awarding organisation's."""
