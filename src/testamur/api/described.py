"""Parts of the OpenAPI document that operations add to their own description."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from http.client import responses as PHRASES
from typing import TYPE_CHECKING, Any

from testamur.api.batch_files import MULTIPART, TYPES
from testamur.api.problems import CONTENT_TYPE

if TYPE_CHECKING:
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


def file_body(fields: type[BaseModel], types: Sequence[str] = TYPES) -> Dict:
    """A file as the whole body, or as a part of a form with the fields of a model. ``types`` may be sent."""
    form = fields.model_json_schema()
    form["properties"] = {name: without_null(known) for name, known in form["properties"].items()}
    form["properties"]["file"] = {"type": "string", "format": "binary", "description": "The batch file."}
    form["required"] = ["file"]
    raw = {"schema": {"type": "string", "format": "binary"}}
    content: Dict = {each: raw for each in types if each != MULTIPART}
    return {"required": True, "content": {**content, MULTIPART: {"schema": form}}}
