"""The OpenAPI document: ninja's, with what it leaves out: scopes, refusals, file bodies, the token endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema

from testamur.api import tokens_contract
from testamur.api.described import Dict, refusals, without_null
from testamur.api.schemas import Problem

if TYPE_CHECKING:
    from ninja.operation import Operation

_ALWAYS = (401, 403, 422, 429, 500, 503)


class Contract(OpenAPISchema):
    """The document, completed."""

    def __init__(self, api: Any, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        self["paths"].update(tokens_contract.paths(path_prefix))
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
        self.add_schema_definitions(problem.pop("$defs"))
        self.schemas["Problem"] = problem
        self["components"] = {
            "schemas": self._used(),
            "securitySchemes": tokens_contract.schemes(path_prefix),
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
        return [{tokens_contract.NAME: [bearer.scope] if bearer.scope else []} for bearer in found]

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
