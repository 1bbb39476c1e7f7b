"""Who may: permissions, and the roles that grant them. Roles are held by a person *at* an organisation.

Role names follow domain/lrs.md section 8 (suggested roles); the source documents name none for awarding
organisations.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    BATCH_SUBMIT = "batch:submit"
    BATCH_VIEW = "batch:view"
    BATCH_UNDO = "batch:undo"
    ACHIEVEMENT_VIEW = "achievement:view"
    ACHIEVEMENT_CHANGE = "achievement:change"
    REGISTER_IMPORT = "register:import"
    PEOPLE_MANAGE = "people:manage"
    SERVICE_OPERATE = "service:operate"


class Role(StrEnum):
    AO_SUPER_USER = "ao_super_user"
    AO_BATCH_USER = "ao_batch_user"
    AO_VIEWER = "ao_viewer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class RoleMeaning:
    """What a manager reads when choosing a role, where it can be held, and what it lets a person do."""

    label: str
    explanation: str
    organisation_kind: str
    permissions: frozenset[Permission]
    everywhere: bool = False


_VIEW = frozenset({Permission.BATCH_VIEW, Permission.ACHIEVEMENT_VIEW})
_BATCH = _VIEW | {Permission.BATCH_SUBMIT, Permission.ACHIEVEMENT_CHANGE}

ROLES: dict[Role, RoleMeaning] = {
    Role.AO_SUPER_USER: RoleMeaning(
        "Super user",
        "Everything a batch user can do, undo a batch, and manage the organisation's people.",
        "awarding_organisation",
        _BATCH | {Permission.BATCH_UNDO, Permission.PEOPLE_MANAGE},
    ),
    Role.AO_BATCH_USER: RoleMeaning(
        "Batch user",
        "Submit achievement batches and change single achievements of the organisation.",
        "awarding_organisation",
        _BATCH,
    ),
    Role.AO_VIEWER: RoleMeaning(
        "Viewer", "See the organisation's batches and achievements.", "awarding_organisation", _VIEW
    ),
    Role.OPERATOR: RoleMeaning(
        "Operator",
        "Look after the service: its queue, every organisation's batches, the qualification register, people.",
        "operator",
        _VIEW
        | {
            Permission.BATCH_UNDO,
            Permission.REGISTER_IMPORT,
            Permission.PEOPLE_MANAGE,
            Permission.SERVICE_OPERATE,
        },
        everywhere=True,
    ),
}


def roles_granting(permission: Permission) -> tuple[Role, ...]:
    """The roles that grant ``permission`` at the organisation where they are held."""
    return tuple(role for role, meaning in ROLES.items() if permission in meaning.permissions)


def roles_granting_everywhere(permission: Permission) -> tuple[Role, ...]:
    """The roles that grant ``permission`` over the records of every organisation."""
    return tuple(
        role for role, meaning in ROLES.items() if meaning.everywhere and permission in meaning.permissions
    )


def roles_for(organisation_kind: str) -> tuple[Role, ...]:
    """The roles that can be held at an organisation of this kind."""
    return tuple(role for role, meaning in ROLES.items() if meaning.organisation_kind == organisation_kind)
