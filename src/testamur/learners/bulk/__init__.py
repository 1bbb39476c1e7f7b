"""Verify batches, plugged into the batch engine."""

from testamur.bulk import kinds
from testamur.learners.bulk.kind import VerifyBatch

VERIFY = kinds.register(VerifyBatch())
