"""Who may: permissions, and the roles that grant them. Roles are held by a person *at* an organisation.

Role names follow domain/lrs.md section 8 (suggested roles); the source documents name none for awarding
organisations.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from testamur.plumbing.translatable import Translatable


class Permission(StrEnum):
    BATCH_SUBMIT = "batch:submit"
    BATCH_VIEW = "batch:view"
    BATCH_UNDO = "batch:undo"
    ACHIEVEMENT_VIEW = "achievement:view"
    ACHIEVEMENT_CHANGE = "achievement:change"
    REGISTER_IMPORT = "register:import"
    PEOPLE_MANAGE = "people:manage"
    SERVICE_OPERATE = "service:operate"
    REPORT_VIEW = "report:view"
    LEARNER_VERIFY = "learner:verify"
    RECORD_VIEW = "record:view"
    RECORD_IMPORT = "record:import"
    SHARING_SET = "sharing:set"
    LEARNER_INVITE = "learner:invite"
    CHALLENGE_VIEW = "challenge:view"
    CHALLENGE_RAISE = "challenge:raise"
    CHALLENGE_DECIDE = "challenge:decide"
    CHALLENGE_CLOSE = "challenge:close"
    CONTACT_REQUEST = "contact:request"
    CONTACT_APPROVE = "contact:approve"


class Role(StrEnum):
    AO_SUPER_USER = "ao_super_user"
    AO_BATCH_USER = "ao_batch_user"
    AO_EDC_USER = "ao_edc_user"
    AO_VERIFY_USER = "ao_verify_user"
    AO_VIEWER = "ao_viewer"
    AO_PEOPLE_USER = "ao_people_user"
    PROVIDER_DATA_USER = "provider_data_user"
    LOCAL_AUTHORITY_USER = "local_authority_user"
    OPERATOR = "operator"
    REGISTER_USER = "register_user"
    SERVICE_USER = "service_user"
    BUSINESS_SUPPORT = "business_support"


@dataclass(frozen=True, slots=True)
class RoleMeaning:
    """What a manager reads when choosing a role, where it can be held, and what it lets a person do.

    A role that counts ``everywhere`` does so at every organisation, and not only where it is held. What people alone
    may (:data:`FOR_PEOPLE_ALONE`) a system may by a role that is ``for_systems``, and by no other; no person holds one.
    """

    label: Translatable
    explanation: Translatable
    organisation_kind: str
    permissions: frozenset[Permission]
    everywhere: bool = False
    explanation_for_systems: Translatable = ""  # where a system may less than a person
    for_systems: bool = False


_VIEW = frozenset({Permission.BATCH_VIEW, Permission.ACHIEVEMENT_VIEW})
_READ = _VIEW | {Permission.REPORT_VIEW, Permission.CHALLENGE_VIEW}
_BATCH = _READ | {Permission.BATCH_SUBMIT, Permission.ACHIEVEMENT_CHANGE}
_EDC = _READ | {Permission.ACHIEVEMENT_CHANGE, Permission.CHALLENGE_DECIDE, Permission.CONTACT_REQUEST}

ROLES: dict[Role, RoleMeaning] = {
    Role.AO_SUPER_USER: RoleMeaning(
        "Super user",
        "Everything the other roles can do, undo a batch, and manage the organisation's people.",
        "awarding_organisation",
        _BATCH | _EDC | {Permission.BATCH_UNDO, Permission.PEOPLE_MANAGE, Permission.LEARNER_VERIFY},
        explanation_for_systems="Everything the other roles can do, and undo a batch.",
    ),
    Role.AO_BATCH_USER: RoleMeaning(
        "Batch user",
        "Submit achievement batches and change single achievements of the organisation.",
        "awarding_organisation",
        _BATCH,
    ),
    Role.AO_EDC_USER: RoleMeaning(
        "Data challenge user",
        "Work on event data challenges: accept or reject them, and correct the achievements.",
        "awarding_organisation",
        _EDC,
    ),
    Role.AO_VERIFY_USER: RoleMeaning(
        "Verify user",
        "Verify learners, one at a time or as a batch.",
        "awarding_organisation",
        frozenset({Permission.BATCH_VIEW, Permission.LEARNER_VERIFY}),
    ),
    Role.AO_VIEWER: RoleMeaning(
        "Viewer",
        "See the organisation's batches, achievements, challenges and reports.",
        "awarding_organisation",
        _READ,
    ),
    Role.AO_PEOPLE_USER: RoleMeaning(
        "People manager",
        "Manage people, invitations, API clients and the web service password, but not give anyone this role.",
        "awarding_organisation",
        frozenset({Permission.PEOPLE_MANAGE}),
        for_systems=True,
    ),
    Role.PROVIDER_DATA_USER: RoleMeaning(
        "Provider data user",
        "See learners' records, send the centre's own records, set sharing, invite learners, raise challenges.",
        "provider",
        frozenset(
            {
                Permission.BATCH_VIEW,
                Permission.RECORD_VIEW,
                Permission.RECORD_IMPORT,
                Permission.SHARING_SET,
                Permission.LEARNER_INVITE,
                Permission.LEARNER_VERIFY,
                Permission.CHALLENGE_RAISE,
            }
        ),
    ),
    Role.LOCAL_AUTHORITY_USER: RoleMeaning(
        "Local authority user",
        "See learners' records and raise challenges.",
        "local_authority",
        frozenset({Permission.RECORD_VIEW, Permission.CHALLENGE_RAISE}),
    ),
    Role.OPERATOR: RoleMeaning(
        "Operator",
        "Manage the service: its queue, every organisation's batches, the qualification register and people.",
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
    Role.REGISTER_USER: RoleMeaning(
        "Register user",
        "Update the registers of qualifications, units and awarding organisations, and see those imports.",
        "operator",
        frozenset({Permission.BATCH_VIEW, Permission.REGISTER_IMPORT}),
    ),
    Role.SERVICE_USER: RoleMeaning(
        "Service manager",
        "Monitor the service and manage the people of every organisation, but not give anyone this role.",
        "operator",
        frozenset({Permission.PEOPLE_MANAGE, Permission.SERVICE_OPERATE}),
        everywhere=True,
        for_systems=True,
    ),
    Role.BUSINESS_SUPPORT: RoleMeaning(
        "Business Support",
        "Check, reassign and close event data challenges, and keep the nominated contacts.",
        "operator",
        _READ | {Permission.CHALLENGE_CLOSE, Permission.CONTACT_APPROVE},
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


FOR_PEOPLE_ALONE = frozenset({Permission.PEOPLE_MANAGE, Permission.SERVICE_OPERATE})
"""What no system may but by a role that is made for it: the care of people and their rights, and of the service."""


def roles_of_systems(organisation_kind: str) -> tuple[Role, ...]:
    """The roles that a supplier's system can hold at an organisation of this kind.

    One that counts everywhere only if it is about records and challenges, or made for systems: a secret in somebody's
    set-up must not be able to do all that the operators of the service can.
    """
    return tuple(
        role
        for role in roles_for(organisation_kind)
        if ROLES[role].for_systems
        or not (ROLES[role].everywhere and ROLES[role].permissions & FOR_PEOPLE_ALONE)
    )


def roles_of_people(organisation_kind: str) -> tuple[Role, ...]:
    """The roles that a person can hold at an organisation of this kind."""
    return tuple(role for role in roles_for(organisation_kind) if not ROLES[role].for_systems)


def systems_can_give(roles: Iterable[Role]) -> bool:
    """Whether a system that manages people can give all these: not the care of people, which would go on for ever."""
    return not any(ROLES[role].permissions & FOR_PEOPLE_ALONE for role in roles)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person or a system holds at organisations that are not suspended: roles, each at an organisation."""

    held: frozenset[tuple[Role, int]] = frozenset()
    of_system: bool = False

    def _granted(self, role: Role) -> frozenset[Permission]:
        withheld = self.of_system and not ROLES[role].for_systems
        return ROLES[role].permissions - (FOR_PEOPLE_ALONE if withheld else frozenset())

    def everywhere(self, permission: Permission) -> bool:
        """Whether the person holds the permission over every organisation's records."""
        return any(ROLES[role].everywhere and permission in self._granted(role) for role, _at in self.held)

    def organisations_where(self, permission: Permission) -> frozenset[int]:
        """The organisations at which a role held there grants the permission."""
        return frozenset(at for role, at in self.held if permission in self._granted(role))

    def allow(self, permission: Permission, organisation: int | None = None) -> bool:
        """Whether the person holds the permission; at the organisation, if one is given."""
        where = self.organisations_where(permission)
        return self.everywhere(permission) or (bool(where) if organisation is None else organisation in where)

    def at(self, organisation: int) -> frozenset[Permission]:
        """Everything the person may do at the organisation, also through roles that count everywhere."""
        counting = (role for role, at in self.held if at == organisation or ROLES[role].everywhere)
        return frozenset().union(*map(self._granted, counting))


