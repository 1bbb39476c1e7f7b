"""A supplier's system as the tests play it: it has a token and speaks JSON."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from testamur.access import actions as access
from testamur.access.models import ApiClient
from testamur.access.rules import Role
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.organisations.models import Organisation
from world import World, record, xml

ROOT = "/api/v1"
PROBLEM = "application/problem+json"
_OWN_ROLES = {
    "provider": Role.PROVIDER_DATA_USER,
    "local_authority": Role.LOCAL_AUTHORITY_USER,
    "operator": Role.REGISTER_USER,
}


def register(
    organisation: Organisation, *, role: str | None = None, name: str = "Supplier"
) -> tuple[ApiClient, str]:
    """A client of the organisation with its secret; ``role`` is given to it besides its own."""
    own = _OWN_ROLES.get(organisation.kind, Role.AO_BATCH_USER)
    client, secret = access.create_api_client(name=name, organisation=organisation, role=own, by=None)
    if role is not None:
        access.grant(user=client.user, organisation=organisation, role=role, by=None)
    return client, secret


def token_response(client: ApiClient, secret: str, *, scope: str | None = None) -> Any:
    credentials = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    asked = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    return Client().post(
        f"{ROOT}/oauth/token",
        "&".join(f"{key}={value}" for key, value in asked.items()),
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Basic {credentials}"},
    )


class System:
    """A supplier's system with a token of the organisation."""

    def __init__(
        self, organisation: Organisation, *, role: str | None = None, scope: str | None = None
    ) -> None:
        self.client, self.secret = register(organisation, role=role)
        answer = token_response(self.client, self.secret, scope=scope)
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["access_token"]
        self.browser = Client(raise_request_exception=False)

    def headers(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **(more or {})}

    def get(self, path: str, **query: Any) -> Any:
        return self.browser.get(_full(path), query, headers=self.headers())

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """JSON, or nothing."""
        if body is None:
            return self.browser.post(_full(path), headers=self.headers(headers))
        return self.browser.post(
            _full(path), body, content_type="application/json", headers=self.headers(headers)
        )

    def send(
        self,
        data: bytes,
        *,
        content_type: str = "application/xml",
        key: str | None = None,
        query: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """A batch, as the whole body."""
        more = {**(headers or {}), **({"Idempotency-Key": key} if key else {})}
        return self.browser.post(
            f"{ROOT}/achievement-batches{query}",
            data,
            content_type=content_type,
            headers=self.headers(more),
            CONTENT_TYPE=content_type,  # the test client leaves it out of an empty request
        )

    def send_form(
        self, data: bytes, *, name: str = "batch.xml", key: str | None = None, **fields: Any
    ) -> Any:
        """A batch, as a part of a form."""
        more = {"Idempotency-Key": key} if key else {}
        upload = SimpleUploadedFile(name, data)
        return self.browser.post(
            f"{ROOT}/achievement-batches", {"file": upload, **fields}, headers=self.headers(more)
        )

    def done(self, response: Any) -> dict[str, Any]:
        """The batch that a submission became, after the engine has taken it as far as it goes."""
        assert response.status_code == 202, response.content
        run(response)
        shown: dict[str, Any] = self.get(response.headers["Location"]).json()
        return shown


def run(response: Any) -> None:
    batches.advance(batch_id=Batch.objects.get(uuid=response.json()["id"]).pk)


def _full(path: str) -> str:
    return path if path.startswith(ROOT) else ROOT + path


def a_batch(world: World, count: int = 3, *, job_type: str | None = "final", **fields: Any) -> bytes:
    """A right batch of that many learners."""
    return xml([record(learner, **fields) for learner in world.learners[:count]], job_type=job_type)


def assert_problem(response: Any, status: int, slug: str) -> dict[str, Any]:
    """It is a problem of that kind, told in a sentence."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == PROBLEM
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"].endswith(f"#{slug}"), body
    assert body["detail"].endswith((".", "?"))
    return body
