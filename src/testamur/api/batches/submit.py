"""Sending an achievement batch."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query
from ninja.responses import Status

from testamur.api.batches import presenters
from testamur.api.batches.operations import takes
from testamur.api.batches.presenters import OF
from testamur.api.batches.router import router
from testamur.api.batches.schemas import Submission, Submitted
from testamur.api.batches.taking import Key, Taking, received, take
from testamur.api.identity import CallerRequest


@router.post(
    "", response={202: Submitted, 200: Submitted}, **takes("submit_batch", "Send a batch", Submission)
)
def submit_batch(
    request: CallerRequest, response: HttpResponse, asked: Query[Submission], idempotency_key: Key = None
) -> Status[Submitted]:
    """The file is the whole body (`application/xml`, `text/xml` or `text/csv`, with the parameters in the address), or
    the part `file` of a form (with the parameters as its other parts, or in the address).

    202 answers a batch that was taken. It is checked and applied in a queue: follow `Location` until `next_move` is no
    longer `engine`. What cannot be read at all ends in the state `refused`, with findings that say why. A file that is
    empty or too large is refused at once.

    200 with `duplicate` answers a file that was sent before: nothing new is made, and the first batch is shown.
    """
    sent, wanted = received(request, asked)
    options: dict[str, Any] = {"job_type": wanted.job_type} if wanted.job_type else {}
    taking = Taking(sent, wanted, idempotency_key, confirm_first=wanted.confirm_first, options=options)
    batch, duplicate = take(OF, request, response, taking)
    shown = Submitted(**presenters.details(batch, user=request.auth.user), duplicate=duplicate)
    return Status(200 if duplicate else 202, shown)
