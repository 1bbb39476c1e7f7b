"""What only a register of awarding organisations can have wrong."""

from __future__ import annotations

from testamur.batches.columns.findings import catalogue_for, rejecting
from testamur.batches.findings import ErrorClass, error
from testamur.qualifications.kinds.organisations.layout import LAYOUT
from testamur.qualifications.kinds.register.findings import SHARED

_FIELD = ErrorClass.FIELD_DATA
_RULE = ErrorClass.BUSINESS_RULE
_LAYOUT = "Ofqual register of regulated qualifications, open data layout"

CATALOGUE = catalogue_for(
    LAYOUT,
    *SHARED,
    error(
        "Q11.ukprn",
        _FIELD,
        "“{value}” is not a UKPRN. A UKPRN has eight digits.",
        "Correct it, or leave it empty.",
        _LAYOUT,
    ),
    error(
        "Q24.ukprn_taken",
        _RULE,
        "The UKPRN {value} belongs to another organisation here: {holder}.",
        "Correct the UKPRN, or leave it empty.",
    ),
    error(
        "Q25.other_kind",
        _RULE,
        "{value} belongs to an organisation here that is not an awarding organisation: {holder}.",
        "Check the recognition number.",
    ),
)
REJECTING = rejecting(CATALOGUE)
