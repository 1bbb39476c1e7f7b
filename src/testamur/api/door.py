"""The door of the API: what is settled before a request is read, and that every refusal leaves it as a problem."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from testamur.api import batch_files, problems
from testamur.api.batches import kinds
from testamur.api.problems import Problem, field_errors
from testamur.batches import registry
from testamur.plumbing import bodies, trouble

log = structlog.get_logger(__name__)

View = Callable[..., HttpResponseBase]

SMALL = 64 * 1024
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Body:
    """What an address takes: the sorts of content, and the most bytes, with the refusal of more."""

    types: tuple[str, ...]
    limit: Callable[[], int] = lambda: SMALL
    refusal: Callable[[int], Problem] | None = None


# By the name of the address. What is not listed takes no body.
BODIES: dict[str, Body] = {
    **{
        each.submit_name: Body(
            each.types,
            functools.partial(batch_files.largest_body, each.kind),
            functools.partial(batch_files.too_large, kind=each.kind),
        )
        for each in kinds.ALL
        if each.plugged.takes_files
    },
    **{
        each.records_name: Body((JSON,), lambda: settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        for each in kinds.ALL
        if each.plugged.takes_files
    },
    **{
        each.submit_name: Body((JSON,), lambda: settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        for each in kinds.ALL
        if isinstance(each.plugged, registry.SelectionKind)
    },
    "ask_for_contact": Body((JSON,)),
    "decline_contact": Body((JSON,)),
    "verify_learner": Body((JSON,)),
    "search_achievements": Body((JSON,)),
    "change_achievement": Body((JSON,)),
    "check_achievement": Body((JSON,)),
    "edit_grade": Body((JSON,)),
    "check_grade": Body((JSON,)),
    "delete_achievement": Body((JSON,)),
    "move_achievement": Body((JSON,)),
    "check_move": Body((JSON,)),
    "search_records": Body((JSON,)),
    "raise_challenge": Body((JSON,)),
    "accept_challenge": Body((JSON,)),
    "reject_challenge": Body((JSON,)),
    "correct_challenge": Body((JSON,)),
    "assign_challenge": Body((JSON,)),
    "say_in_challenge": Body((JSON,)),
    "close_challenge": Body((JSON,)),
    "send_back_challenge": Body((JSON,)),
    "withdraw_challenge": Body((JSON,)),
    "set_sharing": Body((JSON,)),
    "invite_learner": Body((JSON,)),
    "change_person": Body((JSON,)),
    "set_person_roles": Body((JSON,)),
    "invite_person": Body((JSON,)),
    "create_api_client": Body((JSON,)),
    "set_web_service_password": Body((JSON,)),
    "api_token": Body((FORM,)),
    "api_token_revocation": Body((FORM,)),
}


def guarded(view: View, body: Body | None) -> View:
    """The view behind the door. It is without CSRF protection, because nothing here heeds a session or a cookie."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            if request.method == "POST":
                _check_body(request, body)
            response = view(request, *args, **kwargs)
        except Exception as error:
            response = problem_of(error).response()
        if response.status_code == 405:
            response = Problem("method-not-allowed", headers={"Allow": response["Allow"]}).response()
        return _with_headers(request, response)

    door.csrf_exempt = True  # type: ignore[attr-defined]
    return bodies.takes(lambda **_: body.limit() if body else SMALL, refuses=True)(door)


def _check_body(request: HttpRequest, body: Body | None) -> None:
    """Refuse a body by what its headers say of it, before a byte is read."""
    if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
        raise Problem("length-required")
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise Problem("malformed") from None
    limit = body.limit() if body else SMALL
    if length > limit:
        raise body.refusal(length) if body and body.refusal else too_large(limit)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise problems.wrong_media_type(request.headers["Content-Encoding"], ["identity"])
    if body and (request.content_type or "").lower() not in body.types:
        raise problems.wrong_media_type(request.content_type or "", body.types)


def too_large(limit: int) -> Problem:
    return Problem("too-large", _("The body must be %(limit)s bytes or smaller.") % {"limit": limit})


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The id under which the logs tell of this request, and how the client stands with its limit."""
    response.headers["X-Request-ID"] = problems.request_id()
    if (caller := getattr(request, "auth", None)) is not None:
        response.headers["RateLimit-Limit"] = str(caller.usage.limit)
        response.headers["RateLimit-Remaining"] = str(caller.usage.remaining)
        response.headers["RateLimit-Reset"] = str(caller.usage.seconds_left)
    return response


def problem_of(error: Exception) -> Problem:
    """What is said of an exception. Of one that nobody foresaw nothing is said but where to find it in the logs."""
    if met := trouble.of(error):
        log.warning("api.in_the_way", what=met.slug)
        return Problem(met.slug, headers={"Retry-After": str(met.retry_after)})
    match error:
        case Problem():
            return error
        case ValidationError():
            return Problem("invalid-request", errors=field_errors(error.errors))
        case Http404():
            return Problem("not-found")
        case PermissionDenied():
            return Problem("not-allowed", str(error))
        case RequestDataTooBig():
            return too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        case HttpError(status_code=400) | BadRequest() | SuspiciousOperation():
            return Problem("malformed")
        case MultiPartParserError() | UnreadablePostError():
            return Problem("malformed")
        case OperationalError() | InterfaceError():
            log.exception("api.database_unavailable")
            return Problem("unavailable", headers={"Retry-After": "10"})
        case _:
            log.exception("api.failed")
            return Problem("internal-error")
