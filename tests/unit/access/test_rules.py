"""Who may what: each permission with the roles that grant it, and what a web service can be allowed."""

from __future__ import annotations

import pytest

from testamur.access.rules import (
    FOR_PEOPLE_ALONE,
    ROLES,
    Permission,
    Rights,
    Role,
    can_be_web_service_password,
    make_web_service_password,
    roles_for,
    roles_granting,
    roles_granting_everywhere,
    roles_of_people,
    roles_of_systems,
    roles_of_web_services,
    seconds_to_wait,
    systems_can_give,
)

SUPER, BATCH, EDC = Role.AO_SUPER_USER, Role.AO_BATCH_USER, Role.AO_EDC_USER
VERIFY, VIEWER, PEOPLE = Role.AO_VERIFY_USER, Role.AO_VIEWER, Role.AO_PEOPLE_USER
PROVIDER, AUTHORITY = Role.PROVIDER_DATA_USER, Role.LOCAL_AUTHORITY_USER
OPERATOR, SUPPORT, REGISTERS = Role.OPERATOR, Role.BUSINESS_SUPPORT, Role.REGISTER_USER
SERVICE = Role.SERVICE_USER

GRANTED = {
    Permission.BATCH_SUBMIT: {SUPER, BATCH},
    Permission.BATCH_VIEW: set(Role) - {AUTHORITY, PEOPLE, SERVICE},
    Permission.BATCH_UNDO: {SUPER, OPERATOR},
    Permission.ACHIEVEMENT_VIEW: {SUPER, BATCH, EDC, VIEWER, OPERATOR, SUPPORT},
    Permission.ACHIEVEMENT_CHANGE: {SUPER, BATCH, EDC},
    Permission.REGISTER_IMPORT: {OPERATOR, REGISTERS},
    Permission.PEOPLE_MANAGE: {SUPER, PEOPLE, OPERATOR, SERVICE},
    Permission.SERVICE_OPERATE: {OPERATOR, SERVICE},
    Permission.REPORT_VIEW: {SUPER, BATCH, EDC, VIEWER, SUPPORT},
    Permission.LEARNER_VERIFY: {SUPER, VERIFY, PROVIDER},
    Permission.RECORD_VIEW: {PROVIDER, AUTHORITY},
    Permission.RECORD_IMPORT: {PROVIDER},
    Permission.SHARING_SET: {PROVIDER},
    Permission.LEARNER_INVITE: {PROVIDER},
    Permission.CHALLENGE_VIEW: {SUPER, BATCH, EDC, VIEWER, SUPPORT},
    Permission.CHALLENGE_RAISE: {PROVIDER, AUTHORITY},
    Permission.CHALLENGE_DECIDE: {SUPER, EDC},
    Permission.CHALLENGE_CLOSE: {SUPPORT},
    Permission.CONTACT_REQUEST: {SUPER, EDC},
    Permission.CONTACT_APPROVE: {SUPPORT},
}


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_is_granted_by_just_these_roles(permission: Permission) -> None:
    assert set(roles_granting(permission)) == GRANTED[permission]
    assert set(roles_granting_everywhere(permission)) == GRANTED[permission] & {OPERATOR, SUPPORT, SERVICE}


def test_roles_are_held_at_the_kind_of_organisation_that_they_are_for() -> None:
    assert set(roles_for("awarding_organisation")) == {SUPER, BATCH, EDC, VERIFY, VIEWER, PEOPLE}
    assert set(roles_for("provider")) == {PROVIDER}
    assert set(roles_for("local_authority")) == {AUTHORITY}
    assert set(roles_for("operator")) == {OPERATOR, SUPPORT, REGISTERS, SERVICE}
    assert roles_for("school") == ()


def test_a_web_service_can_be_allowed_what_it_has_a_use_for_and_never_the_care_of_people() -> None:
    assert set(roles_of_web_services("awarding_organisation")) == {BATCH, VERIFY}
    assert set(roles_of_web_services("provider")) == {PROVIDER}
    assert set(roles_of_web_services("local_authority")) == {AUTHORITY}
    assert roles_of_web_services("operator") == ()


def test_a_system_can_be_given_every_role_but_the_care_of_the_whole_service() -> None:
    for kind in ("awarding_organisation", "provider", "local_authority"):
        assert roles_of_systems(kind) == roles_for(kind)
    assert set(roles_of_systems("operator")) == {REGISTERS, SUPPORT, SERVICE}
    assert roles_of_systems("school") == ()


