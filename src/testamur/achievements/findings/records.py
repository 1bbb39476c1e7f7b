"""L: the learner on the record. B: what an awarding organisation may do with an achievement."""

from __future__ import annotations

from testamur.achievements.findings.definitions import AO_FAQ, OURS, VERIFY_CODES, error, warning
from testamur.batches.findings import Definition, ErrorClass

_LEARNER = ErrorClass.LEARNER_DATA
_BUSINESS = ErrorClass.BUSINESS_RULE

_LEARNERS: tuple[Definition, ...] = (
    error(
        "L01.unknown_uln",
        _LEARNER,
        "We know no learner with the ULN {value}.",
        "Check the ULN with the centre. If it is new, the learner has to be registered first.",
        source=f"{VERIFY_CODES}: WSVRC006",
    ),
    error(
        "L01.deleted_uln",
        _LEARNER,
        "The ULN {value} has been deleted. It is no learner's.",
        "Ask the centre for the learner's ULN.",
        source=f"{VERIFY_CODES}: WSVRC006",
    ),
    error(
        "L02.name_mismatch",
        _LEARNER,
        "The name is not that of the learner with this ULN ({flags}).",
        "Check with the centre that the ULN and the name belong to the same learner.",
        source=f"{VERIFY_CODES}: WSVRC005",
    ),
    warning(
        "L02.name_similar",
        _LEARNER,
        "The name is similar to that of the learner with this ULN, but not the same.",
        "Compare it with the learner's registration. If it is the same person, do nothing.",
        source=f"{VERIFY_CODES}: WSVRC003",
    ),
    error(
        "L02.date_of_birth",
        _LEARNER,
        "The date of birth {value} is not that of the learner with this ULN (VRF7).",
        "Check with the centre that the ULN and the date of birth belong to the same learner.",
        source=f"{VERIFY_CODES}: VRF7",
    ),
    error(
        "L02.gender",
        _LEARNER,
        "The gender code {value} is not that of the learner with this ULN (VRF8).",
        "Check it with the centre, or leave it empty.",
        source=f"{VERIFY_CODES}: VRF8",
    ),
    warning(
        "L03.merged",
        _LEARNER,
        "The ULN {value} has been merged into {master}. The achievement is shown on {master}.",
        "Use {master} for this learner from now on.",
        source=f"{VERIFY_CODES}: WSVRC002",
    ),
)

_REFERENCES: tuple[Definition, ...] = (
    error(
        "B01.unknown_reference",
        _BUSINESS,
        "The register has no qualification or unit {value}.",
        "Check the reference number. A new qualification has to be on the register before it is awarded.",
        source=AO_FAQ,
    ),
    error(
        "B01.not_owner",
        _BUSINESS,
        "{value} belongs to {owner}, not to your organisation.",
        "Check the reference number. Only {owner} can submit achievements in it.",
        source=AO_FAQ,
    ),
    error(
        "B01.not_offered",
        _BUSINESS,
        "{value} could not be awarded on this date.",
        "Compare the award date with the dates of the qualification's register entry.",
        source=AO_FAQ,
    ),
)

_ACHIEVEMENTS: tuple[Definition, ...] = (
    error(
        "B02.exists",
        _BUSINESS,
        "This achievement is on the learner's record already.",
        "To change its grade, UKPRN or language, send an update.",
        source=AO_FAQ,
    ),
    error(
        "B03.not_found",
        _BUSINESS,
        "There is nothing to {action}. Your organisation has no achievement with this ULN, reference and "
        "award date.",
        "Check all three. If the achievement is new, send a create.",
        source=AO_FAQ,
    ),
    error(
        "B03.withdrawn",
        _BUSINESS,
        "This achievement has been withdrawn.",
        "Reinstate it first; then it can be updated.",
        source=AO_FAQ,
    ),
    error(
        "B03.active",
        _BUSINESS,
        "This achievement has not been withdrawn, so it cannot be reinstated.",
        "Leave the record out. To change the grade, UKPRN or language, send an update.",
        source=AO_FAQ,
    ),
    error(
        "B04.locked_field",
        _BUSINESS,
        "This changes {fields}. Only the grade, the UKPRN and the language for assessment can be changed.",
        "Withdraw the achievement and create a new one.",
        source=AO_FAQ,
    ),
    error(
        "B05.final_exists",
        _BUSINESS,
        "This achievement is final. A provisional result cannot replace it.",
        "Leave the record out, or send the change in a final batch.",
        source=AO_FAQ,
    ),
    warning(
        "B05.treated_as_final",
        _BUSINESS,
        "{value} belongs to the QCF, where every achievement is final. We keep it as final.",
        "Send QCF units and qualifications in a final batch.",
        source=AO_FAQ,
    ),
    error(
        "B06.failed_unit",
        _BUSINESS,
        "The grade “{value}” says that the unit was not achieved. Failed units are not put on the record.",
        "Leave the record out, or correct the grade.",
        source=AO_FAQ,
    ),
    error(
        "B07.duplicate",
        _BUSINESS,
        "This is the same achievement as record {first}: same ULN, reference and award date.",
        "Keep one of the two records.",
        source=OURS,
    ),
    warning(
        "B08.grade_scale",
        _BUSINESS,
        "The grade “{value}” is not on the qualification's scale: {scale}.",
        "Use the grade as the register writes it. If it is right, do nothing.",
        source=AO_FAQ,
    ),
    error(
        "B09.changed_since",
        _BUSINESS,
        "This achievement was changed by someone else after your file was checked.",
        "Look at the achievement as it is now, and send the record again if it is still right.",
        source=OURS,
    ),
)

DEFINITIONS: tuple[Definition, ...] = (*_LEARNERS, *_REFERENCES, *_ACHIEVEMENTS)
