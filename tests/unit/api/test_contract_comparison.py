"""The comparison of OpenAPI documents finds what breaks a client, and lets pass what does not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from integration.api.contract.comparing import broken_promises

Document = dict[str, Any]

EARLIER: Document = {
    "paths": {
        "/batches": {
            "get": {
                "operationId": "listBatches",
                "summary": "List",
                "security": [{"OAuth2": ["read"]}],
                "parameters": [
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "default": 100}}
                ],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}},
                        "headers": {"Location": {"schema": {"type": "string"}}},
                    }
                },
            },
            "post": {
                "operationId": "submitBatch",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {"name": {"type": "string"}},
                                "required": ["name"],
                            }
                        },
                        "text/csv": {"schema": {"type": "string", "format": "binary"}},
                    }
                },
                "responses": {"202": {"description": "Accepted"}},
            },
        }
    },
    "components": {
        "schemas": {
            "Batch": {
                "type": "object",
                "title": "Batch",
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "state": {"enum": ["ready", "done"], "type": "string"},
                    "parent": {"anyOf": [{"$ref": "#/components/schemas/Batch"}, {"type": "null"}]},
                },
                "required": ["id", "state"],
            }
        },
        "securitySchemes": {
            "OAuth2": {"type": "oauth2", "flows": {"clientCredentials": {"scopes": {"read": "x"}}}}
        },
    },
}
GET = ("paths", "/batches", "get")
POST = ("paths", "/batches", "post")
SENT = (*POST, "requestBody", "content", "application/json", "schema")
BATCH = ("components", "schemas", "Batch")


def at(document: Document, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


def put(path: tuple[Any, ...], key: Any, value: Any) -> Callable[[Document], None]:
    return lambda document: at(document, path).__setitem__(key, value)


def drop(path: tuple[Any, ...], key: Any) -> Callable[[Document], None]:
    return lambda document: at(document, path).__delitem__(key)


def sentences_after(change: Callable[[Document], None]) -> list[str]:
    later = copy.deepcopy(EARLIER)
    change(later)
    return broken_promises(EARLIER, later)


LIMIT = {"in": "query", "name": "limit", "schema": {"type": "integer", "default": 100}}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (drop(("paths",), "/batches"), "The path /batches is gone."),
        (drop(("paths", "/batches"), "post"), "POST /batches is gone."),
        (put(GET, "operationId", "x"), "GET /batches: operationId was 'listBatches' and is 'x'."),
        (
            put(GET, "security", []),
            "GET /batches: security was [{'OAuth2': ['read']}] and is [].",
        ),
        (put(GET, "parameters", []), "GET /batches: the query parameter limit is gone."),
        (
            put((*GET, "parameters", 0), "required", True),
            "GET /batches: the query parameter limit: required was False and is True.",
        ),
        (
            put((*GET, "parameters", 0, "schema"), "default", 50),
            "GET /batches: the query parameter limit: default was 100 and is 50.",
        ),
        (
            put(GET, "parameters", [LIMIT, {"in": "query", "name": "of", "required": True, "schema": {}}]),
            "GET /batches: the new query parameter of is required.",
        ),
        (drop(POST, "requestBody"), "POST /batches no longer takes a body."),
        (put(GET, "requestBody", {"required": True, "content": {}}), "GET /batches now needs a body."),
        (put((*POST, "requestBody"), "required", True), "POST /batches now needs a body."),
        (
            drop((*POST, "requestBody", "content"), "text/csv"),
            "POST /batches: the body as text/csv is gone.",
        ),
        (
            put(SENT, "required", []),
            "POST /batches: the body as application/json: the member name is now optional.",
        ),
        (drop((*POST, "responses"), "202"), "POST /batches: the response 202 is gone."),
        (
            put((*POST, "responses"), "201", {}),
            "POST /batches: the response 201 is new, and no client knows it.",
        ),
        (
            drop((*GET, "responses", "200"), "content"),
            "GET /batches: the response 200 as application/json is gone.",
        ),
        (
            drop((*GET, "responses", "200"), "headers"),
            "GET /batches: the response 200: the header Location is gone.",
        ),
        (
            put((*GET, "responses", "200", "content", "application/json"), "schema", {"type": "object"}),
            "GET /batches: the response 200 as application/json: $ref was '#/components/schemas/Batch' and is None.",
        ),
        (drop((*BATCH, "properties"), "state"), "The schema Batch: the member state is gone."),
        (put(BATCH, "required", ["id"]), "The schema Batch: the member state is now optional."),
        (
            put((*BATCH, "properties", "id"), "format", "date"),
            "The schema Batch: the member id: format was 'uuid' and is 'date'.",
        ),
        (
            put((*BATCH, "properties", "state"), "enum", ["ready"]),
            """The schema Batch: the member state: enum was ["'done'", "'ready'"] and is ["'ready'"].""",
        ),
        (
            put((*BATCH, "properties", "parent"), "anyOf", [{"type": "string"}, {"type": "null"}]),
            "The schema Batch: the member parent: anyOf 1: $ref was '#/components/schemas/Batch' and is None.",
        ),
        (
            put((*BATCH,), "additionalProperties", False),
            "The schema Batch: additionalProperties was None and is False.",
        ),
        (
            put(("components", "securitySchemes", "OAuth2"), "type", "http"),
            "The security scheme OAuth2 was {'type': 'oauth2', 'flows': {'clientCredentials': {'scopes': ['read']}}} "
            "and is {'type': 'http', 'flows': {'clientCredentials': {'scopes': ['read']}}}.",
        ),
    ],
)
def test_broken_promise_is_told_in_a_sentence(change: Callable[[Document], None], sentence: str) -> None:
    assert sentence in sentences_after(change)


def test_new_member_of_what_is_sent_must_be_optional() -> None:
    def add(document: Document) -> None:
        at(document, SENT)["properties"]["new"] = {"type": "string"}

    def add_and_require(document: Document) -> None:
        add(document)
        at(document, SENT)["required"].append("new")

    assert sentences_after(add) == []
    assert sentences_after(add_and_require) == [
        "POST /batches: the body as application/json: the new member new is required."
    ]


@pytest.mark.parametrize(
    "change",
    [
        put(("paths",), "/more", {"get": {"responses": {}}}),
        put(("paths", "/batches"), "delete", {"responses": {}}),
        put(GET, "summary", "Other words"),
        put(BATCH, "description", "Other words"),
        put(GET, "parameters", [LIMIT, {"in": "query", "name": "of", "schema": {}}]),
        put((*BATCH, "properties"), "new", {"type": "string"}),
        put(BATCH, "required", ["state", "id"]),
        put((*BATCH, "properties", "state"), "enum", ["done", "ready"]),
        put(("components", "schemas"), "More", {}),
        put((*POST, "requestBody", "content"), "application/xml", {}),
        lambda document: None,
    ],
)
def test_addition_and_other_words_break_nothing(change: Callable[[Document], None]) -> None:
    assert sentences_after(change) == []
