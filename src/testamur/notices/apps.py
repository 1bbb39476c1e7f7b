from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "testamur.notices"
    label = "notices"
