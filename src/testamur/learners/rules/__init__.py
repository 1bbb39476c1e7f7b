"""What can be said of a learner's identifiers and particulars without asking a register."""

from testamur.learners.rules.identifiers import (
    GENDERS,
    ULN_UNKNOWN,
    postcode_is_acceptable,
    uln_has_its_shape,
    uln_is_valid,
    uln_of,
)
from testamur.learners.rules.names import (
    NameComparison,
    compare_names,
    edit_distance,
    names_equal,
    names_similar,
    normalise_name,
)
from testamur.learners.rules.verifying import (
    Claim,
    Code,
    Disclosure,
    Flag,
    Held,
    How,
    Verdict,
    parts,
    verify,
)

__all__ = [
    "GENDERS",
    "ULN_UNKNOWN",
    "Claim",
    "Code",
    "Disclosure",
    "Flag",
    "Held",
    "How",
    "NameComparison",
    "Verdict",
    "compare_names",
    "edit_distance",
    "names_equal",
    "names_similar",
    "normalise_name",
    "parts",
    "postcode_is_acceptable",
    "uln_has_its_shape",
    "uln_is_valid",
    "uln_of",
    "verify",
]
