"""Parts of the OpenAPI document that operations add to their own description."""

from __future__ import annotations

import copy
from http.client import responses as PHRASES
from typing import TYPE_CHECKING, Any

from testamur.api.batch_files import MULTIPART, RAW_TYPES
from testamur.api.problems import CONTENT_TYPE

if TYPE_CHECKING:
    from pydantic import BaseModel

Dict = dict[str, Any]

_REFUSAL = {"content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def refusals(*statuses: int) -> dict[int, Dict]:
    """These statuses as responses that are problems."""
    return {status: {"description": PHRASES[status], **copy.deepcopy(_REFUSAL)} for status in statuses}


def also(*statuses: int) -> Dict:
    """Problems that an operation may answer with besides those of every operation."""
    return {"responses": refusals(*statuses)}


def a_file(description: str) -> Dict:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {200: {"description": description, "content": {"*/*": binary}}}}


def file_body(fields: type[BaseModel]) -> Dict:
    """A file as the whole body, or as a part of a form with the fields of a model."""
    form = fields.model_json_schema()
    form["properties"]["file"] = {"type": "string", "format": "binary", "description": "The batch file."}
    form["required"] = ["file"]
    raw = {"schema": {"type": "string", "format": "binary"}}
    content: Dict = dict.fromkeys(RAW_TYPES, raw)
    return {"required": True, "content": {**content, MULTIPART: {"schema": form}}}
