from __future__ import annotations

from typing import Any

import pytest

from integration.api.client import System
from testamur.access.rules import Role
from world import World


@pytest.fixture(autouse=True)
def _quick_secrets(settings: Any) -> None:
    """Secrets are hashed slowly on purpose; that is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def system(world: World) -> System:
    """A system of the board, with the rights of a batch user."""
    return System(world.board)


@pytest.fixture
def strong_system(world: World) -> System:
    """A system of the board that may also undo batches."""
    return System(world.board, role=Role.AO_SUPER_USER)


@pytest.fixture
def foreign_system(world: World) -> System:
    return System(world.other_board)
