from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "testamur.audit"
    label = "audit"
