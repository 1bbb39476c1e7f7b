"""The people and API clients of an organisation, and who may look after them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from testamur.access import actions as access
from testamur.access import queries
from testamur.access.models import ApiClient, Invitation, Membership, User
from testamur.access.rules import Role
from testamur.audit import actions as audit
from testamur.notices import queries as outbox
from testamur.organisations import actions as organisations
from world import World, person

As = Callable[[User], Client]
OF_THE_ORGANISATION = ["people/", "people/invite/", "people/invitations/", "api-clients/", "api-clients/new/"]
OF_A_PERSON = ["", "roles/", "suspend/", "reactivate/", "remove/"]
OF_AN_ACCOUNT = ["details/", "unlock/", "two-step/", "account/suspend/", "account/reactivate/"]
INVITATION = {
    "first_name": "Nadia",
    "last_name": "Newly",
    "email": "Nadia@people.example",
    "roles": ["ao_batch_user"],
}


def addresses(world: World) -> list[str]:
    """Every address of the area, for the organisation, one of its people and systems, and somebody invited."""
    invitation, _key = access.invite(
        organisation=world.board,
        email="waiting@people.example",
        first_name="Wanda",
        last_name="Waiting",
        roles={"ao_viewer"},
        by=world.super_user,
    )
    client, _secret = access.create_api_client(name="Exams", organisation=world.board, by=world.super_user)
    base = f"/organisations/{world.board.uuid}/"
    return [
        *(base + page for page in OF_THE_ORGANISATION),
        *(f"{base}people/{world.batch_user.uuid}/{page}" for page in OF_A_PERSON),
        *(f"{base}people/invitations/{invitation.uuid}/{act}/" for act in ("send-again", "withdraw")),
        f"{base}api-clients/{client.uuid}/remove/",
    ]


def state() -> list[Any]:
    """All that these pages can change."""
    return [
        list(
            User.objects.order_by("pk").values(
                "pk", "password", "first_name", "last_name", "telephone", "is_active"
            )
        ),
        list(
            Membership.objects.order_by("pk").values_list("user_id", "organisation_id", "role", "is_active")
        ),
        list(Invitation.objects.order_by("pk").values("email", "state", "key_digest")),
        list(ApiClient.objects.order_by("pk").values_list("pk", "name")),
        outbox.unsent().count(),
    ]


@pytest.mark.requirement("XC-03")
def test_organisation_of_others_is_not_there(as_: As, world: World) -> None:
    pages = addresses(world)
    before = state()
    for user in (world.stranger, world.outsider):
        client = as_(user)
        for address in pages:
            assert client.get(address).status_code == 404, address
            assert client.post(address, INVITATION).status_code in (404, 405), address
    assert state() == before


@pytest.mark.requirement("XC-03")
def test_own_organisation_without_the_right_is_refused_with_a_sentence(as_: As, world: World) -> None:
    pages = addresses(world)
    before = state()
    for user in (world.batch_user, world.viewer):
        client = as_(user)
        for address in pages:
            response = client.get(address)
            assert response.status_code == 403, address
            assert "Ask a super user of your organisation" in response.content.decode()
            assert client.post(address, INVITATION).status_code in (403, 405), address
    assert state() == before


@pytest.mark.requirement("XC-03")
def test_super_user_and_operator_see_every_page_and_looking_changes_nothing(as_: As, world: World) -> None:
    pages = addresses(world)
    before = state()
    for user in (world.super_user, world.operator):
        for address in pages:
            assert as_(user).get(address).status_code == 200, address
    assert state() == before


def test_somebody_who_is_not_logged_in_is_asked_to(client: Client, world: World) -> None:
    for address in addresses(world):
        assert client.get(address)["Location"] == f"/account/login/?next={address}"


@pytest.mark.requirement("XC-03")
def test_person_and_system_of_others_are_not_there_under_ones_own_organisation(as_: As, world: World) -> None:
    theirs, _secret = access.create_api_client(
        name="Theirs", organisation=world.other_board, by=world.stranger
    )
    base = f"/organisations/{world.board.uuid}"
    client = as_(world.super_user)
    before = state()
    for page in [*OF_A_PERSON, *OF_AN_ACCOUNT]:
        for foreign in (world.stranger.uuid, uuid4()):
            address = f"{base}/people/{foreign}/{page}"
            assert client.get(address).status_code == 404, address
            assert client.post(address, INVITATION).status_code in (404, 405), address
    assert client.post(f"{base}/api-clients/{theirs.uuid}/remove/").status_code == 404
    assert client.get(f"/organisations/{uuid4()}/people/").status_code == 404
    assert state() == before


def test_system_account_is_not_among_the_people(as_: As, world: World) -> None:
    system, _secret = access.create_api_client(name="Exams", organisation=world.board, by=world.super_user)
    client = as_(world.super_user)
    people = f"/organisations/{world.board.uuid}/people/"
    assert system.user.username not in client.get(people).content.decode()
    assert client.get(f"{people}{system.user.uuid}/").status_code == 404


# --- changing ---


def test_last_super_user_can_neither_be_removed_nor_demoted(as_: As, world: World) -> None:
    base = f"/organisations/{world.board.uuid}/people/{world.super_user.uuid}/"
    before = state()
    for by in (world.super_user, world.operator):
        removed = as_(by).post(f"{base}remove/")
        assert (removed.status_code, "the last super user" in removed.content.decode()) == (409, True)
        demoted = as_(by).post(f"{base}roles/", {"roles": ["ao_viewer"]})
        assert "the last super user" in demoted.content.decode()
    assert state() == before


def test_removed_person_loses_the_organisation_and_keeps_the_account(as_: As, world: World) -> None:
    address = f"/organisations/{world.board.uuid}/people/{world.viewer.uuid}/remove/"
    response = as_(world.super_user).post(address, follow=True)
    assert "Vera Tester no longer works for Northern Board." in response.content.decode()
    assert as_(world.viewer).get("/").status_code == 200
    assert not queries.can(world.viewer, queries.Permission.BATCH_VIEW, world.board)


def test_own_membership_cannot_be_suspended(as_: As, world: World) -> None:
    client = as_(world.super_user)
    base = f"/organisations/{world.board.uuid}/people/{world.super_user.uuid}/"
    assert "Suspend" not in client.get(base).content.decode()
    assert client.post(f"{base}suspend/").status_code == 409
    assert queries.can(world.super_user, queries.Permission.PEOPLE_MANAGE, world.board)


def test_suspended_person_is_made_active_again(as_: As, world: World) -> None:
    client = as_(world.super_user)
    base = f"/organisations/{world.board.uuid}/people/{world.viewer.uuid}/"
    client.post(f"{base}suspend/")
    assert "Suspended" in client.get(base).content.decode()
    assert not queries.can(world.viewer, queries.Permission.BATCH_VIEW, world.board)
    client.post(f"{base}reactivate/")
    assert queries.can(world.viewer, queries.Permission.BATCH_VIEW, world.board)


def test_suspended_person_keeps_the_account_and_all_work_elsewhere(as_: As, world: World) -> None:
    access.grant(user=world.viewer, organisation=world.other_board, role="ao_viewer", by=None)
    as_(world.super_user).post(f"/organisations/{world.board.uuid}/people/{world.viewer.uuid}/suspend/")
    page = as_(world.viewer).get("/account/")
    assert page.status_code == 200
    assert [place.organisation for place in queries.memberships_of(world.viewer)] == [world.other_board]


def test_super_user_sees_of_a_person_what_they_are_here_and_of_the_account_nothing(
    as_: As, world: World
) -> None:
    world.viewer.telephone = "01632 960 123"
    with audit.process("user.changed", by=None):
        world.viewer.save()
    access.grant(user=world.viewer, organisation=world.other_board, role="ao_viewer", by=None)
    here = f"/organisations/{world.board.uuid}/people/"
    for address in (here, f"{here}{world.viewer.uuid}/", f"{here}?export=csv"):
        answer = as_(world.super_user).get(address)
        page = answer.getvalue().decode().replace("<wbr>", "")
        assert "vera@people.example" in page
        for hidden in ("01632 960 123", "Southern Board", "Two-step"):
            assert hidden not in page, (address, hidden)
    assert "01632 960 123" in as_(world.operator).get(f"{here}{world.viewer.uuid}/").content.decode()


def test_account_is_changed_by_the_records_service_and_by_no_super_user(as_: As, world: World) -> None:
    base = f"/organisations/{world.board.uuid}/people/{world.viewer.uuid}/"
    before = state()
    for page in OF_AN_ACCOUNT:
        assert as_(world.super_user).get(f"{base}{page}").status_code == 403, page
        refused = as_(world.super_user).post(f"{base}{page}", INVITATION)
        assert (refused.status_code, "records service" in refused.content.decode()) == (403, True), page
    assert state() == before
    for page in OF_AN_ACCOUNT:
        assert as_(world.operator).get(f"{base}{page}").status_code == 200, page
    as_(world.operator).post(f"{base}account/suspend/")
    assert as_(world.viewer).get("/account/").status_code == 302
    as_(world.operator).post(f"{base}account/reactivate/")
    assert as_(world.viewer).get("/account/").status_code == 200


def test_super_user_who_steps_down_is_not_sent_to_a_page_that_refuses(as_: As, world: World) -> None:
    access.grant(user=world.viewer, organisation=world.board, role="ao_super_user", by=None)
    base = f"/organisations/{world.board.uuid}/people/{world.super_user.uuid}/"
    stepped = as_(world.super_user).post(f"{base}roles/", {"roles": ["ao_viewer"]}, follow=True)
    assert (stepped.status_code, stepped.request["PATH_INFO"]) == (200, "/")


def test_list_of_people_asks_the_same_number_of_questions_however_long(as_: As, world: World) -> None:
    client = as_(world.super_user)
    address = f"/organisations/{world.board.uuid}/people/"
    counts = []
    for _round in range(2):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
        for number in range(10):
            person(f"more{len(counts)}{number}", (world.board, "ao_viewer"))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


# --- API clients ---


def test_secret_of_an_api_client_is_shown_once_and_kept_as_a_hash(as_: As, world: World) -> None:
    client = as_(world.super_user)
    base = f"/organisations/{world.board.uuid}/api-clients/"
    page = client.post(f"{base}new/", {"name": "Exams"}).content.decode()
    made = ApiClient.objects.get(name="Exams")
    secret = re.findall(r'app-secret"[^>]*>\s*([\w-]+)', page)[-1]
    assert made.client_id in page
    assert made.client_secret != secret
    listed = client.get(base).content.decode()
    assert made.client_id in listed
    assert secret not in listed


def test_two_api_clients_of_one_name_are_refused(as_: As, world: World) -> None:
    client = as_(world.super_user)
    address = f"/organisations/{world.board.uuid}/api-clients/new/"
    client.post(address, {"name": "Exams"})
    again = client.post(address, {"name": "exams"})
    assert "There is already an API client called exams" in again.content.decode()
    assert ApiClient.objects.count() == 1


def test_organisation_at_which_no_role_can_be_held_gets_no_api_client(as_: As, world: World) -> None:
    school = organisations.register(name="Hill School", kind="school", ukprn="10000401", by=None)
    page = as_(world.operator).post(f"/organisations/{school.uuid}/api-clients/new/", {"name": "Exams"})
    assert "People at Hill School cannot have the role" in page.content.decode()
    assert not ApiClient.objects.exists()


def _offered(page: bytes) -> list[str]:
    return re.findall(r'name="role"[^>]*value="([^"]*)"', page.decode())


def test_records_service_gives_its_own_api_client_a_narrow_role_and_never_an_operators(
    as_: As, world: World
) -> None:
    address = f"/organisations/{world.service.uuid}/api-clients/new/"
    client = as_(world.operator)
    assert _offered(client.get(address).content) == ["register_user", "service_user", "business_support"]
    refused = client.post(address, {"name": "Root", "role": "operator"})
    assert "There is a problem" in refused.content.decode()
    assert not ApiClient.objects.exists()
    client.post(address, {"name": "Ofqual feed"})
    client.post(address, {"name": "Help desk", "role": "business_support"})
    held = {
        system.name: [held.role for held in queries.memberships_of(system.user)]
        for system in queries.api_clients_of(world.service)
    }
    assert held == {"Ofqual feed": ["register_user"], "Help desk": ["business_support"]}
    for other in (world.support, world.register_user, world.super_user):
        assert as_(other).post(address, {"name": "Mine"}).status_code in (403, 404)


@pytest.mark.parametrize("place", ["board", "other_board", "service", "provider", "authority"])
def test_what_an_api_client_is_offered_is_what_it_can_be_given(as_: As, world: World, place: str) -> None:
    organisation = getattr(world, place)
    page = as_(world.operator).get(f"/organisations/{organisation.uuid}/api-clients/new/")
    accepted = []
    for role in Role:
        with suppress(ValidationError):
            access.create_api_client(name=role, organisation=organisation, role=role, by=world.operator)
            accepted.append(role.value)
    offered = _offered(page.content)
    assert accepted
    assert offered == accepted


def test_api_client_with_every_right_looks_after_nobody(as_: As, world: World) -> None:
    """Neither is it the super user who has to be left when the last person who is one goes."""
    page = as_(world.super_user).get(f"/organisations/{world.board.uuid}/api-clients/new/").content.decode()
    assert "Everything the other roles can do, and undo a batch." in page
    assert "manage the organisation" not in page
    client, _secret = access.create_api_client(
        name="Exams", organisation=world.board, role=Role.AO_SUPER_USER, by=world.super_user
    )
    with pytest.raises(PermissionDenied):
        access.grant(user=world.outsider, organisation=world.board, role=Role.AO_VIEWER, by=client.user)
    with pytest.raises(PermissionDenied):
        access.create_api_client(name="Mine", organisation=world.board, by=client.user)
    with pytest.raises(ValidationError, match="last super user"):
        access.set_roles(user=world.super_user, organisation=world.board, roles=set(), by=world.operator)


def test_system_is_never_granted_an_operators_role(world: World) -> None:
    client, _secret = access.create_api_client(
        name="Feed", organisation=world.service, role=Role.REGISTER_USER, by=world.operator
    )
    with pytest.raises(ValidationError, match="cannot have this role"):
        access.grant(user=client.user, organisation=world.service, role=Role.OPERATOR, by=None)
    assert [held.role for held in queries.memberships_of(client.user)] == ["register_user"]


def test_api_client_of_a_provider_gets_the_role_that_a_provider_has(as_: As, world: World) -> None:
    """An operator makes it, because a provider has no super user; there is one role, which need not be chosen."""
    client = as_(world.operator)
    people = client.get(f"/organisations/{world.provider.uuid}/people/").content.decode()
    address = f"/organisations/{world.provider.uuid}/api-clients/"
    assert address in people
    made = client.post(f"{address}new/", {"name": "Student records"})
    assert "Student records" in made.content.decode()
    (system,) = queries.api_clients_of(world.provider)
    assert [held.role for held in queries.memberships_of(system.user)] == ["provider_data_user"]
