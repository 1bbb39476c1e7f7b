"""Every finding of a verify batch. What stands before the dot of a key is the code that people see and quote.

Beside what is wrong with a file (V01 to V06) or with a record (V10 to V15) the answers stand here too, under the codes
of the LRS (lrs.md 2.3): whoever reads the outcome record by record reads them in the same place. An answer never
rejects: a learner who does not match has been verified, with that answer.
"""

from __future__ import annotations

from testamur.batches.findings import Definition, ErrorClass, Severity, catalogue_of

_SCHEMA = "LRS LearnerService schema (SubmitVerifyBatch)"
_CODES = "LRS service error codes WSEC and response codes WSRC"
_VERIFY = "LRS verify codes WSVRC and failure flags VRF"
_LENGTHS = "LRS learner service schemas (field lengths and patterns)"
_OURS = "Testamur"
_INVALID_REQUEST = "WSEC0001"
_TOOL = "Check the program that wrote the file. The layout is described in the documentation of file formats."


def _definition(
    severity: Severity,
    error_class: ErrorClass,
    key: str,
    sentence: str,
    remedy: str,
    source: str,
    code: str = "",
) -> Definition:
    return Definition(key, code or key.partition(".")[0], severity, error_class, sentence, remedy, source)


def _job(key: str, sentence: str, remedy: str, source: str = _OURS, code: str = "") -> Definition:
    return _definition(Severity.ERROR, ErrorClass.JOB, key, sentence, remedy, source, code)


def _note(key: str, sentence: str, remedy: str) -> Definition:
    return _definition(Severity.WARNING, ErrorClass.JOB, key, sentence, remedy, _OURS)


def _field(key: str, sentence: str, remedy: str, source: str = _LENGTHS) -> Definition:
    return _definition(Severity.ERROR, ErrorClass.FIELD_DATA, key, sentence, remedy, source)


def _repair(key: str, sentence: str, remedy: str) -> Definition:
    return _definition(Severity.WARNING, ErrorClass.FIELD_DATA, key, sentence, remedy, _OURS)


def _answer(key: str, code: str, sentence: str, remedy: str) -> Definition:
    return _definition(
        Severity.WARNING, ErrorClass.LEARNER_DATA, key, sentence, remedy, source=_VERIFY, code=code
    )


_FILES: tuple[Definition, ...] = (
    _job(
        "V01.too_large",
        "The file is larger than {limit}, the most that a verify batch may have.",
        "Split it into several batches.",
    ),
    _job(
        "V01.too_many",
        "The file has more than {limit} learners, the most that a verify batch may have.",
        "Split it into several batches.",
        _SCHEMA,
    ),
    _job(
        "V01.none",
        "The file has no learners. A verify batch has at least one.",
        "Check that the right file was chosen and that it was written to the end.",
    ),
    _job(
        "V01.count",
        "LearnerRecordCount says {expected} and the file has {found} learners.",
        "Write the number of learners that are in the file, or find out which learners are missing.",
        _CODES,
        "WSRC0030",
    ),
    _job(
        "V01.count_not_a_number",
        "LearnerRecordCount is “{value}”, which is not a number.",
        "Write the number of learners that are in the file.",
        _CODES,
        "WSRC0030",
    ),
    _job("V02.empty", "The file is empty.", "Check that the right file was chosen."),
    _job(
        "V02.neither",
        "This is neither an XML nor a CSV batch file; {found}.",
        "Save the batch as CSV, or have your system write LRS XML.",
    ),
    _job(
        "V02.binary",
        "The file holds bytes that no text has, at byte {position} (NUL or another control character).",
        "Write the file again; it is damaged, or it is not a text file.",
    ),
    _job("V02.encoding", "The text of the file cannot be read as {encoding}.", "Save the file as UTF-8."),
    _job(
        "V02.long_field",
        "{where}: a field or line is longer than {limit} characters. Nothing in a verify batch is.",
        "Look for a separator, quotation mark or line end that is missing there.",
    ),
    _job(
        "V03.doctype",
        "The XML has a DOCTYPE. A batch must not have one, because it can be used to attack the reader.",
        "Remove the DOCTYPE and everything that it declares.",
        _OURS,
        _INVALID_REQUEST,
    ),
    _job(
        "V03.truncated",
        "The XML ends in the middle, at line {line}. The file was not written or copied to the end.",
        "Write or copy the file again.",
        _SCHEMA,
        _INVALID_REQUEST,
    ),
    _job(
        "V03.not_well_formed",
        "The XML is broken at line {line}, column {column}: {reason}.",
        _TOOL,
        _SCHEMA,
        _INVALID_REQUEST,
    ),
    _job(
        "V03.root",
        "The XML begins with the element {found}. We expected {expected}.",
        "Check that this is a verify batch and not another file.",
        _SCHEMA,
        _INVALID_REQUEST,
    ),
    _job(
        "V03.namespace",
        "{where}: the element {element} is in the namespace “{found}”. It belongs in “{expected}”.",
        _TOOL,
        _SCHEMA,
        _INVALID_REQUEST,
    ),
    _job(
        "V03.order",
        "{where}: {found} stands where {expected} should be. The order of the elements is fixed.",
        _TOOL,
        _SCHEMA,
        _INVALID_REQUEST,
    ),
    _job(
        "V03.unknown_element",
        "{where}: there is no element called {found}.{nearest}",
        _TOOL,
        _SCHEMA,
        _INVALID_REQUEST,
    ),
    _job("V03.repeated", "{where}: {found} is there twice.", _TOOL, _SCHEMA, _INVALID_REQUEST),
    _job(
        "V03.missing_element",
        "{where}: the element {expected} is missing.",
        _TOOL,
        _SCHEMA,
        _INVALID_REQUEST,
    ),
    _job(
        "V03.content",
        "{where}: there is text or an element where none may be ({found}).",
        _TOOL,
        _SCHEMA,
        _INVALID_REQUEST,
    ),
    _job(
        "V04.headings",
        "The headings are not those of a verify batch. Missing: {missing}. Not known: {unknown}.{nearest}",
        "Correct the headings. We expected: {expected}. The order does not matter.",
    ),
    _job("V04.repeated", "The heading {found} is there twice.", "Remove one of the two columns."),
    _job(
        "V04.quotation",
        "A quotation mark is missing or too many, at or before line {line}.",
        "Quotation marks stand around a whole cell. Inside a cell they are doubled.",
    ),
    _note(
        "V05.windows_1252",
        "The file is not UTF-8. We read it as Windows-1252, the usual encoding of older spreadsheets.",
        "Check names with accents in the outcome. Save the file as “CSV UTF-8” next time.",
    ),
    _note(
        "V05.columns",
        "We took no notice of these columns, which a verify batch does not have: {found}.",
        "Nothing, unless one of them should have been read. Then correct its heading.",
    ),
    _job(
        "V06.email",
        "“{value}” is not an e-mail address, so nobody could be told about the outcome.",
        "Correct OrgEmail in the file.",
        _CODES,
        "WSEC0044",
    ),
    _job(
        "V06.unknown_organisation",
        "We know no organisation “{value}”.",
        "Check UKPRN and OrganisationRef in the file.",
        _CODES,
        "WSEC0003",
    ),
    _job(
        "V06.other_organisation",
        "The file says that it is from “{value}”, which is not your organisation.",
        "Check that the right file was chosen. An organisation can submit only its own batches.",
        _CODES,
        "WSEC0006",
    ),
)

