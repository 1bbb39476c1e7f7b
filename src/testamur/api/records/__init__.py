"""Whole learners' records for systems of providers and local authorities; sharing, and the learner's invitation."""

from testamur.api.records.views import router

__all__ = ["router"]
