"""Every refusal of the API, as ``application/problem+json`` (RFC 9457). The page of the API lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
import structlog
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testamur.achievements.kinds.achievements.layout import FIELD_OF_NAME
from testamur.batches.findings import Sentence
from testamur.plumbing import trouble

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One entry of the catalogue. ``slug`` ends the address that a problem gives as its ``type``."""

    slug: str
    status: int
    title: Any
    explanation: Any


_TYPES = (
    ProblemType(
        "malformed",
        400,
        gettext_lazy("The request cannot be read"),
        gettext_lazy("The body is not JSON, not multipart, or ends too early."),
    ),
    ProblemType(
        "not-authenticated",
        401,
        gettext_lazy("A valid access token is needed"),
        gettext_lazy(
            "The token is missing, wrong or expired, or the client or its organisation is suspended."
        ),
    ),
    ProblemType(
        "insufficient-scope",
        403,
        gettext_lazy("The access token does not have the scope needed"),
        gettext_lazy("Request a token with the scope that is named."),
    ),
    ProblemType(
        "not-allowed",
        403,
        gettext_lazy("Your client does not have the right to do this"),
        gettext_lazy("The rights of a client are those of its role, which your super user chooses."),
    ),
    ProblemType(
        "not-found",
        404,
        gettext_lazy("Not found"),
        gettext_lazy("This address does not exist, or it belongs to another organisation."),
    ),
    ProblemType(
        "method-not-allowed",
        405,
        gettext_lazy("This address does not accept this method"),
        gettext_lazy("The header Allow lists the methods that it accepts."),
    ),
    ProblemType(
        "not-possible-now",
        409,
        gettext_lazy("This cannot be done now"),
        gettext_lazy(
            "This is not possible in the state the batch is in, perhaps because someone else "
            "changed it first."
        ),
    ),
    ProblemType(
        "changed-since",
        409,
        gettext_lazy("The achievement has changed since you saw it"),
        gettext_lazy("Someone else changed it first. Check it as it is now, and decide again."),
    ),
    ProblemType(
        "length-required",
        411,
        gettext_lazy("The length of the body must be given"),
        gettext_lazy("Send the header Content-Length; a body in chunks is not accepted."),
    ),
    ProblemType(
        "too-large",
        413,
        gettext_lazy("The body is too large"),
        gettext_lazy("GET /me gives the limits. Split the batch."),
    ),
    ProblemType(
        "unsupported-media-type",
        415,
        gettext_lazy("This content type is not accepted here"),
        gettext_lazy("The documentation of each address lists what it accepts."),
    ),
    ProblemType(
        "invalid-request",
        422,
        gettext_lazy("The request is not valid"),
        gettext_lazy("The member errors lists every field and what is wrong with it."),
    ),
    ProblemType(
        "key-used-before",
        422,
        gettext_lazy("The Idempotency-Key was used for something else"),
        gettext_lazy("A key can be used for one submission only. Use a new key for other content."),
    ),
    ProblemType(
        "file-refused",
        422,
        gettext_lazy("The file is refused"),
        gettext_lazy("The member findings says why. No batch was created."),
    ),
    ProblemType(
        "record-rejected",
        422,
        gettext_lazy("The record is rejected"),
        gettext_lazy("The member findings says what is wrong and what to do. Nothing was changed."),
    ),
    ProblemType(
        "too-many-requests",
        429,
        gettext_lazy("Too many requests"),
        gettext_lazy("The header Retry-After says how many seconds to wait."),
    ),
    ProblemType(
        "internal-error",
        500,
        gettext_lazy("Something went wrong on our side"),
        gettext_lazy("Quote the member instance if you report it."),
    ),
    ProblemType(trouble.HELD.slug, trouble.HELD.status, trouble.HELD.title, trouble.HELD.remedy),
    ProblemType(trouble.SLOW.slug, trouble.SLOW.status, trouble.SLOW.title, trouble.SLOW.remedy),
    ProblemType(trouble.FULL.slug, trouble.FULL.status, trouble.FULL.title, trouble.FULL.remedy),
    ProblemType(
        trouble.UNSCANNED.slug, trouble.UNSCANNED.status, trouble.UNSCANNED.title, trouble.UNSCANNED.remedy
    ),
    ProblemType(
        "unavailable",
        503,
        gettext_lazy("The service cannot answer at the moment"),
        gettext_lazy("Try again after the time in the header Retry-After."),
    ),
)
CATALOGUE: dict[str, ProblemType] = {entry.slug: entry for entry in _TYPES}


