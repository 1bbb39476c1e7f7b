"""The token endpoint in the OpenAPI document. Its answers are those of OAuth 2.0 (RFC 6749, RFC 7009), not problems."""

from __future__ import annotations

from django.conf import settings

from testamur.api.described import Dict, refusals

NAME = "OAuth2"

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
        }
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
    error = {"content": {"application/json": {"schema": _ERROR}}}
    return {
        200: ok,
        400: {"description": "The request is not a right one", **error},
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
