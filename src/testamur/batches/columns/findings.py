"""What can be wrong with any file, any line and any field, said once for all kinds of batch.

A kind gives each of these the key under which its catalogue has it (:func:`~.layout.public_keys`), and adds what only
it can find.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from testamur.batches.columns.layout import Layout
from testamur.batches.findings import Definition, ErrorClass, Severity, catalogue_of

_RIGHT_FILE = "Check that the right file was chosen."
_PROGRAM = "Check the program that made the file. The documentation of file formats describes the layout."
_DAMAGED = "Save the file again. It is damaged, or it is not a text file."
_AS_XLSX = "Save it as an Excel workbook (.xlsx) or as CSV, and send that."

_Said = Mapping[str, tuple[str, str]]

_FILE: _Said = {
    "too_large": (
        "The file is larger than {limit}, the limit for one batch.",
        f"Split it into several batches. {_RIGHT_FILE}",
    ),
    "too_many": (
        "The file has more than {limit} records, the limit for one batch.",
        f"Split it into several batches. {_RIGHT_FILE}",
    ),
    "none": (
        "The file has no records. A batch must have at least one.",
        "Check that the right file was chosen and that it is complete.",
    ),
    "empty": ("The file is empty.", _RIGHT_FILE),
    "malware": (
        "There is malware in the file ({found}). We have not kept it.",
        "Do not open the file. Tell the person who looks after the computer it came from.",
    ),
    "other_format": ("We cannot read a file of this format; {found}.", "Save it as CSV, and send that."),
    "binary": (
        (
            "The file has a character that cannot be in a text file, at byte {position} (NUL or "
            "another control character)."
        ),
        _DAMAGED,
    ),
    "encoding": ("The text of the file cannot be read as {encoding}.", "Save the file as UTF-8."),
    "long_field": (
        "{where}: a field or line is longer than {limit} characters, the limit for a batch.",
        "Check for a missing separator, quotation mark or line end there.",
    ),
    "headings": (
        "The headings are not those of {layout}. Missing: {missing}. Not known: {unknown}.{nearest}",
        "Correct the headings. We expected: {expected}.",
    ),
    "repeated_heading": ("The heading “{found}” appears twice.", "Remove one of the two columns."),
    "heading_order": (
        "The headings are in the wrong order: {found} is where {expected} should be.",
        "Put the columns in this order: {all}.",
    ),
    "quotation": (
        "There is a missing or extra quotation mark at or before line {line}.",
        "Put quotation marks around the whole cell. Double any quotation mark inside it.",
    ),
    "header_row": (
        "The row that describes the file is missing, or is not row {line}.",
        "Put its headings in the first row and its values in the second.",
    ),
    "header_missing": (
        (
            "The file does not say {missing}. Its first row must have the headings {expected}, "
            "and its second row the values."
        ),
        "Add both rows above the headings of the records.",
    ),
    "header_value": (
        "“{value}” is not a valid {field}. It must be {expected}.",
        "Correct the second row of the file.",
    ),
    "email": (
        "“{value}” is not an email address, so we could not send anyone the outcome.",
        "Correct the email address in the file's header.",
    ),
    "unknown_organisation": (
        "Testamur has no organisation “{value}”.",
        "Check the UKPRN or organisation reference in the file's header.",
    ),
    "other_organisation": (
        "The file says that it is from “{value}”, which is not your organisation.",
        "Check that the right file was chosen. An organisation can submit only its own batches.",
    ),
    "threshold": (
        "Too many records were rejected: {rejected} of {total}, which is {percent}%. The "
        "limit is {threshold}%. Nothing was changed.",
        "Correct the rejected records in the outcome file and send the whole file again.",
    ),
    "all_or_nothing": (
        "{rejected} of {total} records were rejected. A file of this kind is imported only "
        "if no record is rejected, so nothing was changed.",
        "Correct the rejected records in the outcome file and send the whole file again.",
    ),
}

_XML: _Said = {
    "doctype": (
        "The XML has a DOCTYPE. A batch must not have one, because it can be used to attack the reader.",
        "Remove the DOCTYPE and everything that it declares.",
    ),
    "truncated": (
        "The XML ends in the middle, at line {line}. The file was not written or copied to the end.",
        "Write or copy the file again.",
    ),
    "not_well_formed": ("The XML is not valid at line {line}, column {column}: {reason}.", _PROGRAM),
    "root": (
        "The XML begins with the element {found}. We expected {expected}.",
        "Check that this is the right file for this kind of batch.",
    ),
    "namespace": (
        "{where}: the element {element} is in the namespace “{found}”. It belongs in “{expected}”.",
        _PROGRAM,
    ),
    "order": (
        "{where}: {found} is where {expected} should be. The elements must be in the right order.",
        _PROGRAM,
    ),
    "unknown_element": ("{where}: there is no element called {found}.{nearest}", _PROGRAM),
    "repeated_element": ("{where}: {found} appears twice.", _PROGRAM),
    "missing_element": ("{where}: the element {expected} is missing.", _PROGRAM),
    "content": ("{where}: there is text or an element where there should be none ({found}).", _PROGRAM),
    "count": (
        "The file says that it has {expected} records, but it has {found}.",
        "Write the number of records that are in the file, or find out which are missing.",
    ),
    "count_not_a_number": (
        "{field} is “{value}”, which is not a number.",
        "Write the number of records that are in the file.",
    ),
}

_WORKBOOK: _Said = {
    "old": ("This is an older Excel workbook (.xls).", _AS_XLSX),
    "encrypted": (
        "The workbook is protected with a password, so it cannot be opened.",
        "Remove the password (File, Info, Protect Workbook), save, and send it again.",
    ),
    "other_office": ("This file is from another program, or is a binary workbook (.ods, .xlsb).", _AS_XLSX),
    "not_a_workbook": ("This is not an Excel workbook (.xlsx) or a CSV file.", _AS_XLSX),
    "damaged": ("The workbook is damaged and cannot be opened.", "Save it again, or start from a new copy."),
    "unfolds": (
        "The workbook holds far more than a batch can have.",
        "Copy the rows into a new workbook, without pictures and other sheets.",
    ),
    "far_cell": (
        "The workbook has a cell at {cell}, far away from the table.",
        "Delete the empty rows below the table and the empty columns beside it, save, and send it again.",
    ),
    "formula": (
        "The workbook has formulas, at {cells}. We cannot be sure of their results.",
        "Replace them with their values (copy, paste as values), save, and send it again.",
    ),
    "no_sheet": (
        "The workbook has no sheet “{expected}”. Its sheets are: {sheets}.",
        "Correct the name of the sheet that has the records.",
    ),
    "failed": (
        "The workbook could not be read: it took too long or needed too much memory.",
        "Save the rows as CSV, or in a new workbook without formatting, and send that.",
    ),
}

_NOTES: _Said = {
    "windows_1252": (
        "The file is not UTF-8. We read it as Windows-1252, the usual encoding of older spreadsheets.",
        "Check names with accents in the outcome. Save the file as “CSV UTF-8” next time.",
    ),
    "columns_left_out": (
        "We ignored these columns, which this kind of batch does not have: {found}.",
        "Do nothing, unless one of them should have been read. If so, correct its heading.",
    ),
    "selection_changed": (
        "You selected {expected} records, but the selection now has {found}.",
        "Look at what would change before you confirm.",
    ),
    "file_name": (
        "The file is called {value}. Files of this kind are usually called {expected}.",
        "Do nothing. The name only helps you to find the file again.",
    ),
}

_FIELD: _Said = {
    "missing": (
        "{field} is empty. Every record must have it.",
        "Fill in {field} and send the record again.",
    ),
    "cells": (
        "This record has {found} cells, but the headings have {expected}. We cannot tell which is which.",
        "Check for an extra separator, for example a comma in a name without quotation marks.",
    ),
    "too_long": ("{field} has {length} characters. It can have {longest} or fewer.", "Shorten it."),
    "control_character": (
        "{field} has a character that cannot be printed.",
        "Type the value again; it was probably copied from another program.",
    ),
    "not_a_date": (
        "“{value}” in {field} is not a date.",
        "Write it as year-month-day, for example 2024-07-31.",
    ),
    "birth_not_a_date": (
        "The date of birth “{value}” is not a date.",
        "Write it as year-month-day, for example 2006-02-28, or leave it empty.",
    ),
    "birth_range": (
        "The date of birth {value} cannot be right: it is in the future, or before 1800.",
        "Check the year, or leave it empty.",
    ),
    "gender": (
        "“{value}” is not a gender code.",
        "Use 0 (not known), 1 (male), 2 (female) or 9 (not specified), or leave it empty.",
    ),
    "code": ("“{value}” is not a code for {field}. The codes are {expected}.", "Use one of the codes."),
    "uln_shape": (
        "“{value}” is not a ULN. A ULN has ten digits and does not begin with 0.",
        "Check the ULN against the learner's registration.",
    ),
    "uln_check_digit": (
        "The ULN {value} is not valid: its last digit does not match the other nine.",
        "Check for a mistyped digit or two digits in the wrong order.",
    ),
    "uln_unknown": (
        "9999999999 means “ULN not known”. It does not belong to a learner.",
        "Ask the centre for the learner's ULN.",
    ),
    "uln_scientific": (
        "“{value}” is a ULN that a spreadsheet has shortened. Its last digits are lost.",
        "Format the column as text in the spreadsheet, fill in the ULNs again and save as CSV.",
    ),
}

_RULE: _Said = {
    "duplicate": (
        "This is the same as record {first} of the file.",
        "Remove one of them, or correct what should be different.",
    ),
    "not_applied": (
        "The record was accepted, but someone else changed the same data before it was saved.",
        "Check the data as it is now, and send the record again if it is still right.",
    ),
}

_REPAIR: _Said = {
    "day_first": (
        "We read “{value}” day first, as {read}.",
        "Write dates as year-month-day, for example 2024-07-31, so that we do not have to guess.",
    ),
    "serial": (
        "“{value}” is how a spreadsheet stores a date. We read it as {read}.",
        "Format the column as a date, year-month-day, before you save as CSV.",
    ),
    "decimals": (
        "A spreadsheet has added decimals. We read “{value}” as {read}.",
        "Format the column as text before you save as CSV.",
    ),
    "leading_zeros": (
        "A spreadsheet has removed leading zeros. We read “{value}” as {read}.",
        "Format the column as text before you save as CSV.",
    ),
    "like_a_date": (
        "“{value}” in {field} looks like a date. A spreadsheet makes 09-Aug of the grade 9-8.",
        "Check it, and format the column as text before you save as CSV.",
    ),
}

_GROUPS: tuple[tuple[_Said, Severity, ErrorClass], ...] = (
    (_FILE, Severity.ERROR, ErrorClass.JOB),
    (_XML, Severity.ERROR, ErrorClass.JOB),
    (_WORKBOOK, Severity.ERROR, ErrorClass.JOB),
    (_NOTES, Severity.WARNING, ErrorClass.JOB),
    (_FIELD, Severity.ERROR, ErrorClass.FIELD_DATA),
    (_RULE, Severity.ERROR, ErrorClass.BUSINESS_RULE),
    (_REPAIR, Severity.WARNING, ErrorClass.FIELD_DATA),
)
COMMON: Mapping[str, Definition] = {
    name: Definition(name, name, severity, error_class, sentence, remedy, "Testamur")
    for said, severity, error_class in _GROUPS
    for name, (sentence, remedy) in said.items()
}
"""Every common finding by its name."""


def catalogue_for(layout: Layout[Any], *own: Definition) -> dict[str, Definition]:
    """The catalogue of a kind: its own findings, and the common ones under the keys that its layout gives them."""
    keys = [*layout.keys.items(), *(pair for each in layout.fields for pair in each.keys.items())]
    defined = {definition.key for definition in own}
    common: dict[str, Definition] = {}
    for name, key in keys:
        if key not in defined and key not in common:
            common[key] = _named(COMMON[name], key, layout.codes.get(name, ""))
    return catalogue_of(*own, *common.values())


def _named(definition: Definition, key: str, code: str) -> Definition:
    return Definition(
        key,
        code or key.partition(".")[0],
        definition.severity,
        definition.error_class,
        definition.sentence,
        definition.remedy,
        definition.source,
    )


def rejecting(catalogue: Mapping[str, Definition]) -> frozenset[str]:
    """The keys whose occurrence rejects a record."""
    return frozenset(key for key, each in catalogue.items() if each.severity is Severity.ERROR)
