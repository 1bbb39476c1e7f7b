"""Two people change who works for an organisation in the same moment: it is never left without anybody who manages it.

One of the two is halted before each of its statements in turn, until the other has ended or has to wait; then the other
way about. What one leaves, the other decides by. A deadlock, or any other error of the database, fails the test.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from integration.achievements.at_once import Halt
from testamur.access import actions, queries
from testamur.access.models import Invitation, Membership, User
from testamur.access.rules import Role
from testamur.audit import actions as audit
from world import World

pytestmark = pytest.mark.django_db(transaction=True)

LONGEST = 0.05
"""Seconds for which an act halts that the other waits for."""

Act = Callable[[], Any]


def done(act: Act) -> bool:
    """Whether it was done, or refused with a sentence."""
    try:
        act()
    except (ValidationError, PermissionDenied):
        return False
    return True


def statements(act: Act) -> int:
    with connection.execute_wrapper(counted := Halt()):
        done(act)
    return counted.count


def together(threads: ThreadPoolExecutor, first: Act, second: Act, place: int) -> tuple[bool, bool]:
    """Whether each was done; the first halts before one of its statements, and the second begins then."""
    reached, ended = threading.Event(), threading.Event()

    class Halting(Halt):
        def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
            if self.count == self.place:
                reached.set()
            return super().__call__(execute, *given)

    def one() -> bool:
        try:
            with connection.execute_wrapper(Halting(place, ended, LONGEST)):
                return done(first)
        finally:
            reached.set()

    def other() -> bool:
        reached.wait(10)
        try:
            return done(second)
        finally:
            ended.set()

    results = [threads.submit(one), threads.submit(other)]
    return results[0].result(60), results[1].result(60)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool
        barrier = threading.Barrier(2)

        def close() -> None:
            barrier.wait(10)  # one for each thread
            connection.close()

        for result in [pool.submit(close), pool.submit(close)]:
            result.result(20)


def put_back(world: World) -> None:
    """Susan and Vera are the two super users of the board, Olga and Sunita the two operators."""
    with audit.process("test.put_back", by=None):
        Membership.objects.filter(is_active=False).update(is_active=True)
        User.objects.filter(is_active=False).update(is_active=True)
        Invitation.objects.all().delete()
        Membership.objects.filter(organisation=world.board, user=world.outsider).delete()
    for user in (world.super_user, world.viewer):
        actions.grant(user=user, organisation=world.board, role=Role.AO_SUPER_USER, by=None)
    for user in (world.operator, world.support):
        actions.grant(user=user, organisation=world.service, role=Role.OPERATOR, by=None)


def suspends(by: User, user: User, world: World) -> Act:
    return lambda: actions.suspend(user=fresh(user), organisation=world.board, by=fresh(by))


def sets(by: User, user: User, world: World, *roles: str) -> Act:
    return lambda: actions.set_roles(
        user=fresh(user), organisation=world.board, roles=set(roles), by=fresh(by)
    )


def closes(by: User, user: User) -> Act:
    return lambda: actions.suspend_account(user=fresh(user), by=fresh(by))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


PAIRS: dict[str, Callable[[World], tuple[Act, Act]]] = {
    "they suspend each other": lambda world: (
        suspends(world.super_user, world.viewer, world),
        suspends(world.viewer, world.super_user, world),
    ),
    "they remove each other": lambda world: (
        sets(world.super_user, world.viewer, world),
        sets(world.viewer, world.super_user, world),
    ),
    "both step down": lambda world: (
        sets(world.super_user, world.super_user, world, "ao_viewer"),
        sets(world.viewer, world.viewer, world, "ao_viewer"),
    ),
    "one steps down, the other is suspended": lambda world: (
        sets(world.super_user, world.super_user, world, "ao_viewer"),
        suspends(world.operator, world.viewer, world),
    ),
    "one is suspended, the other removed": lambda world: (
        suspends(world.viewer, world.super_user, world),
        sets(world.super_user, world.viewer, world),
    ),
    "a system gets a role while the other steps down": lambda world: (
        lambda: actions.set_web_service_password(
            organisation=world.board, roles={"ao_batch_user"}, by=fresh(world.super_user)
        ),
        sets(world.viewer, world.super_user, world),
    ),
    "operators suspend each other's accounts": lambda world: (
        closes(world.operator, world.support),
        closes(world.support, world.operator),
    ),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("pair", PAIRS)
def test_no_two_people_leave_an_organisation_without_anybody_who_manages_it(
    world: World, threads: ThreadPoolExecutor, pair: str, turned: bool
) -> None:
    put_back(world)
    acts = PAIRS[pair](world)
    first, second = reversed(acts) if turned else acts
    places = statements(first)
    assert places > 5
    for place in range(places):
        put_back(world)
        outcome = together(threads, first, second, place)
        for organisation in (world.board, world.service):
            assert queries.managers_of(organisation).exists(), (place, organisation, outcome)
        assert any(outcome), place


@pytest.mark.parametrize("turned", [False, True])
def test_invitation_is_accepted_or_withdrawn_and_never_both(
    world: World, threads: ThreadPoolExecutor, turned: bool
) -> None:
    for place in range(25):
        put_back(world)
        invitation, _key = actions.invite(
            organisation=world.board,
            email=world.outsider.email,
            first_name="x",
            last_name="y",
            roles={"ao_viewer"},
            by=world.super_user,
        )

        def accept(invitation: Invitation = invitation) -> None:
            actions.accept(invitation=invitation, by=fresh(world.outsider))

        def withdraw(invitation: Invitation = invitation) -> None:
            actions.withdraw(invitation=invitation, by=fresh(world.super_user))

        acts = (withdraw, accept) if turned else (accept, withdraw)
        assert sum(together(threads, *acts, place)) == 1, place
        works = Membership.objects.filter(user=world.outsider, organisation=world.board).exists()
        assert Invitation.objects.get().state == ("accepted" if works else "withdrawn"), place


def test_two_invitations_at_once_to_one_address_are_one(world: World, threads: ThreadPoolExecutor) -> None:
    def invite(by: User) -> Act:
        given = {"email": "nadia@people.example", "first_name": "x", "last_name": "y", "roles": {"ao_viewer"}}
        return lambda: actions.invite(organisation=world.board, **given, by=fresh(by))

    for place in range(12):
        put_back(world)
        assert sum(together(threads, invite(world.super_user), invite(world.viewer), place)) == 1
        assert Invitation.objects.count() == 1
