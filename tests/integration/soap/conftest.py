from __future__ import annotations

import pytest

from integration.soap.client import PASSWORD
from testamur.access import actions as access
from testamur.access.models import WebServiceAccess
from testamur.access.rules import Role
from world import World


@pytest.fixture
def caller(world: World) -> WebServiceAccess:
    """The Northern Board's software, let in with ``PASSWORD``."""
    held, _password = access.set_web_service_password(
        organisation=world.board,
        roles={Role.AO_BATCH_USER, Role.AO_VERIFY_USER},
        password=PASSWORD,
        by=world.super_user,
    )
    return held
