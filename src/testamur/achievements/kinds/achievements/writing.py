"""Writing batches in the formats that we read: for the sample generator, for tests, and for answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from testamur.achievements.kinds.achievements.layout import (
    ACTIONS,
    FIELDS,
    LAYOUT,
    MODEL,
    NAMES,
    SERVICES,
    RowOptions,
)
from testamur.batches.columns.layout import Field
from testamur.batches.columns.writing import header_rows
from testamur.batches.columns.xml import FINDINGS
from testamur.batches.findings import Sentence
from testamur.plumbing.delimited import written
from testamur.plumbing.xml import SOAP, escape, escape_attribute, needs_escape

SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

_PIECE = 500


def _absent(field: Field[RowOptions]) -> str:
    """How a field without a value is written: nil where the schema wants an element and lets it be nil."""
    if not field.must_be_present:
        return ""
    return f'<{field.name} xsi:nil="true"/>' if field.nillable else f"<{field.name}/>"


_ELEMENTS = tuple((f"<{field.name}>", f"</{field.name}>", _absent(field)) for field in FIELDS)

Texts = Sequence[str | None]


def texts_of(payload: Mapping[str, Any], *, action_numbers: bool = True) -> list[str | None]:
    """The texts of a record, in the order of the schema, from typed values."""
    texts: list[str | None] = []
    for field in FIELDS:
        value = payload.get(field.key)
        if value is None:
            texts.append(None)
        elif field.key == "action" and action_numbers:
            texts.append(str(ACTIONS.index(value) + 1))
        elif field.xml_type == "dateTime":
            texts.append(f"{value}T00:00:00")
        else:
            texts.append(str(value))
    return texts


def xml_record(texts: Texts, extra: str = "") -> str:
    """One ``Achievement``; ``None`` leaves an optional element out, and makes a mandatory one nil."""
    present = [text for text in texts if text is not None]
    if needs_escape("".join(present)):
        present = [escape(text) for text in present]
    return _template(tuple([text is None for text in texts])) % (*present, extra)


@lru_cache(maxsize=1024)
def _template(is_absent: tuple[bool, ...]) -> str:
    """A record in which just these elements are absent. A batch has few such patterns for its many records."""
    parts = [
        absent if left_out else f"{start}%s{end}"
        for left_out, (start, end, absent) in zip(is_absent, _ELEMENTS, strict=True)
    ]
    return f"<Achievement>{''.join(parts)}%s</Achievement>\n"


def write_xml(
    records: Iterable[Texts | str],
    *,
    job_type: str | None = None,
    email: str | None = None,
    user: Mapping[str, str] | None = None,
    envelope: bool = False,
) -> Iterator[bytes]:
    """A ``SubmitAchievementBatchJob`` request; ``records`` are texts, or records that are XML already.

    ``user`` may hold ``OrgPassword``, ``OrganisationRef`` and ``UserName``.
    """
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    if envelope:
        yield f'<s:Envelope xmlns:s="{SOAP}"><s:Body>\n'.encode()
    yield (
        f'<SubmitAchievementBatchJob xmlns="{SERVICES}" xmlns:m="{MODEL}" xmlns:xsi="{SCHEMA_INSTANCE}"'
        f' xmlns:f="{FINDINGS}">\n{_xml_header(job_type, email, user)}<achievements>\n'
    ).encode()
    remaining = iter(records)
    while piece := list(islice(remaining, _PIECE)):
        yield "".join(
            [record if isinstance(record, str) else xml_record(record) for record in piece]
        ).encode()
    yield b"</achievements>\n</SubmitAchievementBatchJob>\n"
    if envelope:
        yield b"</s:Body></s:Envelope>\n"


def _xml_header(job_type: str | None, email: str | None, user: Mapping[str, str] | None) -> str:
    parts = []
    if user:
        names = ("OrgPassword", "OrganisationRef", "UserName")
        given = "".join(f"<m:{name}>{escape(user[name])}</m:{name}>" for name in names if name in user)
        parts.append(f"<invokingUser>{given}</invokingUser>\n")
    if email:
        parts.append(f"<emailAddress>{escape(email)}</emailAddress>\n")
    if job_type:
        parts.append(f"<submissionType>{escape(job_type.capitalize())}</submissionType>\n")
    return "".join(parts)


def write_csv(
    records: Iterable[Sequence[str | None]],
    *,
    headings: Sequence[str] = NAMES,
    header: Mapping[str, str] | None = None,
    separator: str = ",",
) -> Iterator[bytes]:
    """A batch in CSV of the default profile: header rows if there is a header, headings, records.

    UTF-8 with a byte-order mark, by which spreadsheets know it. Every cell is guarded against formulas.
    """
    rows = header_rows(LAYOUT, {key: value for key, value in (header or {}).items() if value})
    return written(chain(rows, [headings], records), separator=separator)


def annotated_xml(
    header: Mapping[str, str], lines: Iterable[tuple[Texts, Sequence[Sentence]]]
) -> Iterator[bytes]:
    """The file as it came, every record with its findings as elements of a namespace of ours at its end.

    They are not read when the file comes back. A password that stood in the header is not given back.
    """
    user = {"OrganisationRef": header["organisation_ref"]} if header.get("organisation_ref") else None
    records = (xml_record(incoming, _elements(found) if found else "") for incoming, found in lines)
    return write_xml(records, job_type=header.get("job_type"), email=header.get("email"), user=user)


def _elements(found: Sequence[Sentence]) -> str:
    return "".join(
        f'<f:Finding code="{escape_attribute(each.code)}" severity="{each.severity}"'
        f' field="{escape_attribute(each.field)}">'
        f"{escape(each.what)} {escape(each.remedy)}</f:Finding>"
        for each in found
    )
