"""Sending a batch of any kind, once: by its content, and by the key that its sender gives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import pydantic
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Header
from ninja.errors import ValidationError

from testamur.api import batch_files
from testamur.api.addresses import address
from testamur.api.batch_files import Sent
from testamur.api.batches import bases
from testamur.api.identity import CallerRequest
from testamur.api.problems import Problem, parameter_error
from testamur.batches import actions as batches
from testamur.batches.columns import Unreadable

if TYPE_CHECKING:
    from testamur.api.batches.of_kind import OfKind
    from testamur.batches.models import Batch
AnySubmission = TypeVar("AnySubmission", bound=bases.Submission)

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


@dataclass(frozen=True, slots=True)
class Taking:
    """A file, and how it is to be taken."""

    sent: Sent
    wanted: bases.Submission
    key: str | None
    confirm_first: bool = False
    options: dict[str, Any] = field(default_factory=dict)


def received(
    request: CallerRequest, asked: AnySubmission, *, name: str | None = None
) -> tuple[Sent, AnySubmission]:
    """The file, which is called ``name`` if nothing else is said, and the parameters that came with it."""
    sent = batch_files.sent(request, name=asked.file_name or name)
    return sent, _asked_in_all(request, asked, sent)


def take(of: OfKind, request: CallerRequest, response: HttpResponse, taking: Taking) -> tuple[Batch, bool]:
    """Submit a file. The batch that it became, and whether it had been sent before."""
    try:
        submission = batches.submit(
            kind=of.kind,
            organisation=request.auth.organisation,
            file=taking.sent.file,
            file_name=taking.wanted.file_name or taking.sent.name,
            options=taking.options,
            confirm_first=taking.confirm_first,
            send_again=taking.wanted.send_again,
            idempotency_key=taking.key,
            through="api",
            by=request.auth.user,
        )
    except Unreadable as refusal:
        large = any(found.key.endswith(".too_large") for found in refusal.findings)
        slug = "too-large" if large else "file-refused"
        raise batch_files.refused(slug, refusal.findings, of.kind) from refusal
    batch = submission.batch
    replayed = not submission.is_new and _has_key(batch, taking.key, request)
    if replayed:
        _check_same(of, batch, taking)
        response["Idempotency-Replayed"] = "true"
    response["Location"] = address(of.view, batch_id=batch.uuid)
    return batch, not submission.is_new and not replayed


def _asked_in_all(request: CallerRequest, asked: AnySubmission, sent: Sent) -> AnySubmission:
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


def _check_same(of: OfKind, batch: Batch, taking: Taking) -> None:
    """Refuse a key that stood for something else."""
    same = (
        batch.kind == of.kind
        and batch.digest == taking.sent.digest()
        and batch.options == taking.options
        and batch.needs_confirmation == taking.confirm_first
        and batch.sent_again == taking.wanted.send_again
    )
    if not same:
        detail = _("This key stands for batch %(number)s, which has another content or other parameters.")
        raise Problem("key-used-before", detail % {"number": batch.pk})
