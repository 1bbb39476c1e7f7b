"""Who gets in, and how far: tokens, scopes, suspension."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken

from integration.api.client import ROOT, System, a_batch, assert_problem, register, token_response
from testamur.access import actions as access
from testamur.audit import actions as audit
from testamur.batches.models import Batch
from world import PASSWORD, World

pytestmark = pytest.mark.django_db


def test_token_is_given_for_client_credentials(world: World) -> None:
    client, secret = register(world.board)
    answer = token_response(client, secret)
    assert answer.status_code == 200
    token = answer.json()
    assert token["token_type"] == "Bearer"
    assert token["expires_in"] == 3600
    assert set(token["scope"].split()) == {"achievements:read", "achievements:write"}
    assert "refresh_token" not in token
    assert answer.headers["Cache-Control"] == "no-store"


def test_token_is_kept_as_its_digest_only(system: System) -> None:
    (kept,) = AccessToken.objects.all()
    assert system.token not in (kept.token, kept.token_checksum)


def test_credentials_in_the_body_are_taken_too(world: World) -> None:
    client, secret = register(world.board)
    body = f"grant_type=client_credentials&client_id={client.client_id}&client_secret={secret}"
    answer = Client().post(f"{ROOT}/oauth/token", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("end", ["token", "revoke"])
@pytest.mark.parametrize(
    "body", ["client_id=a%00b&client_secret=c", "grant_type=client_credentials%00", "token=a%00"]
)
def test_nul_is_refused_and_breaks_nothing(world: World, end: str, body: str) -> None:
    answer = Client().post(f"{ROOT}/oauth/{end}", body, content_type="application/x-www-form-urlencoded")
    assert_problem(answer, 400, "malformed")


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("end", ["token", "revoke"])
def test_nul_in_the_name_of_a_client_is_refused(world: World, end: str) -> None:
    named = base64.b64encode(b"a\0b:secret").decode()
    answer = Client().post(
        f"{ROOT}/oauth/{end}",
        "grant_type=client_credentials&token=x",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Basic {named}"},
    )
    assert_problem(answer, 400, "malformed")


@pytest.mark.parametrize("secret", ["", "wrong", "x" * 5000])
def test_wrong_secret_gets_no_token(world: World, secret: str) -> None:
    client, _ = register(world.board)
    answer = token_response(client, secret)
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "grant",
    [
        "password",
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
        "nonsense",
        "",
    ],
)
def test_no_other_grant_is_open(world: World, grant: str) -> None:
    client, secret = register(world.board)
    body = (
        f"grant_type={grant}&client_id={client.client_id}&client_secret={secret}"
        f"&username=susan&password={PASSWORD}&code=x&refresh_token=x"
    )
    answer = Client().post(f"{ROOT}/oauth/token", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request"}


@pytest.mark.parametrize(
    "path", ["authorize", "authorize/", "introspect/", "applications/", "device-authorization/"]
)
def test_no_other_view_of_the_oauth_library_is_open(client: Client, path: str) -> None:
    assert client.get(f"{ROOT}/oauth/{path}").status_code == 404
    assert client.get(f"/o/{path}").status_code == 404


def test_unknown_scope_is_refused(world: World) -> None:
    client, secret = register(world.board)
    answer = token_response(client, secret, scope="everything")
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_scope"


def test_revoked_token_is_no_longer_good(system: System) -> None:
    body = f"token={system.token}&client_id={system.client.client_id}&client_secret={system.secret}"
    answer = Client().post(f"{ROOT}/oauth/revoke", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert_problem(system.get("/me"), 401, "not-authenticated")


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, ""),
        ("", ""),
        ("Basic abc", ""),
        ("Bearer", ""),
        ("Bearer nonsense", 'error="invalid_token"'),
        ("Bearer a b", 'error="invalid_token"'),
    ],
)
def test_request_without_a_good_token_is_refused_with_a_challenge(
    world: World, client: Client, header: str | None, error: str
) -> None:
    response = client.get(f"{ROOT}/me", headers={"Authorization": header} if header is not None else {})
    assert_problem(response, 401, "not-authenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer ")
    assert error in response.headers["WWW-Authenticate"]


def test_expired_token_is_refused(system: System) -> None:
    AccessToken.objects.update(expires=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert_problem(system.get("/me"), 401, "not-authenticated")


def test_session_of_a_person_does_not_open_the_api(world: World, client: Client) -> None:
    """So no page of somebody else's can make a browser act here: there is nothing to forge."""
    client.force_login(world.super_user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert_problem(client.get(f"{ROOT}/achievement-batches"), 401, "not-authenticated")
    assert_problem(client.post(f"{ROOT}/achievement-batches"), 401, "not-authenticated")
    assert Batch.objects.count() == 0


@pytest.mark.requirement("XC-03")
def test_read_scope_cannot_write(world: World) -> None:
    reader = System(world.board, scope="achievements:read")
    assert reader.get("/achievement-batches").status_code == 200
    response = reader.send(a_batch(world))
    assert_problem(response, 403, "insufficient-scope")
    assert 'scope="achievements:write"' in response.headers["WWW-Authenticate"]
    assert_problem(reader.post("/achievements", {}), 403, "insufficient-scope")
    assert Batch.objects.count() == 0


@pytest.mark.requirement("XC-03")
def test_write_scope_cannot_read(world: World) -> None:
    writer = System(world.board, scope="achievements:write")
    sent = writer.send(a_batch(world))
    assert sent.status_code == 202
    assert_problem(writer.get(sent.headers["Location"]), 403, "insufficient-scope")
    assert_problem(writer.get("/achievements", uln="1000000000"), 403, "insufficient-scope")
    assert writer.get("/me").json()["scopes"] == ["achievements:write"]


def test_suspended_client_gets_no_token_and_its_token_ends(system: System, world: World) -> None:
    access.suspend_account(user=system.client.user, by=world.operator)
    assert_problem(system.get("/me"), 401, "not-authenticated")
    assert token_response(system.client, system.secret).status_code == 401


def test_suspended_organisation_gets_no_token_and_its_tokens_end(system: System, world: World) -> None:
    with audit.process("organisation.suspended", by=None):
        world.board.is_active = False
        world.board.save()
    assert_problem(system.send(a_batch(world)), 401, "not-authenticated")
    assert token_response(system.client, system.secret).status_code == 401


def test_removed_client_is_out_at_once(system: System, world: World) -> None:
    access.remove_api_client(client=system.client, by=world.super_user)
    assert_problem(system.get("/me"), 401, "not-authenticated")


def test_me_tells_whom_for_and_how_far(system: System, world: World, settings: Any) -> None:
    settings.ACHIEVEMENT_BATCH_MAX_RECORDS = 77
    shown = system.get("/me").json()
    assert shown["client"]["name"] == "Supplier"
    assert shown["organisation"]["ukprn"] == world.board.ukprn
    assert shown["limits"]["batch_records"] == 77
    assert "batch:submit" in shown["permissions"]
    assert "batch:undo" not in shown["permissions"]
