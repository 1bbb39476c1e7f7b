"""Verifying one learner. Many are verified by a batch (``batches/kinds/verify``)."""

from testamur.api.learners.one import router

__all__ = ["router"]
