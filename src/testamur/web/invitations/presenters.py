"""What somebody reads of an invitation before they accept it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from testamur.access import queries as access

if TYPE_CHECKING:
    from testamur.access.models import Invitation


@dataclass(frozen=True, slots=True)
class Shown:
    organisation: str
    by: str
    email: str
    roles: tuple[tuple[str, str], ...]
    expires_at: dt.datetime


def shown(invitation: Invitation) -> Shown:
    offered = access.role_choices(invitation.organisation)
    return Shown(
        organisation=invitation.organisation.name,
        by=str(invitation.by),
        email=invitation.email,
        roles=tuple((label, hint) for value, label, hint in offered if value in invitation.roles),
        expires_at=invitation.expires_at,
    )
