"""Every finding of a register import. What stands before the dot of a key is the code that people see and
quote.

All rejections count in the class *field data* or *business rule*; a register file has no learners. Warnings
are many, because the register is the regulator's: what it says oddly is taken over as it is, unless it
cannot be kept at all.
"""

from __future__ import annotations

from testamur.batches.findings import Definition, ErrorClass, Severity, catalogue_of

_LAYOUT = "Ofqual register of regulated qualifications, open data layout"
_OURS = "Testamur"


def _definition(
    severity: Severity, error_class: ErrorClass, key: str, sentence: str, remedy: str, source: str = _LAYOUT
) -> Definition:
    return Definition(key, key.partition(".")[0], severity, error_class, sentence, remedy, source)


def _field(key: str, sentence: str, remedy: str, source: str = _LAYOUT) -> Definition:
    return _definition(Severity.ERROR, ErrorClass.FIELD_DATA, key, sentence, remedy, source)


def _rule(key: str, sentence: str, remedy: str, source: str = _OURS) -> Definition:
    return _definition(Severity.ERROR, ErrorClass.BUSINESS_RULE, key, sentence, remedy, source)


def _job(key: str, sentence: str, remedy: str, source: str = _OURS) -> Definition:
    return _definition(Severity.ERROR, ErrorClass.JOB, key, sentence, remedy, source)


def _warning(key: str, sentence: str, remedy: str, source: str = _LAYOUT) -> Definition:
    return _definition(Severity.WARNING, ErrorClass.FIELD_DATA, key, sentence, remedy, source)


_DOWNLOAD = "Download the file again from the register, and do not open it in a spreadsheet in between."

_FILES = (
    _job(
        "Q01.too_large",
        "The file is larger than {limit}, the most that a register file may have.",
        "Check that the right file was chosen.",
    ),
    _job(
        "Q01.too_many",
        "The file has more than {limit} records, the most that a register file may have.",
        "Check that the right file was chosen.",
    ),
    _job("Q01.empty", "The file is empty.", "Check that the right file was chosen."),
    _job(
        "Q01.none",
        "The file has headings but no records.",
        "Check that the right file was chosen and that it was written to the end.",
    ),
    _job("Q02.other_format", "This is not a CSV file; {found}.", "Save the register as CSV and send that."),
    _job(
        "Q02.binary",
        "The file holds bytes that no text has, at byte {position} (NUL or another control character).",
        _DOWNLOAD,
    ),
    _job("Q02.encoding", "The text of the file cannot be read as {encoding}.", "Save the file as UTF-8."),
    _job(
        "Q02.quotation",
        "A quotation mark is not closed, or stands where none may, at line {line}.",
        _DOWNLOAD,
    ),
    _job(
        "Q02.long_line",
        "Line {line} is longer than {limit} characters. No record of the register is.",
        "Look for a line end or quotation mark that is missing there.",
    ),
    _job(
        "Q03.headings",
        "These are not the headings of {layout}. Missing: {missing}. Not known: {unknown}.{nearest}",
        "Expected: {expected}. The order does not matter.",
        _LAYOUT,
    ),
    _job(
        "Q03.repeated", "The heading “{found}” stands there twice.", "Remove one of the two columns.", _LAYOUT
    ),
    _job(
        "Q04.rejected",
        "{rejected} of {total} records were rejected. A register is taken over as a whole or not at all, so "
        "nothing was changed.",
        "Correct the rejected records in the outcome file and send the whole file again.",
    ),
    _warning(
        "Q05.windows_1252",
        "The file is not UTF-8. It was read as Windows-1252.",
        "Check a title with an accent or a dash in it. Save the file as UTF-8 next time.",
        _OURS,
    ),
    _warning(
        "Q05.columns",
        "These columns are not known and were left out: {found}.",
        "Nothing needs doing.",
        _OURS,
    ),
)

_FIELDS = (
    _field(
        "Q10.cells",
        "The record has {found} cells and the headings are {expected}.",
        "Look for a separator that stands in a title without quotation marks.",
        _OURS,
    ),
    _field("Q10.missing", "{field} is empty.", "Enter it; no entry of the register is without."),
    _field("Q10.too_long", "{field} is longer than {limit} characters.", "Shorten it."),
    _field(
        "Q11.qualification_number",
        "“{value}” is not a qualification number. One looks like 600/1166/X.",
        "Check for lost zeros and for a unit reference in a file of qualifications.",
    ),
    _field(
        "Q11.unit_reference",
        "“{value}” is not a unit reference. One looks like J/602/3521.",
        "Check for a qualification number in a file of units.",
    ),
    _field(
        "Q11.recognition_number",
        "“{value}” is not a recognition number. One looks like RN5123.",
        "Check the column.",
    ),
    _field("Q11.ukprn", "“{value}” is not a UKPRN. One has eight digits.", "Correct it, or leave it empty."),
    _warning(
        "Q11.check_character",
        "The check character of “{value}” does not fit; {expected} would.",
        "Check the number. It was taken over as it stands.",
    ),
    _field(
        "Q12.date",
        "“{value}” in {field} is not a date. Dates are written 2019-09-01 or 01/09/2019.",
        "Correct it.",
    ),
    _warning(
        "Q12.order",
        "The operational start date is after the last day of awarding, {last}, so this can never be awarded.",
        "Check both dates. They were taken over as they stand.",
    ),
    _field(
        "Q13.credits", "“{value}” is not a number of credits.", "Enter a whole number, or leave it empty."
    ),
    _field("Q13.shared", "“{value}” does not say whether the unit is shared.", "Enter Yes or No."),
    _warning(
        "Q14.level",
        "“{value}” is not a level that we know (Entry Level, Level 1 to Level 8).",
        "Check it. It was taken over as it stands.",
    ),
    _warning(
        "Q14.grading_scale",
        "The grading scale “{value}” is no list of grades divided by “/”.",
        "Check it. No grade will be compared with it.",
    ),
)

_RECORDS = (
    _rule(
        "Q20.repeated",
        "The same {what} stands in line {first} already.",
        "Remove one of the two. Several qualifications under one number are told apart by their titles.",
    ),
    _warning(
        "Q21.unknown_owner",
        "The owner, {value}, is not among the awarding organisations here, so nobody can upload achievements "
        "for it.",
        "Import the register of organisations too.",
        _OURS,
    ),
    _warning(
        "Q22.owner_changes",
        "The owner changes from {before} to {value}. Only the new owner will be able to upload achievements "
        "for it.",
        "Check that this is meant before you confirm.",
        _OURS,
    ),
    _warning(
        "Q23.other_title",
        "The register also holds {value} under another title that is not in this file: “{title}”. It stays, "
        "and the number stands for both.",
        "If the title has changed, ask the regulator whether the old one is still awarded.",
        _OURS,
    ),
    _rule(
        "Q24.ukprn_taken",
        "The UKPRN {value} belongs to another organisation here: {holder}.",
        "Correct the UKPRN, or leave it empty.",
    ),
    _rule(
        "Q25.other_kind",
        "{value} belongs to an organisation here that is no awarding organisation: {holder}.",
        "Check the recognition number.",
    ),
    _rule(
        "Q26.not_applied",
        "The record was accepted, but what it would change was changed by somebody else before it was "
        "written.",
        "Send the file again.",
    ),
)

CATALOGUE = catalogue_of(*_FILES, *_FIELDS, *_RECORDS)
REJECTING = frozenset(key for key, definition in CATALOGUE.items() if definition.severity is Severity.ERROR)
