"""Verify batches, plugged into the batch engine."""

from testamur.batches import registry
from testamur.learners.kinds.kind import VerifyBatch

VERIFY = registry.register(VerifyBatch())
