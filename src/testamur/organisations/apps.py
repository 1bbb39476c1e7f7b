from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "testamur.organisations"
    label = "organisations"
