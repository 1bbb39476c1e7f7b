"""What is asked of challenges, and what is shown of them (fields of lrs section 3.5)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from testamur.api import paging
from testamur.api.achievements.schemas import Change, Seen, Uln
from testamur.api.records import NamedLearner
from testamur.api.schemas import ROBIN, request_like

Status = Literal["new", "in_progress", "complete"]
State = Literal["new", "in_progress", "accepted", "corrected", "rejected", "closed", "withdrawn"]
Event = Literal["process", "accept", "reject", "correct", "close", "send_back", "withdraw"]
Side = Literal["awarding_organisation", "raiser", "support", "service", "nobody"]
DataProblem = Literal["grade", "award_date", "learner", "duplicate", "not_completed", "other"]
Remedy = Literal["edit_grade", "withdraw_and_create", "move", "delete", "update"]

_NO_NUL = r"^[^\x00]*$"
_EMAIL = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)+$"
Grade = Annotated[str, Field(max_length=20, pattern=_NO_NUL, description="Free text, at most 20 characters.")]
Words = Annotated[str, Field(max_length=1000, pattern=_NO_NUL)]


class AskedChallenges(paging.Asked):
    status: Status | None = Field(
        None, description="Only challenges that the portal shows under this status."
    )
    state: State | None = Field(
        None, description="Only challenges in this state; several states are one status."
    )
    overdue: bool = Field(False, description="Only open challenges whose day has passed.")


# --- what is shown ------------------------------------------------------------------------------------------------


class RecordedEvent(BaseModel):
    """The record as it was when the challenge was raised."""

    uln: str
    name: str
    reference: str = Field(description="Of the qualification or unit.", examples=["601/0001/1"])
    title: str
    award_date: dt.date
    grade: str | None
    provider_ukprn: str | None
    status: str = Field(description="`provisional` or `final`.")


class WantedEvent(BaseModel):
    """What the record should be, as the raiser says and, once accepted, as the awarding organisation agrees."""

    grade: str | None
    award_date: dt.date | None
    uln: str | None


class ChallengeContact(BaseModel):
    """Whom to ask about it."""

    name: str
    email: str
    telephone: str


class ChallengePerson(BaseModel):
    id: uuid.UUID
    name: str


class ChallengeSummary(BaseModel):
    id: uuid.UUID
    reference_number: str = Field(
        description="The reference by which people quote it.", examples=["EDC0000001"]
    )
    problem: DataProblem
    problem_label: str
    state: State
    state_label: str
    status: Status = Field(description="What the portal calls it.")
    uln: str
    given_name: str
    family_name: str
    awarding_organisation: str
    raised_for: str | None = Field(description="The organisation; none if the learner did.")
    raised_at: dt.datetime
    resolved_at: dt.datetime | None
    due_on: dt.date
    overdue: bool
    age_in_days: int
    assigned_to: ChallengePerson | None
    href: str


class ChallengeList(BaseModel):
    items: list[ChallengeSummary]
    next: str | None = Field(description="The cursor of the next page; null at the end.")


class ChallengeMessage(BaseModel):
    at: dt.datetime
    by: str
    side: Side = Field(description="As which party they wrote.")
    text: str


class ChallengeVersion(BaseModel):
    """One version of the challenge, and what wrote it."""

    at: dt.datetime
    process: str = Field(examples=["challenge.accepted"])
    by: str
    reason: str | None
    through: str | None
    changes: list[Change]


class Challenge(ChallengeSummary):
    explanation: str = Field(description="What the state means, and whose turn it is.")
    recommended: str = Field(description="The recommended corrective action.")
    achievement_id: uuid.UUID
    recorded: RecordedEvent
    wanted: WantedEvent
    description: str
    contact: ChallengeContact
    decided_at: dt.datetime | None
    decision_reason: str
    corrected_at: dt.datetime | None
    resolution: str
    satisfied: bool = Field(description="Whether the record is now as the challenge asks.")
    can: list[Event] = Field(description="What you can do with it now.")
    others: list[str] = Field(description="References of other challenges against the same achievement.")
    messages: list[ChallengeMessage] = Field(description="First to last.")
    history: list[ChallengeVersion] = Field(description="Newest first.")


class ChallengeCorrection(BaseModel):
    """What correcting would write."""

    remedy: Remedy
    possible: bool = Field(description="Whether the record can be corrected from here.")
    version: str = Field(description="Of the achievement, as it is now.")
    grade: str | None
    award_date: dt.date | None
    uln: str | None
    new_learner: str | None = Field(description="Whose record it would go to.")


class ChallengePeople(BaseModel):
    items: list[ChallengePerson]


# --- what is sent -------------------------------------------------------------------------------------------------


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChallengedEvent(_Sent):
    """A line of the learner's record."""

    reference: str = Field(max_length=20, pattern=_NO_NUL, examples=["601/0001/1"])
    award_date: dt.date
    awarding_organisation_ukprn: str | None = Field(
        None, pattern=r"^[0-9]{8}$", description="Where several organisations awarded the same on one day."
    )


class ContactForChallenge(_Sent):
    name: str = Field(max_length=70, pattern=_NO_NUL)
    email: str = Field(max_length=254, pattern=_EMAIL, examples=["exams@riverside.example"])
    telephone: str = Field("", max_length=40, pattern=_NO_NUL)


class RaiseChallenge(_Sent):
    """A challenge against one line of a learner's record."""

    model_config = request_like(
        {
            "learner": ROBIN,
            "event": {"reference": "601/0001/1", "award_date": "2024-07-03"},
            "problem": "grade",
            "wanted_grade": "B",
            "description": "The certificate says B.",
            "contact": {"name": "Exams office", "email": "exams@riverside.example"},
        }
    )

    learner: NamedLearner
    event: ChallengedEvent
    second_event: ChallengedEvent | None = Field(None, description="The other record of a duplicate.")
    problem: DataProblem
    wanted_grade: Grade | None = Field(None, description="Needed where the grade is wrong.")
    wanted_award_date: dt.date | None = Field(None, description="Needed where the award date is wrong.")
    wanted_uln: Uln | None = Field(None, description="Whose it is, if that is known.")
    description: str = Field(max_length=2000, pattern=_NO_NUL)
    contact: ContactForChallenge


class AcceptChallenge(_Sent):
    """What the record should be is as the raiser says, unless something else is given here."""

    reason: Words = ""
    wanted_grade: Grade | None = None
    wanted_award_date: dt.date | None = None
    wanted_uln: Uln | None = None


class ChallengeReason(_Sent):
    reason: Words = Field("", description="Needed: without it nothing is done.")


class CloseChallenge(_Sent):
    note: str = Field("", max_length=800, pattern=_NO_NUL, description="Both sides can read it.")


class WithdrawChallenge(_Sent):
    reason: Words = ""


class SayInChallenge(_Sent):
    text: str = Field(max_length=4000, pattern=_NO_NUL)


class AssignChallenge(_Sent):
    to: uuid.UUID | None = Field(description="One of the people of the list; null leaves it unassigned.")


class CorrectChallenge(_Sent):
    """The correction is confirmed. What is given here takes the place of what was agreed."""

    version: Seen
    grade: Grade | None = None
    award_date: dt.date | None = None
    uln: Uln | None = None