_FIELDS: tuple[Definition, ...] = (
    _field("V10.missing", "{field} is missing.", "Enter it. A learner is verified by ULN and both names."),
    _field(
        "V10.cells",
        "The record has {found} cells and the headings are {expected}.",
        "Look for a separator that stands in a name without quotation marks.",
        _OURS,
    ),
    _field(
        "V11.shape", "The ULN “{value}” is not ten digits, of which the first is not zero.", "Correct it."
    ),
    _field(
        "V11.check_digit",
        "The ULN {value} is wrong: its last digit does not fit the others.",
        "Look for a mistyped digit.",
    ),
    _field(
        "V11.unknown",
        "9999999999 stands for “no ULN yet” and is nobody's ULN.",
        "Leave the learner out until there is a ULN.",
    ),
    _field(
        "V12.too_long",
        "{field} has {length} characters. It may have {longest}.",
        "Shorten it.",
    ),
    _field(
        "V12.control_character",
        "{field} holds a character that cannot be printed.",
        "Type it again; it was probably copied from another program.",
        _OURS,
    ),
    _field(
        "V13.not_a_date",
        "“{value}” is not a date of birth.",
        "Write it as year-month-day, for example 2004-07-31, or leave it empty.",
    ),
    _field(
        "V13.range",
        "The date of birth {value} is in the future, or before the year 1800.",
        "Correct it, or leave it empty.",
    ),
    _field(
        "V14.gender",
        "“{value}” is not a gender. It is 0 (not known), 1 (male), 2 (female) or 9 (not specified).",
        "Correct it, or leave it empty.",
    ),
    _repair(
        "V15.day_first",
        "We read “{value}” day first, as {read}.",
        "Write dates as year-month-day, for example 2004-07-31, and nothing has to be guessed.",
    ),
    _repair(
        "V15.serial",
        "“{value}” is how a spreadsheet stores a date. We read it as {read}.",
        "Format the column as a date, year-month-day, before you save as CSV.",
    ),
)

_ANSWERS: tuple[Definition, ...] = (
    _answer(
        "V20.linked_match",
        "WSVRC002",
        "The learner matches, and the ULN {value} has been merged into {master}.",
        "Use {master} for this learner from now on.",
    ),
    _answer(
        "V20.similar",
        "WSVRC003",
        "The learner is probably the one you mean, but the names are not quite the same ({flags}).",
        "Compare the names with the learner's documents.",
    ),
    _answer(
        "V20.linked_similar",
        "WSVRC004",
        "The learner is probably the one you mean, but the names are not quite the same ({flags}), and the ULN {value} "
        "has been merged into {master}.",
        "Compare the names with the learner's documents, and use {master} from now on.",
    ),
    _answer(
        "V20.no_match",
        "WSVRC005",
        "The ULN {value} exists, but the record does not fit the learner who has it ({flags}).",
        "Check the ULN, the names, the date of birth and the gender with the learner's centre.",
    ),
    _answer(
        "V20.not_found",
        "WSVRC006",
        "No learner has the ULN {value}.",
        "Check the ULN with the learner's centre.",
    ),
    _definition(
        Severity.ERROR,
        ErrorClass.LEARNER_DATA,
        "V21.not_verified",
        "The learner was not verified, because the register changed at that very moment.",
        "Send the record again.",
        _OURS,
    ),
)

ANSWERED_BY: dict[str, str] = {definition.code: definition.key for definition in _ANSWERS[:-1]}
"""The key of the answer, by the code of the LRS. A plain match is no finding."""

CATALOGUE = catalogue_of(*_FILES, *_FIELDS, *_ANSWERS)
REJECTING = frozenset(key for key, definition in CATALOGUE.items() if definition.severity is Severity.ERROR)
