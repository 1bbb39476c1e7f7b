"""Verifying one learner, below ``/learners``. Many are verified by a batch (``batches/kinds/verify``)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, Field

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.api import problems
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.schemas import ROBIN, request_like
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.findings import Severity
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.rules import Code, Flag, postcode_is_acceptable
from testamur.learners.rules.finding import Answer as SearchAnswer
from testamur.learners.rules.finding import Demographics as Said
from testamur.learners.rules.verifying import MEANINGS, claim_of

if TYPE_CHECKING:
    from testamur.api.problems import Problem
    from testamur.batches.columns.judging import Judged


Text = Annotated[str, Field(max_length=1000)]
Name = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[^\x00]*$")]
Gender = Literal[0, 1, 2, 9]
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


def verified(answer: learners.Verified) -> Verified:
    meaning = MEANINGS[answer.code]
    return Verified.model_validate(
        {
            "code": answer.code,
            "label": _(meaning.label),
            "sentence": _(meaning.sentence),
            "flags": list(answer.flags),
            "parts": {name: how.value for name, how in answer.parts.items()},
            "master_substituted": answer.master_substituted,
            "held": held_learner(answer.held),
        }
    )


def held_learner(held: learners.Disclosed | None) -> HeldLearner | None:
    if held is None:
        return None
    return HeldLearner(
        uln=held.uln,
        given_name=held.given_name or None,
        family_name=held.family_name or None,
        date_of_birth=held.date_of_birth,
        gender=held.gender,
    )


router = Router(tags=["Learner verification"])


class Demographics(BaseModel):
    """What you know of a learner whose ULN you do not know. All of it is needed."""

    model_config = request_like(
        {**{name: text for name, text in ROBIN.items() if name != "uln"}, "gender": 1, "postcode": "CV1 2WT"}
    )

    given_name: Name
    family_name: Name
    date_of_birth: dt.date
    gender: Gender = Field(description="0 not known, 1 male, 2 female, 9 not specified.")
    postcode: str = Field(max_length=10, description="ZZ99 9ZZ if you do not know it.")
    previous_family_name: str = Field("", max_length=150, pattern=r"^[^\x00]*$")


class FoundLearner(HeldLearner):
    """Whom you may mean, as far as this installation discloses it."""

    version: int = Field(description="Of the learner's particulars, for whoever changes them.")


class Found(BaseModel):
    """The answer to a search, with the codes of the LRS."""

    code: SearchAnswer = Field(
        description="WSRC0001 nobody, 0002 more than ten possible matches, 0003 possible matches, 0004 exact match, "
        "0022 exact match of a ULN that has been merged into the one that is given."
    )
    learners: list[FoundLearner]


@router.post("/find", auth=Bearer(READ), response=Found, summary="Find a learner by personal details")
def find_learners(request: CallerRequest, asked: Demographics) -> Found:
    """The ULN of a learner of whom you know names, date of birth, gender and postcode.

    The date of birth must be right and genders must not contradict each other. Equal names and the same postcode are
    an exact match, similar names or another postcode possible ones. Every learner you are told of has a note of it.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.LEARNER_VERIFY, caller.organisation)
    if not postcode_is_acceptable(asked.postcode.strip().upper()):
        error = {"pointer": "#/postcode", "detail": _("Enter a full UK postcode, like AA3 1AB")}
        raise problems.Problem("invalid-request", errors=[error])
    search = learner_actions.find_learners(
        said=Said(**asked.model_dump()), organisation=caller.organisation, through="api", by=caller.user
    )
    versions = {person.uln: learners.version_number(person) for person in search.learners}
    told = [
        FoundLearner(**shown.model_dump(), version=versions[shown.uln])
        for held in learners.told_of(search)
        if (shown := held_learner(held))
    ]
    return Found(code=search.answer, learners=told)


@router.post("/verify", auth=Bearer(READ), response=Verified, summary="Verify a learner")
def verify_learner(request: CallerRequest, asked: Claim) -> Verified:
    """Whether a ULN belongs to the learner you mean. Names may be spelt a little differently.

    What is not given is not compared. That you asked is noted in the history of the learner. What cannot be a ULN, a
    name, a date or a gender answers 422 with findings.
    """
    caller = request.auth
    access.check_can(caller.user, Permission.LEARNER_VERIFY, caller.organisation)
    judged = registry.named("verify").judge_item(asked.model_dump())
    if judged.rejected:
        raise _rejected(judged)
    answer = learner_actions.verify_learner(
        claim=claim_of(judged.payload), organisation=caller.organisation, through="api", by=caller.user
    )
    return verified(answer)


def _rejected(judged: Judged) -> Problem:
    sentences = ledger.sentences("verify", judged.findings)
    errors = [
        {"pointer": f"#/{registry.named('verify').layout.of_name[each.field].key}", "detail": each.what}
        for each in sentences
        if each.severity is Severity.ERROR
    ]
    return problems.with_findings("record-rejected", sentences, errors=errors)
