"""The page on which a super user sets, replaces and removes the organisation's web service password."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from testamur.access.models import User, WebServiceAccess
from testamur.organisations.models import Organisation
from world import World

As = Callable[[User], Client]

OWN = "Abcd-1234_efgh.9"
FORM = {"roles": ["ao_batch_user", "ao_verify_user"], "choice": "made"}


def _address(organisation: Organisation, page: str = "") -> str:
    return f"/organisations/{organisation.uuid}/web-service/{page}"


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _shown(page: str) -> str:
    return re.findall(r'app-secret"[^>]*>\s*(\S+)', page)[-1]


@pytest.mark.requirement("ACH-02")
def test_a_password_is_made_shown_once_and_kept_as_a_hash(as_: As, world: World) -> None:
    client = as_(world.super_user)
    assert "No password is set" in _text(client.get(_address(world.board)))
    password = _shown(_text(client.post(_address(world.board, "password/"), FORM)))
    held = WebServiceAccess.objects.get(organisation=world.board)
    assert (len(password), check_password(password, held.password)) == (16, True)
    page = _text(client.get(_address(world.board)))
    assert password not in page
    assert "Batch user, Verify user" in page
    assert "10000001, RN0001" in page


def test_ones_own_password_is_taken_and_replaces_the_old_one(as_: As, world: World) -> None:
    client = as_(world.super_user)
    client.post(_address(world.board, "password/"), FORM)
    first = WebServiceAccess.objects.get()
    assert "The old password stops working at once" in _text(client.get(_address(world.board, "password/")))
    given = {"roles": ["ao_batch_user"], "choice": "given", "password": OWN, "reference": "100070"}
    assert OWN in _text(client.post(_address(world.board, "password/"), given))
    second = WebServiceAccess.objects.get()
    assert (second.pk, second.user, second.reference) == (first.pk, first.user, "100070")
    assert check_password(OWN, second.password)
    assert [membership.role for membership in second.user.memberships.all()] == ["ao_batch_user"]


@pytest.mark.parametrize(
    "password", ["short", "x" * 17, "aaaaaaaabbbbbbbb", "Abcd 1234_efgh.9", "Äbcd-1234_efgh.9", ""]
)
def test_a_password_that_cannot_be_one_is_refused(as_: As, world: World, password: str) -> None:
    answer = as_(world.super_user).post(
        _address(world.board, "password/"), {**FORM, "choice": "given", "password": password}
    )
    page = _text(answer)
    assert 'href="#id_password"' in page
    assert not password or f'value="{password}"' not in page
    assert not WebServiceAccess.objects.exists()


def test_what_else_is_refused(as_: As, world: World) -> None:
    client, other = as_(world.super_user), as_(world.stranger)
    assert "Select what the software can do" in _text(
        client.post(_address(world.board, "password/"), {"choice": "made"})
    )
    super_user = {**FORM, "roles": ["ao_super_user"]}
    assert "Select a valid choice" in _text(client.post(_address(world.board, "password/"), super_user))
    other.post(_address(world.other_board, "password/"), {**FORM, "reference": "100070"})
    taken = _text(client.post(_address(world.board, "password/"), {**FORM, "reference": "100070"}))
    assert "Another organisation has this reference" in taken
    number = _text(client.post(_address(world.board, "password/"), {**FORM, "reference": "rn0002"}))
    assert "Another organisation has this reference" in number
    assert WebServiceAccess.objects.count() == 1


def test_the_password_is_removed(as_: As, world: World) -> None:
    client = as_(world.super_user)
    client.post(_address(world.board, "password/"), FORM)
    user = WebServiceAccess.objects.get().user
    assert "Do you want to remove" in _text(client.get(_address(world.board, "remove/")))
    answer = client.post(_address(world.board, "remove/"), follow=True)
    assert "can no longer call" in _text(answer)
    assert not WebServiceAccess.objects.exists()
    user.refresh_from_db()
    assert (user.is_active, user.memberships.count()) == (False, 0)
    assert client.get(_address(world.board, "remove/")).status_code == 404


def test_whose_software_can_be_let_in(as_: As, world: World) -> None:
    operator = as_(world.operator)
    provider = _text(operator.get(_address(world.provider, "password/")))
    assert "provider_data_user" in provider
    assert "ao_batch_user" not in provider
    assert operator.get(_address(world.service, "password/")).status_code == 404
    assert "are for awarding organisations" in _text(operator.get(_address(world.service)))


def test_the_subject_of_a_certificate_is_asked_for_where_it_is_checked(
    as_: As, world: World, settings: Any
) -> None:
    client = as_(world.super_user)
    assert "certificate_subject" not in _text(client.get(_address(world.board, "password/")))
    settings.WEB_SERVICE_CERTIFICATE_HEADER = "X-Client-Subject"
    assert 'href="#id_certificate_subject"' in _text(client.post(_address(world.board, "password/"), FORM))
    client.post(_address(world.board, "password/"), {**FORM, "certificate_subject": "CN=exams.example"})
    assert "CN=exams.example" in _text(client.get(_address(world.board)))
