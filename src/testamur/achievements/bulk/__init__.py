"""Achievement batches, plugged into the batch engine."""

from testamur.achievements.bulk.kind import AchievementBatch
from testamur.bulk import kinds

ACHIEVEMENTS = kinds.register(AchievementBatch())
