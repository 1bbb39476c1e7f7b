"""Learner verification: one learner, and verify batches with their answers."""

from testamur.api.learners.batches import router as batches_router
from testamur.api.learners.one import router

__all__ = ["batches_router", "router"]