LONGEST_PASSWORD = 1024
_LOOKED_AT = 72  # characters, which is as far as the estimate goes
_UNGUESSABLE = 4  # zxcvbn's highest: more than ten thousand million guesses
_BESIDE = 8  # characters that must stand beside words which anybody knows of the person
_SHORTEST_WORD = 4


def is_easily_guessed(password: str, words: Iterable[str] = ()) -> bool:
    """Whether a password is on lists of those that were stolen, or is made like them. ``words`` are known, too."""
    from zxcvbn import zxcvbn  # its lists are large, and few processes ever need them

    found = zxcvbn(password[:_LOOKED_AT], user_inputs=[word.lower() for word in words])
    return int(found["score"]) < _UNGUESSABLE


def says_little_beside(password: str, words: Iterable[str]) -> bool:
    """Whether little is left of a password without the words: the service's name, the organisation's, the person's."""
    parts = {
        part for word in words for part in re.split(r"[\W_]+", word.lower()) if len(part) >= _SHORTEST_WORD
    }
    left = password.lower()
    for part in sorted(parts, key=len, reverse=True):
        left = left.replace(part, "")
    return len(left) < min(_BESIDE, len(password))


def seconds_to_wait(failures: int, *, allowed: int, first: int, most: int) -> int:
    """How long the next try waits after so many wrong ones: longer each time, and never for ever."""
    if failures < allowed:
        return 0
    return min(first << min(failures - allowed, 20), most)


