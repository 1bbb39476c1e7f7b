"""Achievements: of a learner, one by one with their history, changed and corrected one at a time."""

from testamur.api.achievements import corrections, views
from testamur.api.achievements.router import router

__all__ = ["corrections", "router", "views"]
