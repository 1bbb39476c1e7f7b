"""The register of qualifications and units, as far as a supplier's system needs it to prepare a batch."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Query, Router
from pydantic import BaseModel, Field

from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.qualifications import queries as qualifications
from testamur.qualifications.rules import read_reference

router = Router(tags=["Qualifications"])


class AskedQualifications(BaseModel):
    reference: str = Field(
        min_length=1,
        max_length=20,
        pattern=r"^[0-9A-Za-z/ ]+$",
        description="A QAN or a unit's reference number, with or without slashes.",
        examples=["601/0001/1"],
    )


class Entry(BaseModel):
    """A qualification or unit of the register."""

    kind: Literal["qualification", "unit"]
    reference: str = Field(examples=["601/0001/1"])
    title: str
    type: str
    level: str
    framework: Literal["NQF", "QCF"]
    owner_number: str = Field(
        description="Recognition number of the awarding organisation.", examples=["RN5217"]
    )
    owner_name: str
    shared: bool = Field(description="Any awarding organisation may award it.")
    grades: list[str] = Field(description="The grading scale; empty if the register has none.")
    starts_on: dt.date | None
    ends_on: dt.date | None
    certification_ends_on: dt.date | None


class EntryList(BaseModel):
    items: list[Entry]


@router.get("", auth=Bearer(READ), response=EntryList, summary="Look up a reference number")
def list_qualifications(request: CallerRequest, asked: Query[AskedQualifications]) -> EntryList:
    """All that a reference number stands for: usually one qualification or unit, sometimes several, or none."""
    read = read_reference(asked.reference)
    found = qualifications.entries(read.canonical if read else asked.reference)
    return EntryList(items=[Entry.model_validate(entry, from_attributes=True) for entry in found])
