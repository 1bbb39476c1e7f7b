"""The codes by which the LRS answers, in our words (lrs sections 2.1 and 2.2)."""

from __future__ import annotations

from enum import StrEnum


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
    Code.BAD_EMAIL: "The e-mail address is invalid.",
    Code.BAD_SUBMISSION_TYPE: "The submission type is invalid.",
    Code.TOO_MANY: "There are too many achievements in the request.",
    Code.NONE: "There must be at least one achievement in the request.",
    Code.UNKNOWN_ERROR: "Something went wrong.",
}


class Answer(StrEnum):
    """What a ``ResponseCode`` says."""

    NO_MATCH = "WSRC0001"
    SUCCESS = "WSRC0004"
    BATCH_SUBMITTED = "WSRC0007"
    BATCH_INCOMPLETE = "WSRC0008"
    BATCH_SUCCESSFUL = "WSRC0009"
    BATCH_FAILED = "WSRC0010"
    UNKNOWN_JOB = "WSRC0018"
    MASTER_SUBSTITUTED = "WSRC0022"
    WRONG_COUNT = "WSRC0030"
    INVALID_ULN = "WSEC0136"
    NOT_SHARED = "WSEC0206"
    NOT_VERIFIED = "WSEC0208"
