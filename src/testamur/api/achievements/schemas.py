"""What is asked of achievements, and what is shown of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from testamur.achievements.states import State
from testamur.api import paging
from testamur.api.schemas import Finding, request_like

Uln = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{10}$", description="A unique learner number: ten digits.", examples=["1000000000"]
    ),
]
Text = Annotated[str, Field(max_length=1000)]
Seen = Annotated[
    str,
    Field(
        max_length=100,
        description=(
            "The `version` of the achievement that you have seen. If it has changed since, "
            "nothing is changed."
        ),
    ),
]


class AskedByUln(paging.Asked):
    uln: Uln
    state: State | None = Field(None, description="Only achievements in this state.")


class Search(AskedByUln):
    model_config = ConfigDict(extra="forbid")


class Source(BaseModel):
    """The batch, and the record in it, that wrote this."""

    batch_id: uuid.UUID
    record: int | None
    href: str


class Achievement(BaseModel):
    """An achievement of your organisation."""

    id: uuid.UUID
    uln: str = Field(description="The number that was submitted.")
    known_as_uln: str = Field(
        description="The number under which the learner is known now; another if merged."
    )
    reference: str = Field(description="Of the qualification or unit.", examples=["601/0001/1"])
    title: str = Field(description="Its title on the qualification register.")
    type: str
    level: str
    award_date: dt.date
    grade: str | None
    provider_ukprn: str | None
    language: str | None = Field(description="Language for assessment.")
    mis_identifier: str | None
    status: Literal["provisional", "final"]
    state: State
    state_label: str = Field(examples=["On record"])
    action_date: dt.date | None
    action_reason: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    version: str = Field(
        description=(
            "Another after every change. Send it with a change, and nothing is changed if "
            "someone else changed the achievement first."
        )
    )
    source: Source | None = Field(description="Null if it was last changed on its own.")
    href: str


class Change(BaseModel):
    """A field that a version changed."""

    field: str
    before: str | None
    after: str | None


class Version(BaseModel):
    """One version: who, when, what, why, and through which door or batch."""

    at: dt.datetime
    process: str = Field(examples=["achievement.updated"])
    by: str
    reason: str | None
    through: str | None = Field(description="`page`, `api`, `wire`, `command` or `file`.")
    source: Source | None
    changes: list[Change]


class AchievementDetail(Achievement):
    history: list[Version] = Field(description="Newest first.")


class AchievementList(BaseModel):
    items: list[Achievement]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class Record(BaseModel):
    """One record, with the fields of a batch. They are judged by the same rules as in a file, so all are texts here."""

    model_config = request_like(
        {
            "job_type": "final",
            "action": "create",
            "uln": "1000000000",
            "given_name": "Robin",
            "family_name": "Example",
            "reference": "601/0001/1",
            "award_date": "2024-07-03",
            "grade": "A",
            "provider_ukprn": "10000101",
        }
    )

    job_type: Literal["provisional", "final"] = Field(description="As in the header of a batch.")
    action: Literal["create", "update", "withdraw", "reinstate"]
    uln: Text = Field(description="The learner's unique learner number.")
    given_name: Text
    family_name: Text
    reference: Text = Field(description="Reference number of the qualification or unit.")
    award_date: Text = Field(description="As YYYY-MM-DD.")
    action_date: Text | None = Field(None, description="As YYYY-MM-DD; today, if left out.")
    action_reason: Text | None = None
    date_of_birth: Text | None = Field(None, description="As YYYY-MM-DD.")
    gender: Text | None = Field(None, description="0 not known, 1 male, 2 female, 9 not specified.")
    grade: Text | None = Field(None, description="At most 20 characters.")
    language: Text | None = Field(
        None, description="Language for assessment, such as English, Welsh or Irish."
    )
    postcode: Text | None = None
    mis_identifier: Text | None = Field(None, description="Your own reference.")
    provider_ukprn: Text | None = Field(None, description="UKPRN of the centre.")
    version: Seen | None = Field(
        None,
        description="The `version` of the achievement that you have seen; if left out, the achievement "
        "with this key is changed as it is now.",
    )


class Changed(BaseModel):
    achievement: AchievementDetail
    warnings: list[Finding]


class Checked(BaseModel):
    """The record would be accepted."""

    warnings: list[Finding]


class _Correction(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Seen
    reason: Text | None = Field(None, description="Stays in the history. At most 255 characters.")


class Grade(_Correction):
    grade: Text = Field(description="The new grade: free text, at most 20 characters.", examples=["B"])


class Deletion(_Correction):
    """Why an achievement is deleted that was uploaded in error."""


class Transfer(_Correction):
    uln: Text = Field(description="The ULN of the learner it belongs to.", examples=["1000000000"])


class NewLearner(BaseModel):
    """The learner to whom the achievement would be moved."""

    uln: str
    given_name: str
    family_name: str
