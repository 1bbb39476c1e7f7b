"""The addresses of the web services, as the LRS has them."""

from __future__ import annotations

from django.urls import path

from testamur.soap.door import view_of
from testamur.soap.services import SERVICES

urlpatterns = [path(service.path, view_of(service), name=f"soap_{service.name}") for service in SERVICES]
