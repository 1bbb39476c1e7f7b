"""J: the whole file, or the whole job, is refused."""

from __future__ import annotations

from testamur.achievements.findings.definitions import AO_FAQ, ERROR_CODES, OURS, WEB_SERVICE, error
from testamur.batches.findings import Definition, ErrorClass

_JOB = ErrorClass.JOB
_INVALID_REQUEST = "WSEC0001"
_TOOL = "Check the program that wrote the file, and try it first with `testamur check`."

_LIMITS: tuple[Definition, ...] = (
    error(
        "J01.too_large",
        _JOB,
        "The file is larger than {limit}, the most that a batch may have.",
        "Split it into several batches.",
        source=AO_FAQ,
    ),
    error(
        "J01.too_many",
        _JOB,
        "The file has more than {limit} records, the most that a batch may have.",
        "Split it into several batches.",
        source=f"{AO_FAQ}; {ERROR_CODES}",
        code="WSEC0046",
    ),
    error(
        "J01.none",
        _JOB,
        "The file has no records. A batch has at least one.",
        "Check that the right file was chosen and that it was written to the end.",
        source=ERROR_CODES,
        code="WSEC0047",
    ),
    error(
        "J02.threshold",
        _JOB,
        "Too many records were rejected: {rejected} of {total}, which is {percent} %. At most {threshold} % "
        "may be. Nothing was changed.",
        "Correct the rejected records in the outcome file and send the whole file again.",
        source=AO_FAQ,
        code="RS005",
    ),
    error(
        "J03.type_differs",
        _JOB,
        "The file says that it is {found}, but it was submitted as {expected}. A batch is one or the other.",
        "Choose {found}, or correct the type of job in the file.",
        source=AO_FAQ,
    ),
)

_BYTES: tuple[Definition, ...] = (
    error("J04.empty", _JOB, "The file is empty.", "Check that the right file was chosen.", source=OURS),
    error(
        "J04.neither",
        _JOB,
        "This is neither an XML nor a CSV batch file; {found}.",
        "Save the batch as CSV, or have your system write LRS XML.",
        source=OURS,
    ),
    error(
        "J04.binary",
        _JOB,
        "The file holds bytes that no text has, at byte {position} (NUL or another control character).",
        "Write the file again; it is damaged, or it is not a text file.",
        source=OURS,
    ),
    error(
        "J04.encoding",
        _JOB,
        "The text of the file cannot be read as {encoding}.",
        "Save the file as UTF-8.",
        source=OURS,
    ),
    error(
        "J04.long_field",
        _JOB,
        "{where}: a field is longer than {limit} characters. No field of a batch is.",
        "Look for a separator, quotation mark or line end that is missing there.",
        source=OURS,
    ),
)

_XML: tuple[Definition, ...] = (
    error(
        "J05.doctype",
        _JOB,
        "The XML has a DOCTYPE. A batch must not have one, because it can be used to attack the reader.",
        "Remove the DOCTYPE and everything that it declares.",
        source=OURS,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.truncated",
        _JOB,
        "The XML ends in the middle, at line {line}. The file was not written or copied to the end.",
        "Write or copy the file again.",
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.not_well_formed",
        _JOB,
        "The XML is broken at line {line}, column {column}: {reason}.",
        _TOOL,
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.root",
        _JOB,
        "The XML begins with the element {found}. We expected {expected}.",
        "Check that this is an achievement batch and not another file.",
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.namespace",
        _JOB,
        "{where}: the element {element} is in the namespace “{found}”. It belongs in “{expected}”.",
        _TOOL,
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.order",
        _JOB,
        "{where}: {found} stands where {expected} should be. The order of the elements is fixed.",
        _TOOL,
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.unknown_element",
        _JOB,
        "{where}: there is no element called {found}.{nearest}",
        _TOOL,
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.repeated",
        _JOB,
        "{where}: {found} is there twice.",
        _TOOL,
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.missing_element",
        _JOB,
        "{where}: the element {expected} is missing.",
        _TOOL,
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
    error(
        "J05.content",
        _JOB,
        "{where}: there is text or an element where none may be ({found}).",
        _TOOL,
        source=WEB_SERVICE,
        code=_INVALID_REQUEST,
    ),
)

_CSV: tuple[Definition, ...] = (
    error(
        "J06.headings",
        _JOB,
        "The headings are not those of a batch. Missing: {missing}. Not known: {unknown}.{nearest}",
        "Correct the headings. We expected: {expected}.",
        source=OURS,
    ),
    error(
        "J06.repeated_heading",
        _JOB,
        "The heading {found} is there twice.",
        "Remove one of the two columns.",
        source=OURS,
    ),
    error(
        "J06.heading_order",
        _JOB,
        "The order of the headings is fixed: {found} stands where {expected} should be.",
        "Bring the columns into this order: {all}.",
        source=OURS,
    ),
    error(
        "J06.quotation",
        _JOB,
        "A quotation mark is missing or too many, at or before line {line}.",
        "Quotation marks stand around a whole cell. Inside a cell they are doubled.",
        source=OURS,
    ),
    error(
        "J06.header_row",
        _JOB,
        "The row with the type of job and the e-mail address is missing, or is not in row {line}.",
        "Put its headings in the first row and its values in the second.",
        source="LRS batch file quick reference (layout inferred)",
    ),
)

_HEADER: tuple[Definition, ...] = (
    error(
        "J07.job_type",
        _JOB,
        "“{value}” is not a type of job. A batch is Provisional or Final.",
        "Write Provisional or Final as the type of job.",
        source=f"{AO_FAQ}; {ERROR_CODES}",
        code="WSEC0045",
    ),
    error(
        "J07.job_type_missing",
        _JOB,
        "Neither the file nor the submission says whether the batch is Provisional or Final.",
        "Write the type of job in the file, or choose it when you submit.",
        source=f"{AO_FAQ}; {ERROR_CODES}",
        code="WSEC0045",
    ),
    error(
        "J07.email",
        _JOB,
        "“{value}” is not an e-mail address, so nobody could be told about the outcome.",
        "Correct the e-mail address in the file's header.",
        source=f"{AO_FAQ}; {ERROR_CODES}",
        code="WSEC0044",
    ),
    error(
        "J08.unknown_organisation",
        _JOB,
        "We know no awarding organisation “{value}”.",
        "Check the UKPRN or organisation reference in the file's header.",
        source=ERROR_CODES,
        code="WSEC0003",
    ),
    error(
        "J08.other_organisation",
        _JOB,
        "The file says that it is from “{value}”, which is not your organisation.",
        "Check that the right file was chosen. An organisation can submit only its own batches.",
        source=ERROR_CODES,
        code="WSEC0006",
    ),
)

DEFINITIONS: tuple[Definition, ...] = (*_LIMITS, *_BYTES, *_XML, *_CSV, *_HEADER)
