"""The OpenAPI document: ninja's, with what it leaves out: scopes, refusals, file bodies, the token endpoint."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from http.client import responses as PHRASES
from typing import TYPE_CHECKING, Any

from django.conf import settings
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema

from testamur.api.batch_files import MULTIPART
from testamur.api.identity import Learner
from testamur.api.problems import CONTENT_TYPE
from testamur.api.schemas import Problem

if TYPE_CHECKING:
    from ninja.operation import Operation
    from pydantic import BaseModel


Dict = dict[Any, Any]


def header(name: str, description: str, kind: str = "string") -> Dict:
    """A header of a response."""
    return {"headers": {name: {"description": description, "schema": {"type": kind}}}}


def without_null(schema: Dict) -> Dict:
    """A parameter or a part of a form may be left out, but it cannot be null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    kept = {key: value for key, value in schema.items() if key != "anyOf" and value is not None}
    return {**kept, **choices[0]}


_REFUSAL = {"content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
_RETRY = header("Retry-After", "In how many seconds to try again.", "integer")
_CHALLENGE = header("WWW-Authenticate", "What is wrong with the token (RFC 6750).")
_HEADERS = {401: _CHALLENGE, 403: _CHALLENGE, 429: _RETRY, 503: _RETRY}


def refusals(*statuses: int) -> Dict:
    """These statuses as responses that are problems."""
    return {
        status: {"description": PHRASES[status], **_HEADERS.get(status, {}), **copy.deepcopy(_REFUSAL)}
        for status in statuses
    }


def also(*statuses: int) -> Dict:
    """Problems that an operation may answer with besides those of every operation."""
    return {"responses": refusals(*statuses)}


def a_file(description: str) -> Dict:
    return {"responses": {200: {"description": description, "content": {"*/*": {}}}}}


def file_body(fields: type[BaseModel], types: Sequence[str]) -> Dict:
    """A file as the whole body, or as a part of a form with the fields of a model. ``types`` may be sent."""
    form = fields.model_json_schema()
    form["properties"] = {name: without_null(known) for name, known in form["properties"].items()}
    form["properties"]["file"] = {"type": "string", "format": "binary", "description": "The batch file."}
    form["required"] = ["file"]
    raw = {"schema": {"type": "string", "format": "binary"}}
    content: Dict = {each: raw for each in types if each != MULTIPART}
    return {"required": True, "content": {**content, MULTIPART: {"schema": form}}}


NAME, OWN = "OAuth2", "Session"

_CREDENTIALS: Dict = {
    "client_id": {"type": "string", "description": "Unless given in the header Authorization: Basic."},
    "client_secret": {"type": "string", "description": "Unless given in the header Authorization: Basic."},
}
_ERROR: Dict = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string", "examples": ["invalid_client"]},
        "error_description": {"type": "string"},
    },
}
_TOKEN: Dict = {
    "type": "object",
    "required": ["access_token", "expires_in", "token_type", "scope"],
    "properties": {
        "access_token": {"type": "string"},
        "expires_in": {"type": "integer", "description": "In seconds.", "examples": [3600]},
        "token_type": {"type": "string", "const": "Bearer"},
        "scope": {"type": "string", "examples": ["achievements:read achievements:write"]},
    },
}


def schemes(prefix: str) -> Dict:
    flow = {
        "tokenUrl": f"{settings.PUBLIC_URL.rstrip('/')}{prefix}oauth/token",
        "scopes": settings.OAUTH2_PROVIDER["SCOPES"],
    }
    return {
        NAME: {
            "type": "oauth2",
            "description": "Client credentials (RFC 6749, section 4.4). A super user creates the client on a page.",
            "flows": {"clientCredentials": flow},
        },
        OWN: {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of a learner who has logged in on the pages.",
        },
    }


def paths(prefix: str) -> Dict:
    return {
        f"{prefix}oauth/token": {
            "post": _token() | {"responses": {**_answers(_TOKEN), **refusals(411, 413, 415, 429, 500, 503)}}
        },
        f"{prefix}oauth/revoke": {
            "post": _revocation()
            | {"responses": {**_answers(None), **refusals(411, 413, 415, 429, 500, 503)}}
        },
    }


