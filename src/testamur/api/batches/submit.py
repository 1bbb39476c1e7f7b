"""Sending a batch, once: by its content, and by the key that its sender gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import pydantic
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Query
from ninja.errors import ValidationError
from ninja.responses import Status

from testamur.api import batch_files
from testamur.api.addresses import address
from testamur.api.batch_files import Sent
from testamur.api.batches import presenters
from testamur.api.batches.router import router
from testamur.api.batches.schemas import Submission, Submitted
from testamur.api.described import file_body, header, refusals
from testamur.api.fields import parameter_error
from testamur.api.identity import WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem
from testamur.bulk import actions as bulk
from testamur.bulk.columns import Unreadable

if TYPE_CHECKING:
    from testamur.bulk.models import Batch
AnySubmission = TypeVar("AnySubmission", bound=pydantic.BaseModel)

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A word of your choice that stands for this submission, such as a UUID. Sent again with the same "
        "content, it gives the same batch and the header Idempotency-Replayed.",
    ),
]


LOCATION = header("Location", "Where to follow the batch.")
RESPONSES = {200: LOCATION, 202: LOCATION, **refusals(400, 411, 413, 415)}


@router.post(
    "",
    url_name="submit_batch",
    operation_id="submitBatch",
    auth=Bearer(WRITE),
    response={202: Submitted, 200: Submitted},
    summary="Send a batch",
    openapi_extra={"requestBody": file_body(Submission), "responses": RESPONSES},
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
    sent = batch_files.sent(request, name=asked.file_name)
    wanted = asked_in_all(request, asked, sent)
    options: dict[str, Any] = {"job_type": wanted.job_type} if wanted.job_type else {}
    taking = Taking(
        kind=batch_files.KIND,
        options=options,
        confirm_first=wanted.confirm_first,
        send_again=wanted.send_again,
        file_name=wanted.file_name or sent.name,
        key=idempotency_key,
        view="view_batch",
    )
    batch, duplicate = take(request, response, sent, taking)
    shown = Submitted(**presenters.details(batch, user=request.auth.user), duplicate=duplicate)
    return Status(200 if duplicate else 202, shown)


@dataclass(frozen=True, slots=True)
class Taking:
    """How a file is to be taken, of whichever kind; ``view`` is the name of the address that shows its batch."""

    kind: str
    options: dict[str, Any]
    confirm_first: bool
    send_again: bool
    file_name: str
    key: str | None
    view: str


def take(request: CallerRequest, response: HttpResponse, sent: Sent, taking: Taking) -> tuple[Batch, bool]:
    """Submit a file. The batch that it became, and whether it had been sent before."""
    try:
        submission = bulk.submit(
            kind=taking.kind,
            organisation=request.auth.organisation,
            file=sent.file,
            file_name=taking.file_name,
            options=taking.options,
            confirm_first=taking.confirm_first,
            send_again=taking.send_again,
            idempotency_key=taking.key,
            through="api",
            by=request.auth.user,
        )
    except Unreadable as refusal:
        large = any(found.key.endswith(".too_large") for found in refusal.findings)
        slug = "too-large" if large else "file-refused"
        raise batch_files.refused(slug, refusal.findings, taking.kind) from refusal
    batch = submission.batch
    replayed = not submission.is_new and _has_key(batch, taking.key, request)
    if replayed:
        _check_same(batch, sent, taking)
        response["Idempotency-Replayed"] = "true"
    response["Location"] = address(taking.view, batch_id=batch.uuid)
    return batch, not submission.is_new and not replayed


def asked_in_all(request: CallerRequest, asked: AnySubmission, sent: Sent) -> AnySubmission:
    """The parameters of the address and of the form together; one given in both is refused."""
    twice = [parameter_error(name, _("This is given twice.")) for name in sent.fields if name in request.GET]
    if twice:
        raise Problem("invalid-request", errors=twice)
    try:
        return type(asked).model_validate({**asked.model_dump(exclude_unset=True), **sent.fields})
    except pydantic.ValidationError as error:
        found: list[Any] = [
            {**each, "loc": ("form", *each["loc"])} for each in error.errors(include_url=False)
        ]
        raise ValidationError(found) from error


def _has_key(batch: Batch, key: str | None, request: CallerRequest) -> bool:
    return key is not None and batch.idempotency_key == key and batch.submitted_by_id == request.auth.user.pk


def _check_same(batch: Batch, sent: Sent, taking: Taking) -> None:
    """Refuse a key that stood for something else."""
    same = (
        batch.kind == taking.kind
        and batch.digest == sent.digest()
        and batch.options == taking.options
        and batch.needs_confirmation == taking.confirm_first
        and batch.sent_again == taking.send_again
    )
    if not same:
        detail = _("This key stands for batch %(number)s, which has another content or other parameters.")
        raise Problem("key-used-before", detail % {"number": batch.pk})
