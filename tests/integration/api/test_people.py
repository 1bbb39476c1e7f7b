"""People, invitations, clients and the service, for systems whose role is made for that (XC-04)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from integration.api.client import System, assert_problem, token_response
from testamur.access import actions as access
from testamur.access import queries
from testamur.access.models import ApiClient, Invitation
from testamur.access.rules import Role
from testamur.notices.models import Notice
from testamur.organisations.models import Organisation
from world import World

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("XC-04")]

IRIS = {"first_name": "Iris", "last_name": "Invited", "email": "Iris@people.example", "roles": ["ao_viewer"]}


class Made(System):
    """A system with one role alone."""

    def __init__(self, organisation: Organisation, role: Role) -> None:
        super().__init__(organisation, role=role)


@pytest.fixture
def manager(world: World) -> System:
    return Made(world.board, Role.AO_PEOPLE_USER)


@pytest.fixture
def service(world: World) -> System:
    return Made(world.service, Role.SERVICE_USER)


def of(world: World, rest: str = "") -> str:
    return f"/organisations/{world.board.uuid}{rest}"


def roles_of(world: World, name: str) -> set[str]:
    return set(queries.roles_at(world.board, getattr(world, name)))


def test_people_are_listed_with_what_they_are_there(manager: System, world: World) -> None:
    found = manager.get(of(world, "/people"), containing="vera").json()["items"]
    assert [(each["first_name"], each["roles"], each["active"]) for each in found] == [
        ("Vera", ["ao_viewer"], True)
    ]
    assert (
        manager.get(found[0]["href"]).json()["account"] is None
    )  # it is hers, and she came by no invitation
    assert {each["role"] for each in manager.get(of(world)).json()["roles"]} >= {"ao_viewer", "ao_super_user"}


def test_roles_are_set_and_a_person_taken_off(manager: System, world: World) -> None:
    href = of(world, f"/people/{world.viewer.uuid}")
    assert manager.post(f"{href}/roles", {"roles": ["ao_batch_user"]}).json()["roles"] == ["ao_batch_user"]
    assert roles_of(world, "viewer") == {"ao_batch_user"}
    assert manager.post(f"{href}/suspend").json()["active"] is False
    assert manager.post(f"{href}/reactivate").json()["active"] is True
    assert manager.post(f"{href}/roles", {"roles": []}).status_code == 204
    assert_problem(manager.get(href), 404, "not-found")


def test_a_system_gives_nobody_the_care_of_people(manager: System, world: World) -> None:
    href = of(world, f"/people/{world.viewer.uuid}/roles")
    assert_problem(manager.post(href, {"roles": ["ao_super_user"]}), 409, "not-possible-now")
    assert_problem(
        manager.post(of(world, "/invitations"), IRIS | {"roles": ["ao_super_user"]}), 409, "not-possible-now"
    )
    answer = manager.post(of(world, "/api-clients"), {"name": "Heir", "role": "ao_people_user"})
    assert_problem(answer, 409, "not-possible-now")
    assert roles_of(world, "viewer") == {"ao_viewer"}
    assert not ApiClient.objects.filter(name="Heir").exists()


def test_the_last_super_user_stays(manager: System, world: World) -> None:
    href = of(world, f"/people/{world.super_user.uuid}")
    for act, body in (("suspend", None), ("roles", {"roles": []})):
        assert_problem(manager.post(f"{href}/{act}", body), 409, "not-possible-now")


def test_an_invitation_is_sent_again_and_withdrawn(manager: System, world: World) -> None:
    sent = manager.post(of(world, "/invitations"), IRIS)
    assert sent.status_code == 201
    assert (sent.json()["email"], sent.json()["state"]) == ("iris@people.example", "waiting")
    href = of(world, f"/invitations/{sent.json()['id']}")
    before = Invitation.objects.get().key_digest
    assert manager.post(f"{href}/send-again").status_code == 200
    assert Invitation.objects.get().key_digest != before
    letters = Notice.objects.filter(to="iris@people.example")
    assert letters.count() == 2
    assert all("/invitations/" in letter.body or "link" in letter.body for letter in letters)
    assert_problem(manager.post(of(world, "/invitations"), IRIS), 422, "invalid-request")
    assert manager.post(f"{href}/withdraw").json()["state"] == "withdrawn"
    assert_problem(manager.post(f"{href}/send-again"), 409, "not-possible-now")
    (listed,) = manager.get(of(world, "/invitations"), state="withdrawn").json()["items"]
    assert listed["id"] == sent.json()["id"]
    assert not mail.outbox


def test_a_client_is_made_and_removed(manager: System, world: World) -> None:
    made = manager.post(of(world, "/api-clients"), {"name": "Exams", "role": "ao_viewer"})
    assert made.status_code == 201
    client = ApiClient.objects.get(uuid=made.json()["id"])
    assert token_response(client, made.json()["client_secret"]).status_code == 200
    twice = manager.post(of(world, "/api-clients"), {"name": "exams", "role": "ao_viewer"})
    assert_problem(twice, 422, "invalid-request")
    assert "client_secret" not in str(manager.get(of(world, "/api-clients")).json())
    assert manager.post(of(world, f"/api-clients/{client.uuid}/remove")).status_code == 204
    assert token_response(client, made.json()["client_secret"]).status_code == 401


def test_the_web_service_password_is_set_shown_once_and_removed(manager: System, world: World) -> None:
    assert manager.get(of(world, "/web-service")).json()["allowed"] is False
    answer = manager.post(of(world, "/web-service"), {"roles": ["ao_batch_user"], "reference": "ab12cd"})
    held = queries.web_service_of(world.board)
    assert queries.is_right(held, answer.json()["password"])
    shown = manager.get(of(world, "/web-service")).json()
    assert (shown["allowed"], shown["roles"], shown["reference"]) == (True, ["ao_batch_user"], "AB12CD")
    assert "password" not in shown
    wrong = manager.post(of(world, "/web-service"), {"roles": ["ao_batch_user"], "password": "short"})
    assert_problem(wrong, 422, "invalid-request")
    assert manager.post(of(world, "/web-service/remove")).json()["allowed"] is False


def test_the_service_helps_with_accounts_everywhere(service: System, world: World) -> None:
    href = of(world, f"/people/{world.viewer.uuid}")
    assert service.get(href).json()["account"]["username"] == world.viewer.username
    changed = service.post(f"{href}/details", {"first_name": "Verity", "last_name": "Viewer"}).json()
    assert changed["first_name"] == "Verity"
    assert service.post(f"{href}/account/suspend").json()["account"]["active"] is False
    assert service.post(f"{href}/account/reactivate").json()["account"]["active"] is True
    assert service.post(f"{href}/unlock").status_code == 200
    assert service.post(f"{href}/two-step/remove").json()["account"]["two_step"] is False


def test_an_organisations_own_manager_cannot_change_accounts(manager: System, world: World) -> None:
    href = of(world, f"/people/{world.viewer.uuid}")
    assert_problem(manager.post(f"{href}/account/suspend"), 403, "not-allowed")
    assert_problem(manager.post(f"{href}/unlock"), 403, "not-allowed")


def test_the_service_is_shown_as_its_operator_sees_it(service: System, world: World) -> None:
    shown = service.get("/service").json()
    assert shown["organisations"] == Organisation.objects.count()
    assert shown["stuck"] == []
    listed = service.get("/organisations", kind="provider").json()["items"]
    assert {each["kind"] for each in listed} == {"provider"}
    assert world.provider.name in {each["name"] for each in listed}


@pytest.mark.parametrize("role", [Role.AO_SUPER_USER, Role.AO_BATCH_USER])
def test_no_other_system_manages_people(world: World, role: Role) -> None:
    system = System(world.board, role=role)
    assert_problem(system.get(of(world, "/people")), 403, "not-allowed")
    assert_problem(system.get("/service"), 403, "not-allowed")


def test_no_person_holds_a_role_of_systems(world: World) -> None:
    with pytest.raises(Exception, match="cannot have the role"):
        access.set_roles(
            user=world.viewer, organisation=world.board, roles={"ao_people_user"}, by=world.super_user
        )


def test_an_invitation_ends_with_the_client_that_sent_it(manager: System, world: World) -> None:
    manager.post(of(world, "/invitations"), IRIS)
    access.remove_api_client(client=manager.client, by=world.super_user)
    held: Any = Invitation.objects.get()
    with pytest.raises(Exception, match="no longer valid"):
        access.accept_with_new_account(
            invitation=held, first_name="Iris", last_name="Invited", password="a long one that nobody knows"
        )
