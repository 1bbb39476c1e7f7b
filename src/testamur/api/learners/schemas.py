"""What is asked about learners, and what is answered."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from testamur.api.schemas import ROBIN, request_like
from testamur.learners.rules import Code, Flag

Text = Annotated[str, Field(max_length=1000)]
How = Literal["same", "similar", "other_name", "different", "not_compared"]


class Claim(BaseModel):
    """What you say of a learner. It is judged by the rules of a verify batch, so all are texts here."""

    model_config = request_like(ROBIN)

    uln: Text = Field(description="The learner's unique learner number.")
    given_name: Text
    family_name: Text
    date_of_birth: Text | None = Field(None, description="As YYYY-MM-DD; compared only if it is given.")
    gender: Text | None = Field(None, description="0 not known, 1 male, 2 female, 9 not specified.")


class HeldLearner(BaseModel):
    """What the register holds, as far as this installation discloses it. Of a merged learner it is the master's."""

    uln: str
    given_name: str | None
    family_name: str | None
    date_of_birth: dt.date | None
    gender: int | None


class Verified(BaseModel):
    """The answer to a claim, with the codes of the LRS."""

    code: Code = Field(
        description="WSVRC001 match, 002 match of a merged ULN, 003 similar, 004 similar of a merged ULN, "
        "005 does not match, 006 ULN not found."
    )
    label: str = Field(examples=["Match"])
    sentence: str
    flags: list[Flag] = Field(
        description="Comparisons that failed. VRF1 to VRF3: the given name with the given, family and previous family "
        "name held; VRF4 to VRF6: the family name with the same; VRF7 date of birth; VRF8 gender."
    )
    parts: dict[Literal["given_name", "family_name", "date_of_birth", "gender"], How] = Field(
        description="How each part of the claim compares; empty if no learner has the ULN."
    )
    master_substituted: bool = Field(
        description="The ULN has been merged into another, which `held` gives; never said of one that does not match."
    )
    held: HeldLearner | None = Field(description="Only for a match or a similar one.")
