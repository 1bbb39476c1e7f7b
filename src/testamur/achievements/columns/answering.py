"""The answer to a batch: the organisation's own file with the findings in it, and the findings as a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from testamur.achievements.columns.fields import FINDINGS_HEADING
from testamur.achievements.columns.writing import write_csv, write_xml, xml_record
from testamur.batches.findings import Sentence
from testamur.plumbing.xml import escape, escape_attribute

LIST_HEADINGS = (
    "Record",
    "ULN",
    "MIS identifier",
    "Reference",
    "Field",
    "Value",
    "Code",
    "Severity",
    "Class",
    "What is wrong",
    "What to do",
)

AnsweredLine = tuple[Sequence[str | None], Sequence[Sentence]]
"""What came in, and what there is to say about it."""

FoundLine = tuple[int, Mapping[str, object] | None, Sequence[Sentence]]
"""The number of a record, its payload, and what there is to say about it."""


def annotate(
    file_format: str, headings: Sequence[str], header: Mapping[str, str], lines: Iterable[AnsweredLine]
) -> Iterator[bytes]:
    """The file as it came, every record with its findings. It can be corrected and sent again as it is.

    In XML the findings are elements of a namespace of ours at the end of the record, in CSV a last column.
    Neither is read when the file comes back. A password that stood in the header is not given back.
    """
    if file_format == "xml":
        user = {"OrganisationRef": header["organisation_ref"]} if header.get("organisation_ref") else None
        records = (xml_record(incoming, _elements(said) if said else "") for incoming, said in lines)
        return write_xml(records, job_type=header.get("job_type"), email=header.get("email"), user=user)
    width = len(headings)
    rows = ([*incoming[:width], _in_a_cell(said), *incoming[width:]] for incoming, said in lines)
    return write_csv(rows, headings=[*headings, FINDINGS_HEADING], header=header)


def write_findings(lines: Iterable[FoundLine]) -> Iterator[bytes]:
    """Every finding in a row of its own, in CSV."""
    rows = (
        [
            str(number),
            *(str((payload or {}).get(key) or "") for key in ("uln", "mis_identifier", "reference")),
            *(
                sentence.field,
                sentence.value,
                sentence.code,
                str(sentence.severity),
                str(sentence.error_class),
            ),
            *(sentence.what, sentence.remedy),
        ]
        for number, payload, said in lines
        for sentence in said
    )
    return write_csv(rows, headings=LIST_HEADINGS)


def _elements(said: Sequence[Sentence]) -> str:
    return "".join(
        f'<f:Finding code="{escape_attribute(sentence.code)}" severity="{sentence.severity}"'
        f' field="{escape_attribute(sentence.field)}">'
        f"{escape(sentence.what)} {escape(sentence.remedy)}</f:Finding>"
        for sentence in said
    )


def _in_a_cell(said: Sequence[Sentence]) -> str:
    return " | ".join(
        f"{sentence.code} {sentence.severity}: {sentence.what} {sentence.remedy}" for sentence in said
    )
