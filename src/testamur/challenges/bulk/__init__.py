"""Decisions on challenges in bulk, plugged into the batch engine."""

from testamur.bulk import kinds
from testamur.challenges.bulk.kind import ChallengeDecisions

DECISIONS = kinds.register(ChallengeDecisions())
