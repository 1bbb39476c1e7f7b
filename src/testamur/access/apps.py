from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "testamur.access"
    label = "access"
