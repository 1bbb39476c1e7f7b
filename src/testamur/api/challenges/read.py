"""Lists of challenges and single ones."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from ninja import Query

from testamur.api import paging
from testamur.api.challenges import presenters
from testamur.api.challenges.router import router
from testamur.api.challenges.schemas import (
    AskedChallenges,
    Challenge,
    ChallengeCorrection,
    ChallengeList,
    ChallengePeople,
)
from testamur.api.identity import READ, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.challenges import queries as challenges
from testamur.challenges.states import Side, State, Status

if TYPE_CHECKING:
    from testamur.challenges.models import Challenge as Held


def the(request: CallerRequest, challenge_id: uuid.UUID) -> Held:
    """The challenge, if the caller may see it."""
    challenge = challenges.challenge_for(request.auth.user, challenge_id)
    if challenge is None:
        raise Problem("not-found")
    return challenge


@router.get(
    "",
    url_name="list_challenges",
    operation_id="listChallenges",
    auth=Bearer(READ),
    response=ChallengeList,
    summary="List challenges",
)
def list_challenges(request: CallerRequest, asked: Query[AskedChallenges]) -> ChallengeList:
    """The challenges against your organisation's records, or those that it raised, those due first on top."""
    user = request.auth.user
    challenges.check_reader(user)
    held = challenges.listed_challenges(
        user,
        status=Status(asked.status) if asked.status else None,
        state=State(asked.state) if asked.state else None,
        overdue=asked.overdue,
    )
    found, cursor = paging.piece(held, asked, order=["due_on", "id"])
    return ChallengeList(items=presenters.several(found), next=cursor)


@router.get(
    "/{uuid:challenge_id}",
    url_name="view_challenge",
    operation_id="viewChallenge",
    auth=Bearer(READ),
    response=Challenge,
    summary="View a challenge",
)
def view_challenge(request: CallerRequest, challenge_id: uuid.UUID) -> Challenge:
    """A challenge with what the record was and should be, what the parties said, and its history."""
    return presenters.one(the(request, challenge_id), user=request.auth.user)


@router.get(
    "/{uuid:challenge_id}/correction",
    url_name="view_correction",
    operation_id="viewCorrection",
    auth=Bearer(READ),
    response=ChallengeCorrection,
    summary="See what correcting would write",
)
def view_correction(request: CallerRequest, challenge_id: uuid.UUID) -> ChallengeCorrection:
    """The correction that the challenge asks for, pre-filled. Send it back to `correct` with its `version`."""
    challenge = the(request, challenge_id)
    challenges.check_side(request.auth.user, challenge, Side.AWARDING_ORGANISATION)
    return presenters.correction(challenge)


@router.get(
    "/{uuid:challenge_id}/people",
    url_name="list_challenge_people",
    operation_id="listChallengePeople",
    auth=Bearer(READ),
    response=ChallengePeople,
    summary="List the people to whom a challenge can be given",
)
def list_challenge_people(request: CallerRequest, challenge_id: uuid.UUID) -> ChallengePeople:
    """Those of the awarding organisation who work on challenges."""
    challenge = the(request, challenge_id)
    challenges.check_side(request.auth.user, challenge, Side.AWARDING_ORGANISATION, Side.SUPPORT)
    return ChallengePeople(items=[presenters.person(each) for each in challenges.assignable(challenge)])
