"""Nominated contacts: an awarding organisation asks, Business Support agrees, and then they are told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from testamur.access.models import User
from testamur.challenges import actions, queries
from testamur.challenges.actions import Nominee
from testamur.challenges.models import Contact
from testamur.notices.models import Notice
from world import World, make_world

As = Callable[[User], Client]

pytestmark = pytest.mark.django_db

NORA = {
    "given_name": "Nora",
    "family_name": "Nominee",
    "telephone": "01632 960001",
    "email": "nora@board.example",
}


def ask(world: World, **changes: Any) -> Contact:
    replaces = changes.pop("replaces", None)
    return actions.ask_for_contact(
        organisation=world.board,
        nominee=Nominee(**{**NORA, **changes}),
        replaces=replaces,
        through="page",
        by=world.edc_user,
    )


def in_force(world: World, **changes: Any) -> Contact:
    return actions.approve_contact(contact=ask(world, **changes), through="page", by=world.support)


def told(to: str) -> list[str]:
    return list(Notice.objects.filter(to=to).order_by("id").values_list("subject", flat=True))


@pytest.mark.requirement("EDC-11")
def test_from_asking_to_being_told(world: World, as_: As) -> None:
    """Until Business Support agrees the old way holds; afterwards the new contact is told, and nobody else."""
    own, support = as_(world.edc_user), as_(world.support)
    page = f"/organisations/{world.board.uuid}/contacts/"
    answer = own.post(f"{page}new/", NORA, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Business Support has not agreed yet." in answer.content.decode()
    contact = Contact.objects.get()
    assert "nora@board.example" not in queries.addresses_of_organisation(world.board)
    assert told(world.support.email) == ["Nominated contact: new request"]

    assert "Nora Nominee should get emails about challenges." in support.get("/contacts/").content.decode()
    answer = support.post(f"/contacts/{contact.uuid}/approve/", follow=True)
    assert "Agreed." in answer.content.decode()
    assert queries.addresses_of_organisation(world.board) == ["nora@board.example"]
    assert told("nora@board.example") == ["You are a nominated contact"]
    assert told(world.edc_user.email) == ["Nominated contact: agreed"]
    history = [(version.process, version.by_name) for version in queries.contact_history(contact)]
    assert history == [("contact.approved", "Sunita Tester"), ("contact.requested", "Edith Tester")]
    assert "by Edith Tester" in own.get(f"/contacts/{contact.uuid}/").content.decode()


@pytest.mark.requirement("EDC-11")
def test_change_replaces_the_one_before(world: World, as_: As) -> None:
    """The contact that is replaced is told until the change is agreed to, and then no more."""
    before = in_force(world)
    form = as_(world.super_user).get(f"/contacts/{before.uuid}/change/").content.decode()
    assert 'value="nora@board.example"' in form
    changed = {**NORA, "given_name": "Noel", "email": "noel@board.example"}
    as_(world.super_user).post(f"/contacts/{before.uuid}/change/", changed)
    assert queries.addresses_of_organisation(world.board) == ["nora@board.example"]
    asked = Contact.objects.get(given_name="Noel")
    assert "Noel Nominee should replace Nora Nominee." in (
        as_(world.support).get(f"/contacts/{asked.uuid}/").content.decode()
    )
    as_(world.support).post(f"/contacts/{asked.uuid}/approve/")
    assert queries.addresses_of_organisation(world.board) == ["noel@board.example"]
    before.refresh_from_db()
    assert before.state == "ended"
    assert told("nora@board.example")[-1] == "You are no longer a nominated contact"
    assert "Ended" in as_(world.viewer).get(f"/contacts/{before.uuid}/").content.decode()


@pytest.mark.requirement("EDC-11")
def test_end_of_a_contact(world: World, as_: As) -> None:
    """An end is asked for and agreed to; then everybody who decides on challenges is told again."""
    contact = in_force(world)
    as_(world.edc_user).post(f"/contacts/{contact.uuid}/end/")
    asked = Contact.objects.get(ends=True)
    assert queries.addresses_of_organisation(world.board) == ["nora@board.example"]
    as_(world.support).post(f"/contacts/{asked.uuid}/approve/")
    assert not queries.contacts_in_force(world.board).exists()
    assert world.edc_user.email in queries.addresses_of_organisation(world.board)
    assert told("nora@board.example")[-1] == "You are no longer a nominated contact"


@pytest.mark.requirement("EDC-11")
def test_declined_with_a_reason(world: World, as_: As) -> None:
    contact = ask(world)
    support = as_(world.support)
    answer = support.post(f"/contacts/{contact.uuid}/decline/", {"reason": "  "})
    assert "Enter why you are declining the request" in answer.content.decode()
    support.post(f"/contacts/{contact.uuid}/decline/", {"reason": "We could not reach this number."})
    contact.refresh_from_db()
    assert (contact.state, contact.decision_reason) == ("declined", "We could not reach this number.")
    (notice,) = Notice.objects.filter(to=world.edc_user.email)
    assert "We could not reach this number." in notice.body
    assert not told("nora@board.example")


@pytest.mark.requirement("EDC-11")
@pytest.mark.parametrize("second", ["approve", "decline"])
def test_second_decision_is_told(world: World, as_: As, second: str) -> None:
    """Two people decide: whoever comes second reads who was first, and nothing changes."""
    contact = in_force(world)
    number = Notice.objects.count()
    answer = as_(world.support).post(
        f"/contacts/{contact.uuid}/{second}/", {"reason": "No longer needed."}, follow=True
    )
    said = answer.content.decode()
    assert "This request has already been decided by Sunita Tester: “In force”." in said
    contact.refresh_from_db()
    assert contact.state == "in_force"
    assert Notice.objects.count() == number


@pytest.mark.requirement("EDC-11")
@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once(transactional_db: None) -> None:
    """One of two that come at the same time is told that the other was faster."""
    world = make_world(1)
    contact = ask(world)
    together = threading.Barrier(2)

    def decide(_number: int) -> str:
        try:
            mine = Contact.objects.get(pk=contact.pk)
            together.wait(20)
            actions.approve_contact(contact=mine, through="page", by=world.support)
        except ValidationError as error:
            return error.messages[0]
        finally:
            connection.close()
        return "agreed"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(decide, range(2)))
    assert said == ["This request has already been decided by Sunita Tester: “In force”.", "agreed"]
    assert Contact.objects.get().state == "in_force"


@pytest.mark.requirement("EDC-11")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"given_name": ""}, "Enter the given name"),
        ({"family_name": " "}, "Enter the family name"),
        ({"telephone": ""}, "Enter the telephone number"),
        ({"telephone": "by post"}, "Enter a telephone number, like 01632 960001."),
        ({"email": "nora"}, "Enter an email address in the correct format"),
        ({"given_name": "N" * 36}, "Given name must be 35 characters or fewer"),
        ({"family_name": "N" * 36}, "Family name must be 35 characters or fewer"),
        ({"telephone": "0" * 41}, "Telephone number must be 40 characters or fewer"),
    ],
)
def test_all_four_are_needed(world: World, as_: As, changes: dict[str, str], sentence: str) -> None:
    answer = as_(world.edc_user).post(f"/organisations/{world.board.uuid}/contacts/new/", {**NORA, **changes})
    assert sentence in answer.content.decode()
    assert not Contact.objects.exists()


@pytest.mark.requirement("EDC-11")
def test_nobody_is_told_twice(world: World, as_: As) -> None:
    """An address that is in force, or that waits, is not asked for again; nor are two things about one contact."""
    contact = in_force(world)
    page = f"/organisations/{world.board.uuid}/contacts/new/"
    own = as_(world.edc_user)
    said = own.post(page, {**NORA, "email": "NORA@board.example"}).content.decode()
    assert "Nora Nominee already gets emails at this address." in said
    ask(world, email="waiting@board.example")
    said = own.post(page, {**NORA, "email": "waiting@board.example"}).content.decode()
    assert "Business Support already has a request for this address." in said
    actions.ask_to_end_contact(contact=contact, through="page", by=world.edc_user)
    changed = {**NORA, "telephone": "01632 960002"}
    said = own.post(f"/contacts/{contact.uuid}/change/", changed).content.decode()
    assert "Business Support already has a request about Nora Nominee." in said


@pytest.mark.requirement("XC-03")
def test_who_may(world: World, as_: As) -> None:
    """Who may not ask reads so; who may not know finds nothing."""
    contact = ask(world)
    assert as_(world.viewer).post(f"/organisations/{world.board.uuid}/contacts/new/", NORA).status_code == 403
    assert as_(world.edc_user).post(f"/contacts/{contact.uuid}/approve/").status_code == 403
    assert as_(world.stranger).get(f"/contacts/{contact.uuid}/").status_code == 404
    assert as_(world.provider_user).get(f"/organisations/{world.board.uuid}/contacts/").status_code == 404
    contact.refresh_from_db()
    assert contact.state == "requested"
