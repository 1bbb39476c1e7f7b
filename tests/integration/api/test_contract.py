"""The OpenAPI document keeps its word: whatever is sent, the answer is one that it describes, and never a failure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db import connection
from django.test import Client
from django.urls import URLPattern
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from integration.api.client import ROOT, System, a_batch
from integration.api.contract.comparing import broken_promises
from plugins.databases import prepared
from testamur.access.rules import Role
from testamur.api import urls
from testamur.api.identity import READ, WRITE
from testamur.config.wsgi import application
from world import a_challenge, make_world, the

pytestmark = pytest.mark.django_db

DOCUMENT: dict[str, Any] = urls.api.get_openapi_schema(path_prefix=f"{ROOT}/")
OPERATIONS = [
    (path, method)
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if method in {"get", "post"}
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def _one_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request of a real server may end with its connection closed; here it is the one of the test."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def document(_one_connection: None) -> Any:
    return _document()


@cache
def _document() -> Any:
    """Read once: it is the same for everybody."""
    return schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application)


@dataclass(frozen=True)
class Known:
    """A system's token, and things that are there, so that not every answer is that nothing is."""

    headers: dict[str, str]
    parameters: dict[str, Any]

    def of(self, path: str) -> dict[str, Any]:
        return {name: value for name, value in self.parameters.items() if f"{{{name}}}" in path}


def make_known() -> Known:
    world = make_world()
    system = System(world.board, role=Role.AO_SUPER_USER)
    batch = system.done(system.send(a_batch(world)))
    (held,) = system.get("/achievements", uln=world.learners[0].uln).json()["items"]
    challenge = a_challenge(world, the(world.learners[0]))
    parameters = {
        "batch_id": batch["id"],
        "achievement_id": held["id"],
        "challenge_id": str(challenge.uuid),
        "number": 1,
        "name": "job-result.json",
    }
    return Known(system.headers(), parameters)


known = prepared(make_known)


def test_document_is_a_right_one(document: Any) -> None:
    document.validate()
    assert document.raw_schema["openapi"] == "3.1.0"


# What the service did when the document was recorded, and the document did not say.
DESCRIBED_LATER = [
    "POST /api/v1/contacts: the response 404 is new, and no client knows it.",  # of a contact to be replaced
]


# A batch of which a step kept failing stayed in its state for ever. It stops now, and there is something to decide.
NEW_STATES = ["stopped", "interrupted", "unreported", "undo_stopped"]
NEW_DECISIONS = ["retry", "close"]


def with_new_values(recorded: dict[str, Any]) -> dict[str, Any]:
    """The recorded document as it would be if these values, which are only ever answered, had been in it."""
    schemas = recorded["components"]["schemas"]
    schemas["BatchState"]["enum"] += NEW_STATES
    for schema in schemas.values():
        if decisions := schema.get("properties", {}).get("decisions"):
            only = decisions["items"].pop("const", None)
            decisions["items"]["enum"] = [*decisions["items"].get("enum", [only]), *NEW_DECISIONS]
    return recorded


def test_document_keeps_what_the_recorded_one_promised(client: Client) -> None:
    """``contract/openapi.json`` is what was served before routes were generated, and what clients rely on."""
    recorded = json.loads((Path(__file__).parent / "contract" / "openapi.json").read_text(encoding="utf-8"))
    broken = broken_promises(with_new_values(recorded), client.get(f"{ROOT}/openapi.json").json())
    assert sorted(broken) == sorted(DESCRIBED_LATER), "\n".join(broken)


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{m} {p}" for p, m in OPERATIONS])
def test_operation_answers_as_the_document_says(
    document: Any, known: Known, settings: Any, path: str, method: str
) -> None:
    settings.API_REQUESTS_PER_MINUTE = settings.API_TOKENS_PER_MINUTE = 1_000_000

    @EXAMPLES
    @given(case=document[path][method].as_strategy(), is_known=st.booleans())
    def answers(case: Any, is_known: bool) -> None:
        if is_known:
            case.path_parameters = {**(case.path_parameters or {}), **known.of(path)}
        response = case.call(headers=known.headers)
        case.validate_response(response, checks=CHECKS)

    answers()


def test_every_address_is_in_the_document() -> None:
    written = {f"{ROOT}/{_route(each)}" for each in _addresses()}
    assert written == set(DOCUMENT["paths"]) | {f"{ROOT}/openapi.json", f"{ROOT}/docs", f"{ROOT}/"}


def _addresses() -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in urls.urlpatterns:
        found += each.url_patterns if hasattr(each, "url_patterns") else [each]
    return [each for each in found if each.name != "api_unknown"]


def _route(pattern: URLPattern) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))


def test_every_operation_is_described_and_says_its_scope_and_its_refusals() -> None:
    for path, method in OPERATIONS:
        operation = DOCUMENT["paths"][path][method]
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["operationId"], path
        scopes = [scope for each in operation["security"] for scope in each.get("OAuth2", [])]
        if operation["tags"] not in (["Access"], ["A learner's own record"]):
            assert scopes in ([READ], [WRITE]), path
            assert {401, 403, 422, 429, 500} <= set(operation["responses"]), path


def test_every_field_of_what_is_sent_is_described() -> None:
    for path, method in OPERATIONS:
        for parameter in DOCUMENT["paths"][path][method].get("parameters", []):
            assert parameter.get("description") or parameter["in"] == "path", (path, parameter["name"])


def test_document_and_page_are_open_and_bound_by_the_policy(client: Client) -> None:
    page = client.get(f"{ROOT}/docs")
    assert page.status_code == 200
    text = page.content.decode()
    assert json.loads(text.split('id="swagger-settings">')[1].split("<")[0])["url"] == f"{ROOT}/openapi.json"
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "<script>" not in text
    assert "cdn" not in text
    assert client.get(f"{ROOT}/").headers["Location"] == f"{ROOT}/docs"
