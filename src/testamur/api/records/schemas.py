"""What is asked of learners' records, and what is shown of them. A learner is always named by ULN and particulars."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from testamur.api.achievements.schemas import Uln

Name = Annotated[str, Field(min_length=1, max_length=150)]


class NamedLearner(BaseModel):
    """Everything that is given must be right: what is wrong is not said."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "uln": "1000000000",
                "given_name": "Robin",
                "family_name": "Example",
                "date_of_birth": "2006-03-27",
            }
        },
    )

    uln: Uln
    given_name: Name
    family_name: Name
    date_of_birth: dt.date | None = None
    gender: Literal[0, 1, 2, 9] | None = Field(
        None, description="0 not known, 1 male, 2 female, 9 not specified."
    )


class SharingState(BaseModel):
    ability_to_share: Literal[0, 1, 2] = Field(
        description="0 privacy notice not seen, 1 seen and shared, 2 seen and not shared."
    )
    label: str = Field(examples=["Shared with providers"])


class RecordLearner(BaseModel):
    uln: str = Field(description="The number under which the learner is known now; another if merged.")
    linked_ulns: list[str] = Field(description="Numbers that were merged into it.")
    given_name: str
    family_name: str


class LearningEvent(BaseModel):
    """One line of the record, with the fields of the LRS."""

    id: uuid.UUID
    uln: str = Field(description="The number that was submitted.")
    subject_code: str
    subject: str
    level: str
    qualification_type: str
    credits: int | None
    grade: str
    award_date: dt.date
    status: Literal["F", "P"] = Field(description="Final, or provisional: it may still change.")
    source: Literal["AO", "QCFU", "ILR"] = Field(
        description="An awarding organisation, an awarding organisation's unit, or a centre's data return."
    )
    awarding_organisation_name: str
    awarding_organisation_ukprn: str
    achievement_provider_name: str
    achievement_provider_ukprn: str
    language: str
    collection_type: str
    return_number: str
    participation_start: dt.date | None
    participation_end: dt.date | None
    date_loaded: dt.datetime
    under_data_challenge: bool
    superseded: bool
    superseded_by: uuid.UUID | None = Field(
        description="The awarding organisation's record of the same award, which takes this one's place."
    )


class RecordFound(BaseModel):
    """The record; empty, with `shared` false, if the learner has chosen not to share it."""

    learner: RecordLearner
    shared: bool
    sharing: SharingState
    events: list[LearningEvent] = Field(description="Latest award first.")


class SetSharing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    learner: NamedLearner
    ability_to_share: Literal[0, 1, 2]
    reason: str = Field(
        min_length=1,
        max_length=255,
        pattern=r"^[^\x00]*$",
        description="It stays in the history, which the learner reads.",
    )
    notice_given: bool = Field(
        False,
        description="The learner has been given the current privacy notice. Needed before a record is shared.",
    )


class InviteLearner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    learner: NamedLearner
    email: str = Field(
        pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+$",
        max_length=254,
        description="The learner's own. The link that we send there opens the record.",
        examples=["robin@example.com"],
    )


class Invitation(BaseModel):
    email: str
    again: bool = Field(description="There was an invitation before; its link has stopped working.")
