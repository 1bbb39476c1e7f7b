from django.apps import AppConfig


class BatchesConfig(AppConfig):
    name = "testamur.batches"
    label = "batches"

    def ready(self) -> None:
        from testamur.batches import registry

        registry.discover()
