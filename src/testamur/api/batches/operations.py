"""How the operations on batches of every kind are described. An operation has one name: ``view_batch`` is that of its
address, and ``viewBatch`` that of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from testamur.api.batch_files import TYPES
from testamur.api.contract import Dict, a_file, also, file_body, header, refusals
from testamur.api.identity import READ, WRITE, Bearer

if TYPE_CHECKING:
    from pydantic import BaseModel

AS_RECEIVED = "The file, byte for byte as it was received."
_LOCATION = header("Location", "Where to follow the batch.")
_TAKEN = {200: _LOCATION, 202: _LOCATION, **refusals(400, 411, 413, 415)}


def shows(name: str, summary: str) -> Dict:
    """An operation that reads."""
    return _described(name, summary, READ)


def decides(name: str, summary: str) -> Dict:
    """An operation that changes a batch, if its state lets it."""
    return {**_described(name, summary, WRITE), "openapi_extra": also(409)}


def downloads(name: str, summary: str, what: str = "The file.") -> Dict:
    """An operation that answers with a file."""
    return {**shows(name, summary), "response": {200: None}, "openapi_extra": a_file(what)}


def takes(name: str, summary: str, fields: type[BaseModel], types: Sequence[str] = TYPES) -> Dict:
    """An operation that takes a file of these types, with these fields around it."""
    body = {"requestBody": file_body(fields, types), "responses": _TAKEN}
    return {**_described(name, summary, WRITE), "openapi_extra": body}


def _described(name: str, summary: str, scope: str) -> Dict:
    first, *others = name.split("_")
    operation_id = first + "".join(map(str.capitalize, others))
    return {"url_name": name, "operation_id": operation_id, "auth": Bearer(scope), "summary": summary}
