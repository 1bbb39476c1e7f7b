"""How a challenge ends: closed or sent back by Business Support, or withdrawn by whoever raised it."""

from __future__ import annotations

import uuid

from testamur.api.challenges import acting
from testamur.api.challenges.router import router
from testamur.api.challenges.schemas import Challenge, ChallengeReason, CloseChallenge, WithdrawChallenge
from testamur.api.described import also
from testamur.api.identity import WRITE, Bearer, CallerRequest
from testamur.challenges import actions


@router.post(
    "/{uuid:challenge_id}/close",
    url_name="close_challenge",
    operation_id="closeChallenge",
    auth=Bearer(WRITE),
    response=Challenge,
    summary="Close a challenge",
    openapi_extra=also(409),
)
def close_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: CloseChallenge) -> Challenge:
    """For Business Support. One that was accepted is closed only while the record is as the challenge asks."""
    return acting.done(request, challenge_id, actions.close, through="api", note=asked.note)


@router.post(
    "/{uuid:challenge_id}/send-back",
    url_name="send_back_challenge",
    operation_id="sendBackChallenge",
    auth=Bearer(WRITE),
    response=Challenge,
    summary="Send a challenge back",
    openapi_extra=also(409),
)
def send_back_challenge(request: CallerRequest, challenge_id: uuid.UUID, asked: ChallengeReason) -> Challenge:
    """For Business Support: the awarding organisation is to look at it again, and decides anew."""
    return acting.done(request, challenge_id, actions.send_back, through="api", reason=asked.reason)


@router.post(
    "/{uuid:challenge_id}/withdraw",
    url_name="withdraw_challenge",
    operation_id="withdrawChallenge",
    auth=Bearer(WRITE),
    response=Challenge,
    summary="Withdraw a challenge",
    openapi_extra=also(409),
)
def withdraw_challenge(
    request: CallerRequest, challenge_id: uuid.UUID, asked: WithdrawChallenge
) -> Challenge:
    """For whoever raised it: nobody is to look at it any more."""
    return acting.done(request, challenge_id, actions.withdraw, through="api", reason=asked.reason)
