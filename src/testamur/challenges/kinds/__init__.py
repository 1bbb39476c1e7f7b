"""Decisions on challenges in bulk, plugged into the batch engine."""

from testamur.batches import registry
from testamur.challenges.kinds.kind import ChallengeDecisions

DECISIONS = registry.register(ChallengeDecisions())
