from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "testamur.web"
    label = "web"