@pytest.mark.parametrize("role", Role)
def test_no_role_gives_a_system_the_care_of_people_or_of_the_service(role: Role) -> None:
    person, system = Rights(frozenset({(role, 1)})), Rights(frozenset({(role, 1)}), of_system=True)
    for permission in Permission:
        kept = permission not in FOR_PEOPLE_ALONE or ROLES[role].for_systems
        assert system.allow(permission) == (person.allow(permission) and kept)
        assert system.allow(permission, 1) == (person.allow(permission, 1) and kept)
        assert system.everywhere(permission) == (person.everywhere(permission) and kept)
        assert (permission in system.at(1)) == (permission in person.at(1) and kept)


def test_people_hold_no_role_that_is_made_for_systems_and_systems_cannot_hand_on_the_care_of_people() -> None:
    made = {role for role in Role if ROLES[role].for_systems}
    assert made == {PEOPLE, SERVICE}
    for kind in ("awarding_organisation", "operator"):
        assert set(roles_of_people(kind)) == set(roles_for(kind)) - made
    assert systems_can_give([BATCH, EDC, VIEWER])
    assert not any(systems_can_give([VIEWER, role]) for role in (SUPER, PEOPLE, OPERATOR, SERVICE))


def test_importing_registers_is_all_that_a_register_user_does() -> None:
    assert ROLES[REGISTERS].permissions == {Permission.REGISTER_IMPORT, Permission.BATCH_VIEW}
    assert not ROLES[REGISTERS].everywhere


HERE, THERE, ELSEWHERE, OURS = 2, 1, 3, 9
RIGHTS = Rights(frozenset({(BATCH, HERE), (VIEWER, THERE)}))
OF_OPERATOR = Rights(frozenset({(OPERATOR, OURS)}))


@pytest.mark.parametrize(
    ("rights", "permission", "organisation", "allowed"),
    [
        (RIGHTS, Permission.BATCH_SUBMIT, HERE, True),
        (RIGHTS, Permission.BATCH_SUBMIT, THERE, False),
        (RIGHTS, Permission.BATCH_VIEW, THERE, True),
        (RIGHTS, Permission.BATCH_VIEW, ELSEWHERE, False),
        (RIGHTS, Permission.BATCH_SUBMIT, None, True),
        (RIGHTS, Permission.BATCH_UNDO, None, False),
        (OF_OPERATOR, Permission.BATCH_UNDO, ELSEWHERE, True),
        (OF_OPERATOR, Permission.BATCH_SUBMIT, OURS, False),
        (Rights(), Permission.BATCH_VIEW, HERE, False),
        (Rights(), Permission.BATCH_VIEW, None, False),
    ],
)
def test_a_role_counts_where_it_is_held_and_some_count_everywhere(
    rights: Rights, permission: Permission, organisation: int | None, allowed: bool
) -> None:
    assert rights.allow(permission, organisation) is allowed
    if organisation is not None:
        assert (permission in rights.at(organisation)) is allowed


def test_every_role_is_explained() -> None:
    assert set(ROLES) == set(Role)
    assert all(meaning.label and meaning.explanation.endswith(".") for meaning in ROLES.values())


@pytest.mark.parametrize(
    ("password", "can"),
    [
        ("abcdefgh12345678", True),
        ("abcdefghabcdefgh", True),  # eight different ones
        ("abcdefgaabcdefga", False),  # seven
        ("!bcdefgh1234567~", True),  # the first and the last that will do
        ("abcdefgh1234567", False),
        ("abcdefgh123456789", False),
        ("abcdefgh 2345678", False),
        ("abcdefgh\x7f2345678", False),
        ("abcdefghé2345678", False),
        ("", False),
    ],
)
def test_a_web_service_password_has_sixteen_plain_characters_and_eight_different(
    password: str, can: bool
) -> None:
    assert can_be_web_service_password(password) is can


def test_a_made_password_will_do_and_holds_nothing_that_is_taken_for_something_else() -> None:
    made = [make_web_service_password() for _ in range(200)]
    assert len(set(made)) == len(made)
    for password in made:
        assert len(password) == 16
        assert not set(password) & set("0O1lI")


def test_waiting_after_wrong_passwords_doubles_and_has_an_end() -> None:
    waits = [seconds_to_wait(count, allowed=3, first=30, most=3600) for count in range(1, 13)]
    assert waits == [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert seconds_to_wait(10_000, allowed=3, first=30, most=3600) == 3600
