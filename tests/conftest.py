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


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest) -> None:
    """Begin with no jobs: those of a test that commits stay behind, for the queue's tables are not Django's."""
    marker = request.node.get_closest_marker("django_db")
    asked = {"db", "transactional_db"} & set(request.fixturenames)
    if marker is None and not asked:
        return
    commits = "transactional_db" in asked or (marker is not None and marker.kwargs.get("transaction"))
    request.getfixturevalue("transactional_db" if commits else "db")
    from testamur.plumbing import sql

    sql.run("DELETE FROM procrastinate_jobs")
