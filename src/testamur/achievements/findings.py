"""What can be wrong with an achievement beside the learner, the register and what is held, through whichever door.

L: the learner on the record. B: what an awarding organisation may do with an achievement. C: why one achievement cannot
be corrected: its grade edited, it deleted, or moved to another learner.
"""

from __future__ import annotations

from testamur.batches.findings import Definition, ErrorClass, error, warning

_LEARNER = ErrorClass.LEARNER_DATA
_BUSINESS = ErrorClass.BUSINESS_RULE
_AO_FAQ = "LRS Awarding Organisation FAQ (2013)"
_EDC_GUIDE = "LRS Managing Event Data Challenge Requests (2017)"
_VERIFY_CODES = "LRS verify codes WSVRC and failure flags VRF"

LEARNERS: tuple[Definition, ...] = (
    error(
        "L01.unknown_uln",
        _LEARNER,
        "There is no learner with the ULN {value}.",
        "Check the ULN with the centre. If it is new, the learner must be registered first.",
        f"{_VERIFY_CODES}: WSVRC006",
    ),
    error(
        "L01.deleted_uln",
        _LEARNER,
        "The ULN {value} has been deleted. It does not belong to a learner.",
        "Ask the centre for the learner's ULN.",
        f"{_VERIFY_CODES}: WSVRC006",
    ),
    error(
        "L02.name_mismatch",
        _LEARNER,
        "The name does not match the learner with this ULN ({flags}).",
        "Check with the centre that the ULN and the name belong to the same learner.",
        f"{_VERIFY_CODES}: WSVRC005",
    ),
    warning(
        "L02.name_similar",
        _LEARNER,
        "The name is similar to the name of the learner with this ULN, but not the same.",
        "Compare it with the learner's registration. If it is the same person, do nothing.",
        f"{_VERIFY_CODES}: WSVRC003",
    ),
    error(
        "L02.date_of_birth",
        _LEARNER,
        "The date of birth {value} does not match the learner with this ULN (VRF7).",
        "Check with the centre that the ULN and the date of birth belong to the same learner.",
        f"{_VERIFY_CODES}: VRF7",
    ),
    error(
        "L02.gender",
        _LEARNER,
        "The gender code {value} does not match the learner with this ULN (VRF8).",
        "Check it with the centre, or leave it empty.",
        f"{_VERIFY_CODES}: VRF8",
    ),
    warning(
        "L03.merged",
        _LEARNER,
        "The ULN {value} has been merged into {master}. The achievement is shown on {master}.",
        "Use {master} for this learner from now on.",
        f"{_VERIFY_CODES}: WSVRC002",
    ),
)

REFERENCES: tuple[Definition, ...] = (
    error(
        "B01.unknown_reference",
        _BUSINESS,
        "The qualification register has no qualification or unit {value}.",
        "Check the reference number. A new qualification must be on the qualification "
        "register before it is awarded.",
        _AO_FAQ,
    ),
    error(
        "B01.not_owner",
        _BUSINESS,
        "{value} belongs to {owner}, not to your organisation.",
        "Check the reference number. Only {owner} can submit achievements for it.",
        _AO_FAQ,
    ),
    error(
        "B01.not_offered",
        _BUSINESS,
        "{value} could not be awarded on this date.",
        "Compare the award date with the dates of the qualification on the qualification register.",
        _AO_FAQ,
    ),
)

ACHIEVEMENTS: tuple[Definition, ...] = (
    error(
        "B02.exists",
        _BUSINESS,
        "This achievement is already on the learner's record.",
        "To change its grade, UKPRN or language, send an update.",
        _AO_FAQ,
    ),
    error(
        "B03.not_found",
        _BUSINESS,
        "There is nothing to {action}. Your organisation has no achievement with this ULN, reference and "
        "award date.",
        "Check all three. If the achievement is new, send a create.",
        _AO_FAQ,
    ),
    error(
        "B03.withdrawn",
        _BUSINESS,
        "This achievement has been withdrawn.",
        "Reinstate it first, then update it.",
        _AO_FAQ,
    ),
    error(
        "B03.active",
        _BUSINESS,
        "This achievement has not been withdrawn, so it cannot be reinstated.",
        "Leave the record out. To change the grade, UKPRN or language, send an update.",
        _AO_FAQ,
    ),
    error(
        "B04.locked_field",
        _BUSINESS,
        "This changes {fields}. Only the grade, the UKPRN and the language for assessment can be changed.",
        "Withdraw the achievement and create a new one.",
        _AO_FAQ,
    ),
    error(
        "B05.final_exists",
        _BUSINESS,
        "This achievement is final. A provisional result cannot replace it.",
        "Leave the record out, or send the change in a final batch.",
        _AO_FAQ,
    ),
    warning(
        "B05.treated_as_final",
        _BUSINESS,
        "{value} belongs to the QCF, where every achievement is final. We keep it as final.",
        "Send QCF units and qualifications in a final batch.",
        _AO_FAQ,
    ),
    error(
        "B06.failed_unit",
        _BUSINESS,
        "The grade “{value}” means that the unit was not achieved. Failed units cannot be recorded.",
        "Leave the record out, or correct the grade.",
        _AO_FAQ,
    ),
    error(
        "B07.duplicate",
        _BUSINESS,
        "This is the same achievement as record {first}: same ULN, reference and award date.",
        "Keep one of the two records.",
    ),
    warning(
        "B08.grade_scale",
        _BUSINESS,
        "The grade “{value}” is not on the qualification's scale: {scale}.",
        "Use the grade as the qualification register has it. If your grade is right, do nothing.",
        _AO_FAQ,
    ),
    error(
        "B09.changed_since",
        _BUSINESS,
        "This achievement was changed by someone else after your file was checked.",
        "Check the achievement as it is now, and send the record again if it is still right.",
    ),
)

CORRECTIONS: tuple[Definition, ...] = (
    error(
        "C01.changed_since",
        _BUSINESS,
        "This achievement has changed since you opened it. {who} changed it on {when}.",
        "Check it as it is now. If your change is still right, make it again.",
    ),
    error(
        "C02.withdrawn",
        _BUSINESS,
        "This achievement has been withdrawn, so it can no longer be corrected.",
        "Check its history. If it is right after all, reinstate it first.",
        _EDC_GUIDE,
    ),
    error(
        "C02.deleted",
        _BUSINESS,
        "This achievement has been deleted, so it can no longer be corrected.",
        "Check its history. If it is right after all, create it again.",
        _EDC_GUIDE,
    ),
    error(
        "C02.superseded",
        _BUSINESS,
        "The awarding organisation's own record has replaced this one, so it cannot be corrected.",
        "Ask the awarding organisation to correct its record.",
        _EDC_GUIDE,
    ),
    error(
        "C03.same_learner",
        _LEARNER,
        "The achievement is already on this learner's record.",
        "Enter the ULN of the learner it belongs to.",
        _EDC_GUIDE,
    ),
    error(
        "C04.merged",
        _LEARNER,
        "The ULN {value} has been merged into {master}, which belongs to the same person.",
        "Enter {master} instead.",
        f"{_VERIFY_CODES}: WSVRC002",
    ),
    error(
        "C05.has_it",
        _BUSINESS,
        "The learner with the ULN {value} already has this achievement, with the same award date.",
        "If this one was recorded in error, delete it. If the other was, delete that one first.",
        _EDC_GUIDE,
    ),
    error(
        "C06.same_grade",
        _BUSINESS,
        "The grade is already “{value}”.",
        "Enter the grade it should be.",
        _EDC_GUIDE,
    ),
)