PASSWORD_LENGTH = 16
"""Of a web service password, exactly (lrs section 3.1)."""

_CHARACTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
_FEWEST_DIFFERENT = 8
_WIRE = {Permission.BATCH_SUBMIT, Permission.LEARNER_VERIFY, Permission.RECORD_VIEW}


def make_web_service_password() -> str:
    """A password that nobody has to remember."""
    return "".join(secrets.choice(_CHARACTERS) for _ in range(PASSWORD_LENGTH))


def can_be_web_service_password(password: str) -> bool:
    """Sixteen characters that every keyboard and every XML has, at least eight of them different, and no space."""
    plain = all("!" <= character <= "~" for character in password)
    return plain and len(password) == PASSWORD_LENGTH and len(set(password)) >= _FEWEST_DIFFERENT


def roles_of_web_services(organisation_kind: str) -> tuple[Role, ...]:
    """What an organisation's software can be allowed: the roles that a web service has a use for, and no others."""
    return tuple(
        role
        for role in roles_for(organisation_kind)
        if (held := ROLES[role].permissions) & _WIRE
        and Permission.PEOPLE_MANAGE not in held
        and not ROLES[role].everywhere
    )


class AccountChange(StrEnum):
    """What changes how a person logs in, and so is told to them."""

    PASSWORD = "password"  # noqa: S105 - a name
    TWO_STEP_SET_UP = "two-step-set-up"
    TWO_STEP_REMOVED = "two-step-removed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    EMAIL = "email"
