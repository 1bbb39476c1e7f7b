"""Everything that can be found in a returned weekly report. What stands before the dot of a key is the code that
people see and quote.

Nothing here counts as learner data: the workbook came from us, and who the learner is is not asked again.
"""

from __future__ import annotations

from testamur.batches.findings import Definition, ErrorClass, Severity, catalogue_of

_SOURCE = "event-data-challenges section 2"
_OURS = "Testamur"


def _definition(
    severity: Severity, error_class: ErrorClass, key: str, sentence: str, remedy: str, source: str = _OURS
) -> Definition:
    return Definition(key, key.partition(".")[0], severity, error_class, sentence, remedy, source)


def _job(key: str, sentence: str, remedy: str) -> Definition:
    return _definition(Severity.ERROR, ErrorClass.JOB, key, sentence, remedy)


def _field(key: str, sentence: str, remedy: str, source: str = _OURS) -> Definition:
    return _definition(Severity.ERROR, ErrorClass.FIELD_DATA, key, sentence, remedy, source)


def _rule(key: str, sentence: str, remedy: str, source: str = _OURS) -> Definition:
    return _definition(Severity.ERROR, ErrorClass.BUSINESS_RULE, key, sentence, remedy, source)


def _note(key: str, sentence: str, remedy: str) -> Definition:
    return _definition(Severity.WARNING, ErrorClass.FIELD_DATA, key, sentence, remedy)


_TAKE_ANEW = "Take the workbook anew from the weekly report, and enter the decisions there."
_AS_XLSX = "Save it as an Excel workbook (.xlsx) or as CSV, and send that."

_FILES = (
    _job(
        "D01.too_large",
        "The file is larger than {limit}, the most that a returned report may have.",
        "Check that the right file was chosen.",
    ),
    _job(
        "D01.too_many",
        "The file has more than {limit} rows, the most that a returned report may have.",
        "Check that the right file was chosen.",
    ),
    _job("D01.empty", "The file is empty.", "Check that the right file was chosen."),
    _job("D01.none", "The file has headings but no rows.", "Check that the right file was chosen."),
    _job("D02.old", "This is an older Excel workbook (.xls).", _AS_XLSX),
    _job(
        "D02.encrypted",
        "The workbook is protected with a password, so it cannot be opened.",
        "Remove the password (File, Info, Protect Workbook), save, and send it again.",
    ),
    _job(
        "D02.other_office",
        "This is a document of another program or a binary workbook (.ods, .xlsb).",
        _AS_XLSX,
    ),
    _job("D02.not_a_workbook", "This is not an Excel workbook (.xlsx), nor is it CSV.", _AS_XLSX),
    _job("D02.damaged", "The workbook is damaged and cannot be opened.", _TAKE_ANEW),
    _job(
        "D02.unfolds",
        "The workbook unfolds to far more than a report can hold.",
        "Copy the rows into a new copy of the weekly report’s workbook, without pictures and other sheets.",
    ),
    _job(
        "D02.far_cell",
        "The workbook has a cell at {cell}, far away from the table.",
        "Delete the empty rows below the table and the empty columns beside it, save, and send it again.",
    ),
    _job(
        "D02.formula",
        "The workbook holds formulas, at {cells}. What they come to cannot be told for certain.",
        "Replace them by what they show (copy, paste as values), save, and send it again.",
    ),
    _job(
        "D02.no_sheet",
        "The workbook has no sheet “{expected}”. Its sheets are: {sheets}.",
        "Give the sheet with the decisions its name back.",
    ),
    _job(
        "D02.failed",
        "The workbook could not be read: it took too long or needed too much memory.",
        _TAKE_ANEW,
    ),
    _job("D02.other_format", "This is neither a workbook nor CSV; {found}.", _AS_XLSX),
    _job(
        "D02.binary",
        "The file holds bytes that no text has, at byte {position} (NUL or another control character).",
        _AS_XLSX,
    ),
    _job("D02.encoding", "The text of the file cannot be read as {encoding}.", "Save the file as UTF-8."),
    _job(
        "D02.quotation",
        "A quotation mark is not closed, or stands where none may, at line {line}.",
        _TAKE_ANEW,
    ),
    _job(
        "D02.long_line",
        "Line {line} is longer than {limit} characters. No row of the report is.",
        "Look for a line end or quotation mark that is missing there.",
    ),
    _job(
        "D03.headings",
        "These are not the headings of the weekly report. Missing: {missing}. Not known: {unknown}.{nearest}",
        "The headings must stay as they are. " + _TAKE_ANEW,
    ),
    _job("D03.repeated", "The heading “{found}” stands there twice.", "Remove one of the two columns."),
    _job(
        "D04.no_decision",
        "No row has a decision, so there is nothing to do.",
        "Enter Accept or Reject in the column Decision, save, and send the file again.",
    ),
    _definition(
        Severity.WARNING,
        ErrorClass.JOB,
        "D05.windows_1252",
        "The file is not UTF-8. It was read as Windows-1252.",
        "Check a comment with an accent or a dash in it.",
    ),
)

_ROWS = (
    _field(
        "D10.cells",
        "The row has more cells than there are headings.",
        "Look for a separator that stands in a comment without quotation marks.",
    ),
    _rule(
        "D11.unknown",
        "There is no challenge {value} among those of your organisation.",
        "Check the reference against the weekly report.",
    ),
    _rule(
        "D12.changed",
        "{field} says “{value}”, but the challenge has “{expected}”. Only Decision and Comment may be changed.",
        "Put “{expected}” back, if the decision is meant for this challenge, and send the file again.",
    ),
    _field(
        "D13.neither",
        "“{value}” is no decision.",
        "Enter Accept or Reject, or leave the cell empty to decide later.",
        _SOURCE,
    ),
    _field("D13.both", "“{value}” says both.", "Enter either Accept or Reject.", _SOURCE),
    _rule(
        "D14.both",
        "The challenge stands in the file with both decisions, in rows {rows}.",
        "Keep the row with the right decision, and remove the other.",
    ),
    _rule(
        "D14.repeated",
        "The challenge stands in row {first} already, with the same decision.",
        "Nothing is lost: the first of the two counts.",
    ),
    _field(
        "D15.no_comment",
        "The challenge is rejected without a comment.",
        "Say in Comment why the record is right. Whoever raised the challenge will read it.",
        _SOURCE,
    ),
    _field("D15.too_long", "The comment is longer than {limit} characters.", "Shorten it."),
    _rule(
        "D16.already",
        "The challenge is “{state}” and can no longer be decided.",
        "Nothing was changed. If the decision was wrong, write to Business Support in the challenge.",
    ),
    _note("D17.already_so", "The challenge was decided in this way before.", "Nothing needs doing."),
    _note("D18.skipped", "The row has no decision and was left out.", "Decide it later."),
    _note(
        "D18.comment_alone",
        "The row has a comment but no decision and was left out.",
        "Enter Accept or Reject beside the comment, if it is to be decided.",
    ),
    _rule(
        "D19.not_applied",
        "Somebody else decided the challenge between the check and the confirmation.",
        "Look at the challenge. Nothing was changed by this row.",
    ),
)

CATALOGUE = catalogue_of(*_FILES, *_ROWS)
