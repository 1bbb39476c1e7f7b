"""Nobody works for an organisation before they agree, and whoever invites learns nothing of them."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.test import Client

from testamur.access import actions as access
from testamur.access import queries
from testamur.access.models import Invitation, Membership, User
from testamur.audit import actions as audit
from testamur.notices import queries as outbox
from testamur.plumbing import clock
from world import PASSWORD, World

As = Callable[[User], Client]
GIVEN = {"first_name": "Nadia", "last_name": "Newly", "email": "Nadia@people.example"}
ASKED = {**GIVEN, "roles": ["ao_batch_user"]}
CHOSEN = {"first_name": "Nadja", "last_name": "Newly", "password": "three quiet words"}


def invite(client: Client, world: World, email: str = GIVEN["email"]) -> Any:
    return client.post(f"/organisations/{world.board.uuid}/people/invite/", {**ASKED, "email": email})


def letter(email: str) -> str:
    """The path of the link in the newest letter."""
    body = outbox.to_address(email).last().body
    found = re.search(re.escape(configured.PUBLIC_URL) + r"(/account/invitations/\S+)", body)
    assert found, body
    return found[1]


def works_for(user: User, world: World) -> bool:
    return Membership.objects.filter(user=user, organisation=world.board).exists()


def without(page: Any, *words: str) -> str:
    """A page without these words, the ids of its records, and the token of its forms."""
    text = re.sub(r'(value="|csrftoken": ")[A-Za-z0-9]{64}"', "", page.content.decode().replace("<wbr>", ""))
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+:\d\d[ap]m", "", text)
    for word in words:
        text = text.replace(word, "…")
    return text


def test_newcomer_accepts_by_choosing_a_password(as_: As, world: World) -> None:
    answer = invite(as_(world.super_user), world)
    assert answer["Location"] == f"/organisations/{world.board.uuid}/people/invitations/"
    assert not User.objects.filter(email="nadia@people.example").exists()
    guest = Client()
    page = guest.get(letter("nadia@people.example")).content.decode()
    assert "Susan Tester has invited you to work for Northern Board" in page
    assert "Batch user" in page
    joined = guest.post(letter("nadia@people.example"), CHOSEN)
    assert joined["Location"] == "/account/login/"
    newcomer = User.objects.get(email="nadia@people.example")
    assert newcomer.first_name == "Nadja"
    assert queries.can(newcomer, queries.Permission.BATCH_SUBMIT, world.board)
    entered = guest.post(
        "/account/login/", {"login": "nadia@people.example", "password": "three quiet words"}
    )
    assert entered["Location"] == "/"


@pytest.mark.parametrize("target", ["stranger", "learner_user", "operator", "outsider"])
def test_whoever_has_an_account_is_asked_and_not_joined(as_: As, world: World, target: str) -> None:
    user = getattr(world, target)
    invite(as_(world.super_user), world, user.email.upper())
    assert not works_for(user, world)
    link = letter(user.email)
    assert Client().get(link)["Location"] == f"/account/login/?next={link}"
    person = as_(user)
    assert "Do you want to work for Northern Board?" in person.get(link).content.decode()
    assert not works_for(user, world)
    assert person.post(link)["Location"] == "/"
    assert queries.can(user, queries.Permission.BATCH_SUBMIT, world.board)
    user.refresh_from_db()
    assert user.first_name != "Nadia"
    assert person.post(link)["Location"] == "/", "a second click is harmless"


def test_whoever_invites_is_answered_the_same_for_known_and_unknown_addresses(as_: As, world: World) -> None:
    client = as_(world.super_user)
    seen, letters = [], []
    for email in ("stefan@people.example", "nobody@people.example"):
        answer = invite(client, world, email)
        listed = client.get(answer["Location"])
        assert "Stefan" not in listed.content.decode()
        seen.append((answer.status_code, without(listed, email)))
        invitation = Invitation.objects.get(email=email)
        body = outbox.to_address(email).last().body
        letters.append(body.replace(re.findall(r"\S+/account/invitations/\S+", body)[0], ""))
        acts = f"/organisations/{world.board.uuid}/people/invitations/{invitation.uuid}"
        client.post(f"{acts}/withdraw/", follow=True)
        with audit.process("test.tidied", by=None):
            invitation.delete()
    assert seen[0] == seen[1]
    assert re.sub(r"until .*", "", letters[0]) == re.sub(r"until .*", "", letters[1])


def test_somebody_else_cannot_accept(as_: As, world: World) -> None:
    invite(as_(world.super_user), world, world.stranger.email)
    link = letter(world.stranger.email)
    for user in (world.viewer, world.super_user, world.outsider):
        page = as_(user).post(link)
        assert "This invitation is for another account" in page.content.decode()
    assert not works_for(world.stranger, world)
    assert not works_for(world.outsider, world)


def test_account_is_not_made_where_there_is_one(world: World) -> None:
    invitation, _key = access.invite(
        organisation=world.board,
        email=world.outsider.email,
        first_name="x",
        last_name="y",
        roles={"ao_viewer"},
        by=world.super_user,
    )
    with pytest.raises(ValidationError, match="There is an account"):
        access.accept_with_new_account(
            invitation=invitation, first_name="x", last_name="y", password="three quiet words"
        )


@pytest.mark.parametrize(
    "end", ["expired", "withdrawn", "sent again", "wrong key", "inviter left", "organisation suspended"]
)
def test_what_is_over_lets_nobody_in(as_: As, world: World, end: str) -> None:
    access.grant(user=world.viewer, organisation=world.board, role="ao_super_user", by=None)
    client = as_(world.super_user)
    invite(client, world)
    link = letter("nadia@people.example")
    invitation = Invitation.objects.get()
    acts = f"/organisations/{world.board.uuid}/people/invitations/{invitation.uuid}"
    if end == "expired":
        with audit.process("test.aged", by=None):
            Invitation.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    elif end == "withdrawn":
        assert client.post(f"{acts}/withdraw/").status_code == 302
    elif end == "sent again":
        assert client.post(f"{acts}/send-again/").status_code == 302
    elif end == "wrong key":
        link = f"{link[:-5]}AAAA/"
    elif end == "inviter left":
        access.set_roles(user=world.super_user, organisation=world.board, roles=set(), by=world.viewer)
    else:
        with audit.process("test.suspended", by=None):
            type(world.board).objects.filter(pk=world.board.pk).update(is_active=False)
    answer = Client().post(link, CHOSEN)
    assert "no longer valid" in answer.content.decode() or answer.status_code == 410
    assert not User.objects.filter(email="nadia@people.example").exists()


def test_invitation_that_is_sent_again_works_by_its_new_link(as_: As, world: World) -> None:
    client = as_(world.super_user)
    invite(client, world)
    first = letter("nadia@people.example")
    with audit.process("test.aged", by=None):
        Invitation.objects.update(expires_at=clock.now() - dt.timedelta(days=1))
    listed = client.get(f"/organisations/{world.board.uuid}/people/invitations/").content.decode()
    assert "Expired" in listed
    acts = f"/organisations/{world.board.uuid}/people/invitations/{Invitation.objects.get().uuid}"
    client.post(f"{acts}/send-again/")
    assert letter("nadia@people.example") != first
    assert Client().post(letter("nadia@people.example"), CHOSEN).status_code == 302


def test_person_who_is_suspended_does_not_come_back_by_an_invitation(as_: As, world: World) -> None:
    access.suspend(user=world.viewer, organisation=world.board, by=world.super_user)
    again = invite(as_(world.super_user), world, world.viewer.email)
    assert "already works here" in again.content.decode()
    assert not Invitation.objects.exists()


def test_invitation_with_mistakes_sends_nothing(as_: As, world: World) -> None:
    client = as_(world.super_user)
    address = f"/organisations/{world.board.uuid}/people/invite/"
    for mistake in ({"email": "nonsense"}, {"roles": []}, {"roles": ["operator"]}, {"first_name": ""}):
        page = client.post(address, ASKED | mistake)
        assert page.status_code == 200
        assert "<title>Error: Invite a person - Testamur</title>" in page.content.decode()
    assert not Invitation.objects.exists()
    assert not outbox.unsent().exists()
    invite(client, world)
    assert "There is already an invitation" in invite(client, world).content.decode()
    assert outbox.unsent().count() == 1


def test_weak_password_makes_no_account(as_: As, world: World) -> None:
    invite(as_(world.super_user), world)
    link = letter("nadia@people.example")
    for weak, reason in {"short": "too short", "123456789012": "numeric", "nadia@people": "similar"}.items():
        page = Client().post(link, {**CHOSEN, "password": weak})
        assert reason in page.content.decode()
    assert Invitation.objects.get().state == "waiting"


def test_key_of_an_invitation_is_not_kept_and_not_told_to_the_logs(
    as_: As, world: World, told: io.StringIO
) -> None:
    invite(as_(world.super_user), world)
    link = letter("nadia@people.example")
    key = link.rsplit("/", 2)[1]
    Client().get(link)
    Client(enforce_csrf_checks=True).post(link, CHOSEN)  # of which Django itself warns
    assert told.getvalue().count("/account/invitations/") == 3
    assert key not in told.getvalue()
    assert key not in str(Invitation.objects.values())


def test_password_of_others_opens_no_invitation(world: World) -> None:
    """Logged in by password as somebody else; the session decides, not what is posted."""
    invitation, key = access.invite(
        organisation=world.board,
        email=world.stranger.email,
        first_name="x",
        last_name="y",
        roles={"ao_viewer"},
        by=world.super_user,
    )
    client = Client()
    client.post("/account/login/", {"login": "oskar", "password": PASSWORD})
    client.post(f"/account/invitations/{invitation.uuid}/{key}/", {"email": world.stranger.email})
    assert not works_for(world.stranger, world)
    assert not works_for(world.outsider, world)
