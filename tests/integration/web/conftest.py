"""Pages asked for by Django's test client."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from testamur.access.models import User


@pytest.fixture(autouse=True)
def _pages(settings: Any, db: None) -> None:
    """Styles by their plain names, two steps only where asked for."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TWO_STEP_REQUIRED = False


@pytest.fixture
def as_() -> Callable[[User], Client]:
    """``as_(user)``: a browser in which they are logged in."""

    def be(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return be


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """Everything that the service's own handler writes to the logs."""
    text, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(text)
    (formatter,) = [each.formatter for each in root.handlers if each.get_name() == "stderr"]
    handler.setFormatter(formatter)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
