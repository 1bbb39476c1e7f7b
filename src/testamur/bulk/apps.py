from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "testamur.bulk"
    label = "bulk"

    def ready(self) -> None:
        from testamur.bulk import kinds

        kinds.discover()
