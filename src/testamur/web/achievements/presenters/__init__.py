"""Achievements as their pages show them."""

from testamur.web.achievements.presenters.answers import Answer, answers
from testamur.web.achievements.presenters.detail import AchievementPage, achievement_page
from testamur.web.achievements.presenters.listing import LearnerPage, Row, learner_page

__all__ = ["AchievementPage", "Answer", "LearnerPage", "Row", "achievement_page", "answers", "learner_page"]
