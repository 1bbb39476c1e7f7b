"""The routes of a kind of batch: sent, followed, decided about, and its findings and files read.

Every kind that is plugged into the engine has them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse, HttpResponseBase
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel

from testamur.api import paging
from testamur.api.batches import bases, shown
from testamur.api.batches.declared import KindRoutes
from testamur.api.batches.schemas import schemas_of
from testamur.api.batches.selecting import selected
from testamur.api.batches.submitting import Key, received, received_records, submitted
from testamur.api.contract import Dict, a_file, also, file_body, header, refusals
from testamur.api.identity import READ, WRITE, Bearer, CallerRequest
from testamur.api.problems import Problem, or_not_found
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches import registry
from testamur.batches.states import Event

if TYPE_CHECKING:
    from testamur.batches.models import Batch

_LOCATION = header("Location", "Where to follow the batch.")
_TAKEN = {200: _LOCATION, 202: _LOCATION, **refusals(400, 411, 413, 415)}
_CONTENT_TYPES = {"xml": "application/xml", "csv": "text/csv", "json": "application/json"}


def router_of(routes: KindRoutes) -> Router:
    """All routes of a kind. One router for all, because one address may take two methods."""
    router = Router(tags=[routes.tag or routes.plugged.title])
    if routes.plugged.takes_files:
        _add_submit(router, routes)
        _add_submit_records(router, routes)
    if isinstance(routes.plugged, registry.SelectionKind):
        _add_select(router, routes)
    _add_reading(router, routes)
    if routes.lists_findings:
        _add_findings(router, routes)
    for event in routes.decisions:
        _add_decision(router, routes, event)
    _add_files(router, routes)
    if routes.addition:
        routes.addition(router, routes)
    return router


def batch_of(routes: KindRoutes, request: CallerRequest, batch_id: uuid.UUID) -> Batch:
    """The batch of this kind and address, if the client may see it."""
    batch = ledger.batch_for(request.auth.user, batch_id)
    if batch is None or batch.kind != routes.kind:
        raise Problem("not-found")
    return batch


def described(name: str, summary: str, scope: str = READ) -> Dict:
    """How an operation is described; what it does in full is said by its docstring or ``description``."""
    return {"url_name": name, "auth": Bearer(scope), "summary": summary}


def asking(view: Callable[..., Any], model: type[BaseModel]) -> Callable[..., Any]:
    """The view whose parameter ``asked`` comes from the address, by the fields of ``model``."""
    view.__annotations__["asked"] = Annotated[model, Query()]
    return view


# --- sending ------------------------------------------------------------------------------------------------------


def _add_submit(router: Router, routes: KindRoutes) -> None:
    schemas = schemas_of(routes)

    def submit(
        request: CallerRequest, response: HttpResponse, asked: bases.Submission, idempotency_key: Key = None
    ) -> Status[Any]:
        taken = received(routes, request, asked, key=idempotency_key)
        batch, duplicate = submitted(routes, request, response, taken)
        answer = shown.submitted(routes, batch, user=request.auth.user, duplicate=duplicate)
        return Status(200 if duplicate else 202, answer)

    router.post(
        "",
        response={202: schemas.submitted, 200: schemas.submitted},
        description=_how_to_send(routes),
        openapi_extra={
            "requestBody": file_body(schemas.submission, routes.types),
            "responses": _TAKEN,
        },
        **described(routes.submit_name, f"Send {routes.singular}", WRITE),
    )(asking(submit, schemas.submission))


def _add_submit_records(router: Router, routes: KindRoutes) -> None:
    schemas = schemas_of(routes)

    def submit_records(
        request: CallerRequest,
        response: HttpResponse,
        asked: bases.RecordsSubmission,
        items: list[BaseModel],
        idempotency_key: Key = None,
    ) -> Status[Any]:
        """The records are the body: an array of objects, whose members are texts as they would stand in a file.

        They become a batch like the lines of a file: 202 answers a batch that was taken, and 200 with `duplicate` one
        of the same records that were sent before. What is wrong with a record is told in the findings of the batch; a
        member that no record has is refused at once.
        """
        taken = received_records(routes, request, asked, items, key=idempotency_key)
        batch, duplicate = submitted(routes, request, response, taken)
        answer = shown.submitted(routes, batch, user=request.auth.user, duplicate=duplicate)
        return Status(200 if duplicate else 202, answer)

    submit_records.__annotations__["items"] = GenericAlias(list, (schemas.item,))
    router.post(
        "/records",
        response={202: schemas.submitted, 200: schemas.submitted},
        openapi_extra={"responses": _TAKEN},
        **described(routes.records_name, f"Send {routes.singular} as records", WRITE),
    )(asking(submit_records, schemas.records_submission))


def _add_select(router: Router, routes: KindRoutes) -> None:
    schemas = schemas_of(routes)

    def select(
        request: CallerRequest,
        response: HttpResponse,
        asked: bases.Selection,
        idempotency_key: Key = None,
    ) -> Status[Any]:
        batch = selected(routes, request, response, asked, key=idempotency_key)
        return Status(202, shown.detail(routes, batch, user=request.auth.user))

    select.__annotations__["asked"] = schemas.selection
    router.post(
        "",
        response={202: schemas.detail},
        description=_how_to_select(routes),
        openapi_extra={"responses": {202: _LOCATION}},
        **described(routes.submit_name, f"Make {routes.singular}", WRITE),
    )(select)


def _how_to_select(routes: KindRoutes) -> str:
    most = registry.selecting(routes.kind).selecting.most
    return f"""Say which records are meant: by `ids`, by `filters` of those that you may see, or by both, which means
