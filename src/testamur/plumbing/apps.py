from django.apps import AppConfig


class PlumbingConfig(AppConfig):
    name = "testamur.plumbing"
    label = "plumbing"
