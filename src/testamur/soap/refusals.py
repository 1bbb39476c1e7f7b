"""A call that is refused, and the two forms in which services say so."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.conf import settings
from lxml import etree

from testamur.plumbing import clock
from testamur.soap.codes import MEANINGS, Code
from testamur.soap.envelopes import ENVELOPE_NAMESPACE, child, clean, new

FAULTS = "http://api.lrs.qcf.gov.uk/faults"
EXCEPTIONS = "http://api.lrs.miap.gov.uk/exceptions"
_MIAP = "uk.gov.miap.lrs.api.exceptions.MIAPAPIException"
_STAMP = "%Y-%m-%d %H:%M:%S"


class Refusal(Exception):
    """Raised anywhere below the door, it becomes a fault. ``detail`` is for the person who looks for the mistake.

    ``theirs`` says whose fault it is: the caller's, who has to send something else, or ours.
    """

    def __init__(
        self,
        code: Code,
        detail: str = "",
        *,
        theirs: bool = True,
        fault_code: str = "",
        status: int = 500,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.fault_code = fault_code or ("Client" if theirs else "Server")
        self.status = status
        self.headers = dict(headers or {})


def domain_fault(refusal: Refusal) -> etree._Element:
    """As ExternalService and LearnerServiceR9 say it: ``ErrorDetail`` is the UTF-8 of a sentence, as base64."""
    fault, detail = _fault(refusal.fault_code, MEANINGS[refusal.code])
    said = new(FAULTS, "DomainFault")
    detail.append(said)
    child(said, "ErrorCode", refusal.code)
    words = clean(refusal.detail or MEANINGS[refusal.code])
    child(said, "ErrorDetail", base64.b64encode(words.encode()).decode())
    return fault


def miap_exception(refusal: Refusal) -> etree._Element:
    """As LearnerService says it; the children have no namespace (lrs section 2.6)."""
    fault, detail = _fault("Server", _MIAP)
    said = new(EXCEPTIONS, "MIAPAPIException", prefix="e")
    detail.append(said)
    now: dt.datetime = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    for name, text in (
        ("ErrorCode", str(refusal.code)),
        ("ErrorActor", "testamur.soap"),
        ("Description", MEANINGS[refusal.code]),
        ("FurtherDetails", refusal.detail),
        ("ErrorTimestamp", now.strftime(_STAMP)),
    ):
        child(said, name, text, qualified=False)
    return fault


def _fault(code: str, words: str) -> tuple[etree._Element, etree._Element]:
    fault = new(ENVELOPE_NAMESPACE, "Fault", prefix="s")
    child(fault, "faultcode", f"s:{code}", qualified=False)
    child(fault, "faultstring", words, qualified=False)
    return fault, child(fault, "detail", qualified=False)
