"""What verifying finds: the answers of the LRS (lrs.md 2.3), beside what can be wrong with any file or field.

Whoever reads the outcome record by record reads the answers in the same place. An answer never rejects: a learner who
does not match has been verified, with that answer.
"""

from __future__ import annotations

from testamur.batches.columns.findings import catalogue_for, rejecting
from testamur.batches.findings import Definition, ErrorClass, Severity
from testamur.learners.kinds.verify.layout import LAYOUT
from testamur.learners.rules.verifying import ANSWER_KEYS, Code

_VERIFY = "LRS verify codes WSVRC and failure flags VRF"


def _answer(code: Code, sentence: str, remedy: str) -> Definition:
    return Definition(
        ANSWER_KEYS[code], code.value, Severity.WARNING, ErrorClass.LEARNER_DATA, sentence, remedy, _VERIFY
    )


CATALOGUE = catalogue_for(
    LAYOUT,
    _answer(
        Code.LINKED_MATCH,
        "The learner matches, and the ULN {value} has been merged into {master}.",
        "Use {master} for this learner from now on.",
    ),
    _answer(
        Code.SIMILAR,
        "The learner is probably the one you mean, but the names are not quite the same ({flags}).",
        "Compare the names with the learner's documents.",
    ),
    _answer(
        Code.LINKED_SIMILAR,
        "The learner is probably the one you mean, but the names are not quite the same ({flags}), and the ULN {value} "
        "has been merged into {master}.",
        "Compare the names with the learner's documents, and use {master} from now on.",
    ),
    _answer(
        Code.NO_MATCH,
        "The ULN {value} exists, but the record does not match the learner who has it ({flags}).",
        "Check the ULN, the names, the date of birth and the gender with the learner's centre.",
    ),
    _answer(
        Code.NOT_FOUND,
        "No learner has the ULN {value}.",
        "Check the ULN with the learner's centre.",
    ),
    Definition(
        "V21.not_verified",
        "V21",
        Severity.ERROR,
        ErrorClass.LEARNER_DATA,
        "The learner was not verified, because their details were being changed at that moment.",
        "Send the record again.",
        "Testamur",
    ),
)
REJECTING = rejecting(CATALOGUE)