class Problem(Exception):
    """A refusal. Raised anywhere below the door of the API, it becomes the response."""

    def __init__(
        self,
        slug: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        findings: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(slug)
        self.type = CATALOGUE[slug]
        self.detail = detail
        self.errors = list(errors)
        self.findings = list(findings)
        self.headers = dict(headers or {})

    def response(self) -> HttpResponse:
        body: dict[str, Any] = {
            "type": f"{reverse('api_docs')}#{self.type.slug}",
            "title": str(self.type.title),
            "status": self.type.status,
            "detail": self.detail or str(self.type.explanation),
        }
        if request_id():
            body["instance"] = f"urn:uuid:{request_id()}"
        if self.errors:
            body["errors"] = self.errors
        if self.findings:
            body["findings"] = self.findings
        return HttpResponse(
            orjson.dumps(body), status=self.type.status, content_type=CONTENT_TYPE, headers=self.headers
        )


def request_id() -> str:
    """The id under which the logs tell of this request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def not_found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The view of every address below the API's that does not exist."""
    return Problem("not-found").response()


Thing = TypeVar("Thing")


def or_not_found(found: Thing | None) -> Thing:
    """What was looked for, if it is there for the caller."""
    if found is None:
        raise Problem("not-found")
    return found


def not_valid(error: ValidationError, pointers: Mapping[str, str] | None = None) -> Problem:
    """422 with every field that does not fit; 409 where it cannot be done now, perhaps because somebody was faster.

    ``pointers`` say where in the request a field stands that has another name there.
    """
    if not hasattr(error, "error_dict"):
        return Problem("not-possible-now", " ".join(error.messages))
    errors = [
        {"pointer": f"#/{(pointers or {}).get(name, name)}", "detail": message}
        for name, found in error.message_dict.items()
        for message in found
    ]
    return Problem("invalid-request", errors=errors)


def not_authenticated(detail: str = "", *, error: str = "") -> Problem:
    challenge = 'Bearer realm="testamur"' + (f', error="{error}"' if error else "")
    return Problem("not-authenticated", detail, headers={"WWW-Authenticate": challenge})


def insufficient_scope(scope: str) -> Problem:
    return Problem(
        "insufficient-scope",
        _("The token does not have the scope %(scope)s.") % {"scope": scope},
        headers={"WWW-Authenticate": f'Bearer realm="testamur", error="insufficient_scope", scope="{scope}"'},
    )


def wrong_media_type(found: str, expected: Sequence[str]) -> Problem:
    detail = _("The content is %(found)s. It must be %(expected)s.") % {
        "found": found or _("of no named type"),
        "expected": _(" or ").join(expected),
    }
    return Problem("unsupported-media-type", detail, headers={"Accept": ", ".join(expected)})


def with_findings(slug: str, sentences: Sequence[Sentence], **more: Any) -> Problem:
    """A refusal that findings explain; its detail is the first of them."""
    first = sentences[0]
    return Problem(
        slug,
        f"{first.what} {first.remedy}",
        findings=[as_finding(sentence) for sentence in sentences],
        **more,
    )


def as_finding(sentence: Sentence) -> dict[str, Any]:
    """A finding in words, as the API shows it everywhere."""
    return {
        "code": sentence.code,
        "severity": sentence.severity.value,
        "error_class": sentence.error_class.value,
        "record": sentence.line,
        "field": sentence.field or None,
        "value": sentence.value or None,
        "what": sentence.what,
        "remedy": sentence.remedy,
    }


_WORDED = {
    "missing": lambda: _("This is missing."),
    "extra_forbidden": lambda: _("There is no field with this name."),
}


def field_errors(errors: Iterable[Any]) -> list[dict[str, Any]]:
    """Pydantic's errors of a request: where each stands, and a sentence."""
    return [{**_place(error["loc"]), "detail": _sentence(error)} for error in errors]


def parameter_error(name: str, detail: str) -> dict[str, Any]:
    return {"parameter": name, "detail": detail}


def _place(loc: tuple[Any, ...]) -> dict[str, str]:
    """In a JSON body a pointer (RFC 6901), elsewhere the name of the parameter."""
    source, *parts = loc
    if source != "body":
        return {"parameter": str(parts[-1] if parts else source)}
    parts = parts[1:]  # the first is what the view calls the body
    return {"pointer": "#" + "".join(f"/{_escaped(str(part))}" for part in parts)}


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _sentence(error: dict[str, Any]) -> str:
    if worded := _WORDED.get(error["type"]):
        return worded()
    return str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."


def record_errors(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """Findings of one record as errors of the fields of the request that brought it."""
    return [
        {"pointer": f"#/{FIELD_OF_NAME[sentence.field].key}", "detail": sentence.what}
        for sentence in sentences
        if sentence.field in FIELD_OF_NAME
    ]
