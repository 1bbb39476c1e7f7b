"""The addresses at the root of the site that machines ask."""

from __future__ import annotations

from django.urls import path

from testamur.api import health, metrics

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.page, name="metrics"),
]
