"""What is asked of nominated contacts, and what is shown of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from testamur.api import paging
from testamur.challenges.states import ContactState

Name = Annotated[str, Field(min_length=1, max_length=35)]


class AskedContacts(paging.Asked):
    state: ContactState | None = Field(None, description="Only contacts in this state.")


class Nominee(BaseModel):
    """Who is to be told of challenges."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "given_name": "Robin",
                "family_name": "Example",
                "telephone": "01632 960001",
                "email": "challenges@board.example",
            }
        },
    )

    given_name: Name
    family_name: Name
    telephone: str = Field(min_length=1, max_length=40)
    email: str = Field(min_length=3, max_length=254)
    replaces: uuid.UUID | None = Field(None, description="The contact in force whose place is taken.")


class Declining(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=1000, description="Whoever asked is sent this.")


class NominatedContact(BaseModel):
    """A contact of an awarding organisation, or what is asked of one."""

    id: uuid.UUID
    organisation: str
    given_name: str
    family_name: str
    telephone: str
    email: str
    state: ContactState
    state_label: str = Field(examples=["In force"])
    replaces: uuid.UUID | None = Field(description="The contact that this one replaces, or ends.")
    ends: bool = Field(description="It asks that the contact in `replaces` be told no more.")
    requested_by: str
    requested_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    reason: str | None = Field(description="Why it was declined.")
    href: str


class ContactVersion(BaseModel):
    """One version: who, when, and why."""

    at: dt.datetime
    process: str = Field(examples=["contact.approved"])
    by: str
    reason: str | None


class ContactDetail(NominatedContact):
    history: list[ContactVersion] = Field(description="Newest first.")


class ContactList(BaseModel):
    items: list[NominatedContact]
    next: str | None = Field(description="The cursor of the next piece; none at the end.")
