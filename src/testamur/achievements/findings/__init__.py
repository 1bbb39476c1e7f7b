"""The catalogue of everything that can be wrong with an achievement batch.

The letter of a code says what is wrong: F a field, L the learner, B the business rules, C the correction of one
achievement, I a centre's record, J the whole file; R says that something was repaired in reading. Where the LRS has a
code of its own, such as RS005, that is used.
"""

from __future__ import annotations

from testamur.achievements.findings import centre, corrections, fields, files, records, repairs
from testamur.batches.findings import Definition, Severity, catalogue_of

CATALOGUE: dict[str, Definition] = catalogue_of(
    *fields.DEFINITIONS,
    *records.DEFINITIONS,
    *corrections.DEFINITIONS,
    *centre.DEFINITIONS,
    *files.DEFINITIONS,
    *repairs.DEFINITIONS,
)

REJECTING: frozenset[str] = frozenset(
    key for key, definition in CATALOGUE.items() if definition.severity is Severity.ERROR
)
"""The keys whose occurrence rejects a record."""
