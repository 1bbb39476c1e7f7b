"""Fixtures of the whole suite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from world import World, make_world


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    """Files of a test go to a folder of its own; passwords are hashed in no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files"), "allow_overwrite": True},
        },
    }


@pytest.fixture
def world(db: None) -> World:
    return make_world()
