"""Fixtures of the whole suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import TransactionTestCase, override_settings

from plugins import databases as given
from plugins import sentences
from testamur.achievements.models import Achievement
from testamur.challenges.models import Challenge
from world import World, a_challenge, make_world, record, submit, the


def _own(files: Path) -> dict[str, Any]:
    """Files go to a folder of a test's own; passwords are hashed in no time."""
    return {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": {
            **django_settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(files), "allow_overwrite": True},
            },
        },
    }


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    for name, value in _own(tmp_path / "files").items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def _sentences_stand_in_the_catalogues() -> Iterator[None]:
    with sentences.noticed() as unknown:
        yield
    assert not unknown, (
        f"These are translated when they are shown but stand in no catalogue: {sorted(set(unknown))}. Mark them, or "
        "declare them as Translatable, and run `make translations`."
    )


@pytest.fixture(scope="session")
def databases(
    django_test_environment: None, django_db_blocker: Any, worker_id: str
) -> Iterator[given.Databases]:
    """The databases of this worker, in place of the one that pytest-django would make."""
    name = f"test_{django_settings.DATABASES['default']['NAME']}_{worker_id}"
    with django_db_blocker.unblock():
        made = given.Databases(name, lambda files: override_settings(**_own(files)))
    with pytest.MonkeyPatch.context() as patch:
        # What a test has committed goes with its database.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: None)
        yield made
    with django_db_blocker.unblock():
        made.close()


@pytest.fixture(scope="session")
def django_db_setup(databases: given.Databases) -> None:
    """pytest-django's, which would migrate a database for each worker."""


@pytest.fixture
def _database_in_its_state(
    databases: given.Databases, django_db_blocker: Any, request: pytest.FixtureRequest
) -> None:
    item = request.node
    with django_db_blocker.unblock():
        databases.use(given.recipe_of(item), commits=given.commits(item))


@pytest.fixture
def _django_db_helper(_database_in_its_state: None, _django_db_helper: None) -> None:
    """pytest-django's, once the connection is to the right database."""


world = given.prepared(make_world)


@pytest.fixture
def achievement(world: World) -> Achievement:
    """Of the first learner, sent by the board."""
    submit(world, [record(world.learners[0])])
    return the(world.learners[0])


@pytest.fixture
def challenge(world: World, achievement: Achievement) -> Challenge:
    """Of the grade, by the provider."""
    return a_challenge(world, achievement)
