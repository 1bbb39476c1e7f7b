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
from testamur.access.models import ApiClient, Membership, User
from testamur.access.rules import Role
from testamur.notices import queries as outbox
from testamur.organisations import actions as organisations
from world import World, person

As = Callable[[User], Client]
OF_THE_ORGANISATION = ["people/", "people/invite/", "api-clients/", "api-clients/new/"]
OF_A_PERSON = [
    "",
    "details/",
    "roles/",
    "unlock/",
    "suspend/",
    "reactivate/",
    "invite-again/",
    "two-step/",
    "remove/",
]
INVITATION = {
    "first_name": "Nadia",
    "last_name": "Newly",
    "email": "Nadia@people.example",
    "roles": ["ao_batch_user"],
}


def addresses(world: World) -> list[str]:
    """Every address of the area, for the organisation and one of its people and systems."""
    client, _secret = access.create_api_client(name="Exams", organisation=world.board, by=world.super_user)
    base = f"/organisations/{world.board.uuid}/"
    return [
        *(base + page for page in OF_THE_ORGANISATION),
        *(f"{base}people/{world.batch_user.uuid}/{page}" for page in OF_A_PERSON),
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
        list(Membership.objects.order_by("pk").values_list("user_id", "organisation_id", "role")),
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
    for page in OF_A_PERSON:
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


# --- inviting ---


def test_invitation_makes_an_account_without_password_and_sends_a_link(as_: As, world: World) -> None:
    client = as_(world.super_user)
    response = client.post(f"/organisations/{world.board.uuid}/people/invite/", INVITATION)
    assert response["Location"] == f"/organisations/{world.board.uuid}/people/"
    newcomer = User.objects.get(email="nadia@people.example")
    assert (newcomer.first_name, newcomer.has_usable_password()) == ("Nadia", False)
    (notice,) = outbox.unsent()
    assert notice.to == "nadia@people.example"
    assert "Susan Tester has invited you to work for Northern Board" in notice.body
    found = re.search(r"http://testserver(/account/password/reset/key/\S+)", notice.body)
    assert found
    guest = Client()
    page = guest.get(found[1], follow=True)
    guest.post(page.request["PATH_INFO"], {"password1": "three quiet words"})
    entered = guest.post(
        "/account/login/", {"login": "nadia@people.example", "password": "three quiet words"}
    )
    assert entered["Location"] == "/"


def test_invitation_of_somebody_with_an_account_gives_the_role_and_no_link_to_a_password(
    as_: As, world: World
) -> None:
    given = INVITATION | {"email": "STEFAN@people.example"}
    as_(world.super_user).post(f"/organisations/{world.board.uuid}/people/invite/", given)
    assert queries.can(world.stranger, queries.Permission.BATCH_SUBMIT, world.board)
    world.stranger.refresh_from_db()
    assert world.stranger.first_name == "Stefan"
    (notice,) = outbox.unsent()
    assert "/password/" not in notice.body
    assert "/account/login/" in notice.body


def test_invitation_with_mistakes_sends_nothing(as_: As, world: World) -> None:
    client = as_(world.super_user)
    address = f"/organisations/{world.board.uuid}/people/invite/"
    before = state()
    for mistake in ({"email": "nonsense"}, {"roles": []}, {"roles": ["operator"]}, {"first_name": ""}):
        page = client.post(address, INVITATION | mistake)
        assert page.status_code == 200
        assert "<title>Error: Invite a person - Testamur</title>" in page.content.decode()
    assert state() == before


def test_new_link_goes_to_who_has_not_chosen_a_password(as_: As, world: World) -> None:
    client = as_(world.super_user)
    client.post(f"/organisations/{world.board.uuid}/people/invite/", INVITATION)
    newcomer = User.objects.get(email="nadia@people.example")
    page = client.get(f"/organisations/{world.board.uuid}/people/{newcomer.uuid}/").content.decode()
    assert "Send the link again" in page
    client.post(f"/organisations/{world.board.uuid}/people/{newcomer.uuid}/invite-again/")
    assert {notice.to for notice in outbox.unsent()} == {"nadia@people.example"}


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


def test_own_account_cannot_be_suspended(as_: As, world: World) -> None:
    client = as_(world.super_user)
    base = f"/organisations/{world.board.uuid}/people/{world.super_user.uuid}/"
    assert "Suspend" not in client.get(base).content.decode()
    assert client.post(f"{base}suspend/").status_code == 409
    world.super_user.refresh_from_db()
    assert world.super_user.is_active


def test_suspended_person_is_made_active_again(as_: As, world: World) -> None:
    client = as_(world.super_user)
    base = f"/organisations/{world.board.uuid}/people/{world.viewer.uuid}/"
    client.post(f"{base}suspend/")
    assert "Suspended" in client.get(base).content.decode()
    client.post(f"{base}reactivate/")
    world.viewer.refresh_from_db()
    assert world.viewer.is_active


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
    assert "cannot be held at Hill School" in page.content.decode()
    assert not ApiClient.objects.exists()


def _offered(page: bytes) -> list[str]:
    return re.findall(r'name="role"[^>]*value="([^"]*)"', page.decode())


def test_records_service_gives_its_own_api_client_a_narrow_role_and_never_an_operators(
    as_: As, world: World
) -> None:
    address = f"/organisations/{world.service.uuid}/api-clients/new/"
    client = as_(world.operator)
    assert _offered(client.get(address).content) == ["register_user", "business_support"]
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
    with pytest.raises(ValidationError, match="cannot hold this role"):
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
