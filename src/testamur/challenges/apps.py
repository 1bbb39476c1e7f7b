from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "testamur.challenges"
    verbose_name = "Event data challenges"
