"""The codes by which the LRS answers, in our words (lrs sections 2.1 and 2.2), and calls that are refused with them."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from lxml import etree

from testamur.plumbing import clock
from testamur.soap.envelopes import ENVELOPE_NAMESPACE, child, clean, new


class Code(StrEnum):
    """What a fault says."""

    INVALID_REQUEST = "WSEC0001"
    UNKNOWN_REQUEST = "WSEC0002"
    UNKNOWN_ORGANISATION = "WSEC0003"
    OUT_OF_HOURS = "WSEC0004"
    WRONG_PASSWORD = "WSEC0005"  # noqa: S105 - a code
    NO_ACCESS = "WSEC0006"
    NOT_SET_UP = "WSEC0043"
    BAD_EMAIL = "WSEC0044"
    BAD_SUBMISSION_TYPE = "WSEC0045"
    TOO_MANY = "WSEC0046"
    NONE = "WSEC0047"
    UNKNOWN_ERROR = "WSEC0999"


MEANINGS: dict[Code, str] = {
    Code.INVALID_REQUEST: "Invalid request: it is malformed, or does not follow the schema.",
    Code.UNKNOWN_REQUEST: "Unknown request: there is no such operation.",
    Code.UNKNOWN_ORGANISATION: "The organisation is not authorised for this service.",
    Code.OUT_OF_HOURS: "The service is closed at this hour.",
    Code.WRONG_PASSWORD: "The organisation, its password, or the user name is not right.",
    Code.NO_ACCESS: "The organisation does not have the right to do this.",
    Code.NOT_SET_UP: "The organisation is not set up to submit achievement batches.",
    Code.BAD_EMAIL: "The email address is invalid.",
    Code.BAD_SUBMISSION_TYPE: "The submission type is invalid.",
    Code.TOO_MANY: "There are too many achievements in the request.",
    Code.NONE: "There must be at least one achievement in the request.",
    Code.UNKNOWN_ERROR: "Something went wrong.",
}


class Answer(StrEnum):
    """What a ``ResponseCode`` says."""

    NO_MATCH = "WSRC0001"
    SUCCESS = "WSRC0004"
    UPDATED = "WSRC0006"
    BATCH_SUBMITTED = "WSRC0007"
    BATCH_INCOMPLETE = "WSRC0008"
    BATCH_SUCCESSFUL = "WSRC0009"
    BATCH_FAILED = "WSRC0010"
    CHANGED_SINCE = "WSRC0013"
    INSUFFICIENT = "WSRC0015"
    UNKNOWN_JOB = "WSRC0018"
    NOT_FOUND_FOR_UPDATE = "WSRC0019"
    MASTER_SUBSTITUTED = "WSRC0022"
    NOT_FOUND_FOR_REPORT = "WSRC0023"
    NONE_FOR_REPORT = "WSRC0024"
    WRONG_COUNT = "WSRC0030"
    INVALID_ULN = "WSEC0136"
    NOT_SHARED = "WSEC0206"
    NOT_VERIFIED = "WSEC0208"


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
    error = new(FAULTS, "DomainFault")
    detail.append(error)
    child(error, "ErrorCode", refusal.code)
    words = clean(refusal.detail or MEANINGS[refusal.code])
    child(error, "ErrorDetail", base64.b64encode(words.encode()).decode())
    return fault


def miap_exception(refusal: Refusal) -> etree._Element:
    """As LearnerService says it; the children have no namespace (lrs section 2.6)."""
    fault, detail = _fault("Server", _MIAP)
    error = new(EXCEPTIONS, "MIAPAPIException", prefix="e")
    detail.append(error)
    now: dt.datetime = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    for name, text in (
        ("ErrorCode", str(refusal.code)),
        ("ErrorActor", "testamur.soap"),
        ("Description", MEANINGS[refusal.code]),
        ("FurtherDetails", refusal.detail),
        ("ErrorTimestamp", now.strftime(_STAMP)),
    ):
        child(error, name, text, qualified=False)
    return fault


def _fault(code: str, words: str) -> tuple[etree._Element, etree._Element]:
    fault = new(ENVELOPE_NAMESPACE, "Fault", prefix="s")
    child(fault, "faultcode", f"s:{code}", qualified=False)
    child(fault, "faultstring", words, qualified=False)
    return fault, child(fault, "detail", qualified=False)
