"""Achievements: of a learner, one by one with their history, and changed one at a time."""

from testamur.api.achievements.views import router

__all__ = ["router"]