def _answers(success: Dict | None) -> Dict:
    ok: Dict = {"description": "OK"}
    if success is not None:
        ok["content"] = {"application/json": {"schema": success}}
    oauth = {"application/json": {"schema": _ERROR}}
    error = {"content": oauth}
    unreadable = copy.deepcopy(_REFUSAL["content"])
    return {
        200: ok,
        400: {"description": "The request is not a right one", "content": {**oauth, **unreadable}},
        401: {"description": "The client is unknown, suspended, or its secret is wrong", **error},
    }


def _body(required: list[str], **properties: Dict) -> Dict:
    schema = {"type": "object", "required": required, "properties": {**properties, **_CREDENTIALS}}
    return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}


def _token() -> Dict:
    return {
        "operationId": "getToken",
        "tags": ["Access"],
        "summary": "Get an access token",
        "description": "Valid for an hour. Refusals have the form of OAuth 2.0.",
        "security": [],
        "requestBody": _body(
            ["grant_type"],
            grant_type={"type": "string", "const": "client_credentials"},
            scope={
                "type": "string",
                "description": "Which of the scopes the token is to have, separated by spaces. Without it: all.",
                "examples": ["achievements:read"],
            },
        ),
    }


def _revocation() -> Dict:
    return {
        "operationId": "revokeToken",
        "tags": ["Access"],
        "summary": "Revoke an access token",
        "description": "Ends a token before its time. A token that is not known is no error (RFC 7009).",
        "security": [],
        "requestBody": _body(["token"], token={"type": "string"}),
    }


_ALWAYS = (401, 403, 422, 429, 500, 503)


class Contract(OpenAPISchema):
    """The document, completed."""

    def __init__(self, api: Any, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        self["paths"].update(paths(path_prefix))
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
        self.add_schema_definitions(problem.pop("$defs"))
        self.schemas["Problem"] = problem
        self["components"] = {
            "schemas": self._used(),
            "securitySchemes": schemes(path_prefix),
        }

    def _used(self) -> Dict:
        """The schemas that something refers to; those of parameters have been taken apart."""
        used: set[str] = set()
        new = _names(self["paths"])
        while new:
            used |= new
            new = set().union(*(_names(self.schemas[name]) for name in new)) - used
        return {name: self.schemas[name] for name in sorted(used)}

    def operation_details(self, operation: Operation) -> Dict:
        details: Dict = super().operation_details(operation)
        known = details["responses"]
        statuses = _ALWAYS + ((404,) if "{" in operation.path else ())
        if "application/json" in details.get("requestBody", {}).get("content", {}):
            statuses += (400, 411, 413, 415)
        for status, response in refusals(*statuses).items():
            known.setdefault(status, response)
        details["responses"] = dict(sorted(known.items()))
        return details

    def operation_security(self, operation: Operation) -> list[Dict] | None:
        found: Any = operation.auth_callbacks
        return [
            {OWN: []} if isinstance(each, Learner) else {NAME: [each.scope] if each.scope else []}
            for each in found
        ]

    def operation_parameters(self, operation: Operation) -> list[Dict]:
        """Without ``examples`` beside the schema, where OpenAPI wants another form of them than JSON Schema has."""
        found = super().operation_parameters(operation)
        for parameter in found:
            parameter.pop("examples", None)
            parameter["schema"] = without_null(parameter["schema"])
        return found

    def add_schema_definitions(self, definitions: Dict) -> None:
        """Two schemas of one name would be one in the document, and the other would be told wrongly."""
        for name, definition in definitions.items():
            if self.schemas.setdefault(name, definition) != definition:
                raise ValueError(f"two schemas of the API are called {name}")


def _names(part: Any) -> set[str]:
    """The schemas to which a part of the document refers."""
    if isinstance(part, dict):
        reference = part.get("$ref")
        own = {reference.rsplit("/", 1)[-1]} if isinstance(reference, str) else set()
        return own.union(*map(_names, part.values()))
    return set().union(*map(_names, part)) if isinstance(part, list) else set()
