from django.apps import AppConfig


class AchievementsConfig(AppConfig):
    name = "testamur.achievements"
    label = "achievements"