what is in both; no filter at all, as `{{}}`, means all. At most {most:,} at once.

202 answers a batch that was taken: {_how_to_follow(routes)} `findings` say if by then some of them are gone. The same
selection sent again is another batch, unless it has the same `Idempotency-Key`."""


def _how_to_follow(routes: KindRoutes) -> str:
    if routes.plugged.needs_confirmation:
        return "follow `Location` until `next_move` is `person`, look at `planned` and the findings, and `confirm`."
    return "follow `Location` until `next_move` is no longer `engine`."


def _how_to_send(routes: KindRoutes) -> str:
    types = ", ".join(f"`{each}`" for each in routes.types[:-1])
    follow = _how_to_follow(routes)
    return f"""{routes.content}

The file is the whole body ({types}, with the parameters in the address), or the part `file` of a form (with the
parameters as its other parts, or in the address).

202 answers a batch that was taken: {follow} What cannot be read at all ends in the state `refused`, with findings that
say why. A file that is empty or too large is refused at once.

200 with `duplicate` answers a file that was sent before: nothing new is made, and the first batch is shown."""


# --- reading ------------------------------------------------------------------------------------------------------


def _add_reading(router: Router, routes: KindRoutes) -> None:
    schemas = schemas_of(routes)

    def list_batches(request: CallerRequest, asked: bases.AskedBatches) -> Any:
        """The batches of your organisation, newest first, whoever sent them and through whichever door."""
        rows = ledger.batches_for(request.auth.user, kind=routes.kind, state=asked.state)
        if asked.number is not None:
            rows = rows.filter(pk=asked.number)
        found, cursor = paging.piece(rows, asked, order=["-id"])
        return schemas.batches(items=[shown.summary(routes, batch) for batch in found], next=cursor)

    def view_batch(request: CallerRequest, batch_id: uuid.UUID) -> Any:
        return view_as_asked(request, batch_id, None)

    def view_as_asked(request: CallerRequest, batch_id: uuid.UUID, asked: BaseModel | None) -> Any:
        batch = batch_of(routes, request, batch_id)
        return shown.detail(routes, batch, user=request.auth.user, asked=asked)

    router.get(
        "",
        response=schemas.batches,
        **described(routes.operation("list", "batches"), f"List {routes.plural}"),
    )(asking(list_batches, bases.AskedBatches))
    router.get(
        "/{uuid:batch_id}",
        response=schemas.detail,
        description=(
            "Its state, counts, progress and files, the outcome of its records, and what you can decide now."
        ),
        **described(routes.operation("view", "batch"), f"View {routes.singular}"),
    )(asking(view_as_asked, routes.asked_in_full) if routes.asked_in_full else view_batch)


def _add_findings(router: Router, routes: KindRoutes) -> None:
    schemas = schemas_of(routes)

    def list_findings(request: CallerRequest, batch_id: uuid.UUID, asked: bases.AskedFindings) -> Any:
        """The records that have findings, in their order. What was found on the whole file is in the batch."""
        batch = batch_of(routes, request, batch_id)
        rows = ledger.rows_with_findings(
            batch, code=asked.code, severity=asked.severity, rejected=asked.rejected
        )
        found, cursor = paging.piece(rows, asked, order=["line"])
        items = [
            shown.record(routes, each, code=asked.code, severity=asked.severity)
            for each in ledger.in_words_all(batch, found)
        ]
        return schemas.records(items=items, next=cursor)

    def count_findings(request: CallerRequest, batch_id: uuid.UUID) -> Any:
        """How many records have a finding of each code: errors first, the most frequent first, each with an example."""
        found = ledger.findings_by_code(batch_of(routes, request, batch_id))
        return bases.CodeList(items=[shown.code_count(each) for each in found])

    def view_record(request: CallerRequest, batch_id: uuid.UUID, number: int) -> Any:
        """One record: what came in, what was found, and what it became."""
        batch = batch_of(routes, request, batch_id)
        row = or_not_found(ledger.row_of(batch.pk, number))
        (found,) = ledger.in_words_all(batch, [row])
        return shown.record_detail(routes, found, row, user=request.auth.user)

    router.get(
        "/{uuid:batch_id}/findings",
        response=schemas.records,
        **described(routes.operation("list", "findings"), f"List the findings of {routes.singular}"),
    )(asking(list_findings, bases.AskedFindings))
    router.get(
        "/{uuid:batch_id}/finding-codes",
        response=bases.CodeList,
        **described(
            routes.operation("count", "findings"), f"Count the findings of {routes.singular} by code"
        ),
    )(count_findings)
    router.get(
        "/{uuid:batch_id}/records/{int:number}",
        response=schemas.record_detail,
        **described(routes.operation("view", "record"), f"View a record of {routes.singular}"),
    )(view_record)


# --- deciding -----------------------------------------------------------------------------------------------------

_DECISIONS: dict[Event, tuple[Callable[..., Batch], str]] = {
    Event.CONFIRM: (batches.confirm, "Apply a batch that has been checked and is waiting for you."),
    Event.CANCEL: (batches.cancel, "Cancel a batch before anything has been applied."),
    Event.UNDO: (
        batches.undo,
        "Undo what a batch changed. Anything that has changed since is left as it is, and "
        "listed in `undone`. You need a role that can undo batches of this kind.",
    ),
    Event.RETRY: (
        batches.retry,
        "Try again what failed several times: in the states `stopped`, `interrupted`, `unreported` and `undo_stopped`.",
    ),
    Event.CLOSE: (
        batches.close,
        (
            "End a batch in the state `unreported`: the accepted records have been saved, but "
            "there will be no outcome files."
        ),
    ),
}


def _add_decision(router: Router, routes: KindRoutes, event: Event) -> None:
    """The batch after the decision, which is refused if its state does not let it be made."""
    verb, (act, description) = event.value, _DECISIONS[event]

    def decide(request: CallerRequest, batch_id: uuid.UUID) -> Any:
        user = request.auth.user
        try:
            act(batch=batch_of(routes, request, batch_id), by=user)
        except ValidationError as error:
            raise Problem("not-possible-now", error.messages[0]) from error
        return shown.detail(routes, batch_of(routes, request, batch_id), user=user)

    router.post(
        f"/{{uuid:batch_id}}/{verb}",
        response=schemas_of(routes).detail,
        description=description,
        openapi_extra=also(409),
        **described(routes.operation(verb, "batch"), f"{verb.capitalize()} {routes.singular}", WRITE),
    )(decide)


# --- files --------------------------------------------------------------------------------------------------------


def _add_files(router: Router, routes: KindRoutes) -> None:
    def download_file(request: CallerRequest, batch_id: uuid.UUID, name: str) -> HttpResponseBase:
        """One of the `files` of the batch, by its name."""
        report, file = or_not_found(ledger.report_file(batch_of(routes, request, batch_id), name))
        return FileResponse(file, as_attachment=True, filename=name, content_type=report["type"])

    def download_submitted_file(request: CallerRequest, batch_id: uuid.UUID) -> HttpResponseBase:
        """The file of the batch, byte for byte as it was received."""
        batch = batch_of(routes, request, batch_id)
        if not batch.file:
            raise Problem("not-found")
        return FileResponse(
            ledger.submitted_file(batch),
            as_attachment=True,
            filename=batch.file_name,
            content_type=_CONTENT_TYPES.get(batch.file_format, "application/octet-stream"),
        )

    router.get(
        "/{uuid:batch_id}/files/{name}",
        response={200: None},
        openapi_extra=a_file("The file."),
        **described(routes.operation("download", "file"), f"Download an outcome file of {routes.singular}"),
    )(download_file)
    if routes.plugged.takes_files:
        router.get(
            "/{uuid:batch_id}/submitted-file",
            response={200: None},
            openapi_extra=a_file("The file, byte for byte as it was received."),
            **described(
                routes.operation("download", "submitted_file"),
                f"Download the submitted file of {routes.singular}",
            ),
        )(download_submitted_file)
