"""The door of the web services: what is settled before an operation answers, and that every refusal is a fault."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from lxml import etree

from testamur.batches import registry
from testamur.batches.columns import Unreadable
from testamur.batches.findings import in_words
from testamur.plumbing import bodies, trouble, xml
from testamur.plumbing.text import Damage, Damaged, size
from testamur.soap import contract, envelopes, identity, wsdl
from testamur.soap.calls import Operation, Service
from testamur.soap.refusals import Code, Refusal

log = structlog.get_logger(__name__)

CONTENT_TYPE = "text/xml; charset=utf-8"
_TYPES = ("text/xml", "application/xml")
_DAMAGES = {
    Damage.DOCTYPE: "The request has a DOCTYPE, which it may not have.",
    Damage.ENCODING: "The text of the request cannot be read as {encoding}.",
    Damage.TRUNCATED: "The request ends in the middle, at line {line}.",
    Damage.NOT_WELL_FORMED: "The request is broken at line {line}, column {column}: {reason}.",
}


def view_of(service: Service) -> Callable[[HttpRequest], HttpResponse]:
    """The view of a service's address. It is without CSRF protection: nothing here heeds a session or a cookie."""

    def view(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return wsdl.described(request, service)
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        try:
            answer = _answer(request, service)
        except Exception as error:
            refusal = _refusal(error)
            log.info("soap.refused", service=service.name, code=str(refusal.code))
            return _written(service.fault(refusal), refusal.status, refusal.headers)
        return _written(answer)

    view.csrf_exempt = True  # type: ignore[attr-defined]
    return bodies.takes(_largest, refuses=True, in_chunks=True)(view)


def _largest() -> int:
    return int(settings.WEB_SERVICE_MAX_BYTES)


def _written(body: etree._Element, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    content = envelopes.written(body)
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE, headers=headers or {})


def _answer(request: HttpRequest, service: Service) -> etree._Element:
    """In this order: size, form, operation, hours, who calls, schema, and then the operation's own rules."""
    data = _read(request)
    with identity.weighed(request, len(data)):
        body = envelopes.payload(_parsed(data))
        operation = _operation(request, service, body)
        identity.check_hours()
        call = identity.caller(request, identity.credentials_of(body), operation)
    contract.check(service, body)
    log.info("soap.called", operation=operation.name)
    return operation.handle(call, body)


def _read(request: HttpRequest) -> bytes:
    """The bytes of the request, refused by what its headers say of it before one is read."""
    if (request.content_type or "").lower() not in _TYPES:
        raise Refusal(Code.INVALID_REQUEST, "The content must be text/xml.", status=415)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refusal(Code.INVALID_REQUEST, "Compressed content is not taken.", status=415)
    limit = _largest()
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        data = b"" if length > limit else request.read(limit + 1)
    except (ValueError, UnreadablePostError, OSError) as error:
        if trouble.of(error):
            raise
        raise Refusal(Code.INVALID_REQUEST, "The request ends too early.") from None
    if max(length, len(data)) > limit:
        raise Refusal(Code.INVALID_REQUEST, f"A request may have at most {size(limit)}.")
    return data


def _parsed(data: bytes) -> etree._Element:
    """The envelope. Nothing is fetched, nothing expanded, and nothing may nest or grow without bound."""
    if not data.strip():
        raise envelopes.Malformed("The request is empty.")
    xml.refuse_doctype(data)
    parser = xml.parser_for("start", "{*}Envelope")
    for _piece in xml.fed(parser, data):
        pass
    root = next((element for element in xml.elements(parser) if element.getparent() is None), None)
    if root is None:
        raise envelopes.Malformed("The request is not a SOAP envelope.")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Damaged(Damage.DOCTYPE)
    return root


def _operation(request: HttpRequest, service: Service, body: etree._Element) -> Operation:
    """Which operation is meant. That it is named and not there is another mistake than a body that is not its own."""
    if service.by_action:
        action = _action(request)
        found = next((each for each in service.operations if each.action == action), None)
        if found is None:
            words = f"There is no operation {action[:200]!r}." if action else "Send the header SOAPAction."
            raise Refusal(Code.UNKNOWN_REQUEST, words)
    else:
        name = etree.QName(body).localname
        found = next((each for each in service.operations if each.input_name == name), None)
        if found is None:
            raise Refusal(Code.UNKNOWN_REQUEST, f"There is no operation {name[:200]!r}.")
    if body.tag != found.input_tag:
        words = f"The Body must hold {found.input_name} of the namespace {found.namespace}."
        raise Refusal(Code.INVALID_REQUEST, words)
    return found


def _action(request: HttpRequest) -> str:
    return str(request.headers.get("SOAPAction", "")).strip().strip('"').strip()


def _refusal(error: Exception) -> Refusal:
    """What is said of an exception. Of one that nobody foresaw nothing is said but that it is our own fault."""
    if met := trouble.of(error):
        log.warning("soap.in_the_way", what=met.slug)
        headers = {"Retry-After": str(met.retry_after)}
        return Refusal(Code.UNKNOWN_ERROR, str(met), theirs=False, status=met.status, headers=headers)
    match error:
        case Refusal():
            return error
        case envelopes.Malformed():
            return Refusal(Code.INVALID_REQUEST, error.words, fault_code=error.fault_code)
        case Damaged():
            return Refusal(Code.INVALID_REQUEST, _DAMAGES[error.damage].format_map(error.details))
        case Unreadable():
            return _unreadable(error)
        case PermissionDenied():
            return Refusal(Code.NO_ACCESS)
        case OperationalError() | InterfaceError():
            log.exception("soap.database_unavailable")
            words = "The service cannot answer at the moment. Try again in a few seconds."
            return Refusal(Code.UNKNOWN_ERROR, words, theirs=False, headers={"Retry-After": "10"})
        case _:
            log.exception("soap.failed")
            return Refusal(Code.UNKNOWN_ERROR, "Contact the records service.", theirs=False)


def _unreadable(error: Unreadable) -> Refusal:
    """A finding on the whole request: its own code where that is one of the LRS."""
    catalogue = {**registry.named("verify").catalogue, **registry.named("achievements").catalogue}
    sentence = in_words(error.findings[0], catalogue)
    code = Code(sentence.code) if sentence.code in set(Code) else Code.INVALID_REQUEST
    return Refusal(code, f"{sentence.what} {sentence.remedy}")
