"""What several parts of the API show: findings and problems."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Severity = Literal["error", "warning"]
ErrorClass = Literal["FieldData", "LearnerData", "BusinessRule", "Job"]

ROBIN = {
    "uln": "1000000000",
    "given_name": "Robin",
    "family_name": "Example",
    "date_of_birth": "2006-03-27",
}
"""The learner of the examples."""


def request_like(example: dict[str, Any]) -> ConfigDict:
    """A request of this form; what has another name is refused."""
    return ConfigDict(extra="forbid", json_schema_extra={"example": example})


class Finding(BaseModel):
    """What is wrong, where, and what to do. The codes are listed in the catalogue of findings."""

    code: str = Field(description="The code to quote.", examples=["F02"])
    severity: Severity = Field(description="An error rejects the record. A warning does not.")
    error_class: ErrorClass = Field(description="The official class in which a job result counts it.")
    record: int | None = Field(description="The record of the file, counted from 1; none for the whole file.")
    field: str | None = Field(description="The field, by its name in the LRS schema.", examples=["Uln"])
    value: str | None = Field(description="What stood there.", examples=["1000000001"])
    what: str = Field(
        description="What is wrong.", examples=["The ULN 1000000001 is wrong: its last digit does not fit."]
    )
    remedy: str = Field(description="What to do.", examples=["Check it against the learner's record."])


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    detail: str = Field(description="What is wrong.", examples=["This is missing."])
    pointer: str | None = Field(
        None, description="Where in a JSON body (RFC 6901).", examples=["#/award_date"]
    )
    parameter: str | None = Field(
        None, description="Which parameter, header or field of a form.", examples=["limit"]
    )


class Problem(BaseModel):
    """A refusal (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "/api/v1/docs#not-found",
                "title": "Not found",
                "status": 404,
                "detail": "This address does not exist, or it belongs to another organisation.",
                "instance": "urn:uuid:3f0f5a57-1c1c-4c4a-9c43-6c9f1d3f9d8e",
            }
        }
    )

    type: str = Field(description="The address of its explanation; its ending tells problems apart.")
    title: str
    status: int
    detail: str = Field(description="What happened this time, and what to do.")
    instance: str | None = Field(None, description="The id of the request, to be quoted in a report.")
    errors: list[FieldError] = Field([], description="What is wrong with which field of the request.")
    findings: list[Finding] = Field([], description="Why a file or a record was refused.")
