"""Writing what a verify batch gave: as CSV, and as ``GetVerifyBatchOutputResponse`` of the LRS (lrs.md 3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from testamur.learners.kinds.verify.layout import LAYOUT, RECORD, VLDMSG
from testamur.plumbing.delimited import written
from testamur.plumbing.xml import escape, needs_escape

HEADINGS = (
    "MISIdentifier",
    "SearchedULN",
    "SearchedFamilyName",
    "SearchedGivenName",
    "SearchedDateOfBirth",
    "SearchedGender",
    "ResponseCode",
    "ULN",
    "FamilyName",
    "GivenName",
    "DateOfBirth",
    "Gender",
    "FailureFlags",
    "Findings",
)
_TAGS = tuple((f"<{name}>", f"</{name}>") for name in HEADINGS[:12])
_PIECE = 500


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One learner of the result: the texts of :data:`HEADINGS` up to the held gender, the flags, the findings."""

    texts: Sequence[str]
    flags: Sequence[str]
    said: str = ""


def write_csv(rows: Iterable[ResultRow]) -> Iterator[bytes]:
    """The result for a spreadsheet. Sent again as a batch, it is read as the searched values."""
    cells = ([*row.texts, " ".join(row.flags), row.said] for row in rows)
    return written(_with_headings(cells))


def _with_headings(cells: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield HEADINGS
    yield from cells


def write_xml(rows: Iterable[ResultRow], *, status: str, started: str, finished: str) -> Iterator[bytes]:
    """The result as the web service answers it; elements without a value are left out."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    head = {"JobStatus": status, "JobStartedDateTime": started, "JobFinishedDateTime": finished}
    yield (
        f'<v:GetVerifyBatchOutputResponse xmlns:v="{VLDMSG}">\n<ResponseCode>WSRC0009</ResponseCode>\n'
        + "".join(f"<{name}>{escape(text)}</{name}>\n" for name, text in head.items() if text)
    ).encode()
    remaining = iter(rows)
    while piece := list(islice(remaining, _PIECE)):
        yield "".join(_verified(row) for row in piece).encode()
    yield b"</v:GetVerifyBatchOutputResponse>\n"


def _verified(row: ResultRow) -> str:
    texts = row.texts
    if needs_escape("".join(texts)):
        texts = [escape(text) for text in texts]
    told = "".join([start + text + end for (start, end), text in zip(_TAGS, texts, strict=True) if text])
    flags = "".join(f"<FailureFlag>{flag}</FailureFlag>" for flag in row.flags)
    return f"<VerifiedLearner>{told}{flags}</VerifiedLearner>\n"


def write_request(claims: Iterable[Sequence[str | None]], *, count: int) -> Iterator[bytes]:
    """A ``SubmitVerifyBatch`` request of claims in the order of the schema; ``None`` leaves an element out."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<v:SubmitVerifyBatch xmlns:v="{VLDMSG}">\n<LearnerRecordCount>{count}</LearnerRecordCount>\n'.encode()
    remaining = iter(claims)
    while piece := list(islice(remaining, _PIECE)):
        yield "".join(f"<{RECORD}>{_fields(claim)}</{RECORD}>\n" for claim in piece).encode()
    yield b"</v:SubmitVerifyBatch>\n"


def _fields(claim: Sequence[str | None]) -> str:
    pairs = zip(LAYOUT.names, claim, strict=True)
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in pairs if text is not None)
