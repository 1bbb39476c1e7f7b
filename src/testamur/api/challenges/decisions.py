"""What the parties do with a challenge: decide, correct, assign, talk, close, send back, withdraw."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from testamur.api.challenges import views
from testamur.api.challenges.schemas import (
    AcceptChallenge,
    AssignChallenge,
    Challenge,
    ChallengeReason,
    CloseChallenge,
    CorrectChallenge,
    SayInChallenge,
    WithdrawChallenge,
)
from testamur.api.challenges.views import router, visible_challenge
from testamur.api.contract import also
from testamur.api.identity import WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.challenges import actions as challenge_actions
from testamur.challenges import queries as challenges
from testamur.challenges.states import Side

View = TypeVar("View", bound=Callable[..., Challenge])


def _step(address: str, summary: str) -> Callable[[View], View]:
    """The address of a step in the life of a challenge, which answers with the challenge as it stands then."""
    return router.post(
        f"/{{uuid:challenge_id}}/{address}",
        auth=Bearer(WRITE),
        response=Challenge,
        summary=summary,
        openapi_extra=also(409),
    )


@_step("process", "Begin to work on a challenge")
def process_challenge(request: CallerRequest, challenge_id: uuid.UUID) -> Challenge:
    """A new challenge is in progress from now on."""
    return views.done(request, challenge_id, challenge_actions.process, through="api")


@_step("accept", "Accept a challenge")
def accept_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: AcceptChallenge) -> Challenge:
    """Agree that the record is wrong. The record is corrected with `correct`, or with a batch or record of your own:
    such a correction finds its challenge.
    """
    return views.done(request, challenge_id, challenge_actions.accept, through="api", **asked.model_dump())


@_step("reject", "Reject a challenge")
def reject_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: ChallengeReason) -> Challenge:
    """Say that the record is right, and why. Whoever raised the challenge reads the reason."""
    return views.done(request, challenge_id, challenge_actions.reject, through="api", reason=asked.reason)


@_step("correct", "Correct the record of an accepted challenge")
def correct_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: CorrectChallenge) -> Challenge:
    """Correct the record in the way its problem asks for: edit the grade, move, delete, or withdraw and create.

    `GET …/correction` shows what would be written. If the record has changed since, nothing is done.
    """
    return views.done(request, challenge_id, challenge_actions.correct, through="api", **asked.model_dump())


@_step("assign", "Assign a challenge")
def assign_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: AssignChallenge) -> Challenge:
    """Whose work it is from now on."""
    challenge = visible_challenge(request, challenge_id)
    challenges.check_side(request.auth.user, challenge, Side.AWARDING_ORGANISATION, Side.SUPPORT)
    to = challenges.assignable(challenge).filter(uuid=asked.to).first() if asked.to else None
    if asked.to and to is None:
        detail = views.nobody_works_here()
        raise Problem("invalid-request", errors=[{"pointer": "#/to", "detail": detail}])
    return views.done(request, challenge_id, challenge_actions.assign, through="api", to=to)


@_step("messages", "Write to the other parties")
def say_in_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: SayInChallenge) -> Challenge:
    """Add a message to an open challenge. The other parties are told that there is something to read."""
    return views.done(request, challenge_id, challenge_actions.say, text=asked.text)


@_step("close", "Close a challenge")
def close_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: CloseChallenge) -> Challenge:
    """For Business Support. One that was accepted is closed only while the record is as the challenge asks."""
    return views.done(request, challenge_id, challenge_actions.close, through="api", note=asked.note)


@_step("send-back", "Send a challenge back")
def send_back_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: ChallengeReason) -> Challenge:
    """For Business Support: the awarding organisation is to look at it again, and decides anew."""
    return views.done(request, challenge_id, challenge_actions.send_back, through="api", reason=asked.reason)


@_step("withdraw", "Withdraw a challenge")
def withdraw_challenge(
    request: CallerRequest, challenge_id: uuid.UUID, asked: WithdrawChallenge
) -> Challenge:
    """For whoever raised it: nobody is to look at it any more."""
    return views.done(request, challenge_id, challenge_actions.withdraw, through="api", reason=asked.reason)
