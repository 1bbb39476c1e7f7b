"""Sending a batch of any kind, once: by its content, and by the key that its sender gives it."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import pydantic
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Header
from ninja.errors import ValidationError
from pydantic import BaseModel

from testamur.api import batch_files
from testamur.api.addresses import address
from testamur.api.batch_files import Sent
from testamur.api.batches import bases
from testamur.api.identity import CallerRequest
from testamur.api.problems import Problem, parameter_error
from testamur.batches import actions as batches
from testamur.batches.actions import Submission
from testamur.batches.columns import Unreadable

if TYPE_CHECKING:
    from testamur.api.batches.declared import KindRoutes
    from testamur.batches.models import Batch

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A value of your choice that identifies this submission, such as a UUID. Sent again "
        "with the same content, it gives the same batch and the header Idempotency-Replayed.",
    ),
]


@dataclass(frozen=True, slots=True)
class Received:
    """A file or records, and how they are to be taken. ``digest`` tells them from others."""

    submit: Callable[..., Submission]
    digest: Callable[[], str]
    send_again: bool
    confirm_first: bool
    options: dict[str, Any]
    key: str | None


def received(
    routes: KindRoutes, request: CallerRequest, asked: bases.Submission, *, key: str | None
) -> Received:
    """The file, and the parameters that came with it in the address or in the form around it."""
    sent = batch_files.sent(request, name=asked.file_name, stem=routes.file_stem)
    together = _together(request, asked, sent)
    submit = functools.partial(batches.submit, file=sent.file, file_name=together.file_name or sent.name)
    return _received(routes, together, submit, sent.digest, key)


def received_records(
    routes: KindRoutes,
    request: CallerRequest,
    asked: bases.RecordsSubmission,
    items: Sequence[BaseModel],
    *,
    key: str | None,
) -> Received:
    """Records, and the parameters of the address."""
    records = [item.model_dump(exclude_unset=True) for item in items]
    content = orjson.dumps(records, option=orjson.OPT_SORT_KEYS)
    submit = functools.partial(batches.submit_records, items=records)
    taken = _received(routes, asked, submit, lambda: hashlib.sha256(content).hexdigest(), key)
    own = {each.key for each in routes.plugged.layout.header} & routes.claimed
    if "ukprn" in own:
        taken.options["ukprn"] = request.auth.organisation.ukprn
    return taken


def _received(
    routes: KindRoutes,
    asked: bases.RecordsSubmission,
    submit: Callable[..., Submission],
    digest: Callable[[], str],
    key: str | None,
) -> Received:
    wanted = asked.model_dump(exclude={"send_again", "file_name"})
    confirm_first = wanted.pop("confirm_first", routes.plugged.needs_confirmation)
    return Received(
        submit=submit,
        digest=digest,
        send_again=asked.send_again,
        confirm_first=confirm_first,
        options={name: value for name, value in wanted.items() if value},
        key=key,
    )


def submitted(
    routes: KindRoutes, request: CallerRequest, response: HttpResponse, taken: Received
) -> tuple[Batch, bool]:
    """Submit a file. The batch that it became, and whether it had been sent before."""
    try:
        submission = taken.submit(
            kind=routes.kind,
            organisation=request.auth.organisation,
            options=taken.options,
            confirm_first=taken.confirm_first,
            send_again=taken.send_again,
            idempotency_key=taken.key,
            through="api",
            by=request.auth.user,
        )
    except Unreadable as refusal:
        large = any(found.key.endswith(".too_large") for found in refusal.findings)
        slug = "too-large" if large else "file-refused"
        raise batch_files.refused(slug, refusal.findings, routes.kind) from refusal
    batch = submission.batch
    replayed = not submission.is_new and _has_key(batch, taken.key, request)
    if replayed:
        _check_same(routes, batch, taken)
        response["Idempotency-Replayed"] = "true"
    response["Location"] = address(routes.operation("view", "batch"), batch_id=batch.uuid)
    return batch, not submission.is_new and not replayed


def _together(request: CallerRequest, asked: bases.Submission, sent: Sent) -> bases.Submission:
    """The parameters of the address and of the form together; one given in both is refused."""
    twice = [
        parameter_error(name, _("This is given more than once."))
        for name in sent.fields
        if name in request.GET
    ]
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


def _check_same(routes: KindRoutes, batch: Batch, taken: Received) -> None:
    """Refuse a key that stood for something else."""
    same = (
        batch.kind == routes.kind
        and batch.digest == taken.digest()
        and batch.options == taken.options
        and batch.needs_confirmation == taken.confirm_first
        and batch.sent_again == taken.send_again
    )
    if not same:
        raise key_used(batch)


def key_used(batch: Batch) -> Problem:
    """The refusal of a key that stood for something else."""
    detail = _("This key was used for batch %(number)s, which has other content or parameters.")
    return Problem("key-used-before", detail % {"number": batch.pk})
