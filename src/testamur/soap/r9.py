"""LearnerServiceR9: find a learner by ULN, and read the learner's record (lrs section 3.3)."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.achievements.queries import LearnerRecord, LearningEvent, NotFound, NotShared
from testamur.challenges import queries as challenges
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.rules import uln_is_valid
from testamur.soap.calls import Call
from testamur.soap.envelopes import child, new, nil, text_of
from testamur.soap.learners import CLAIM, EXACT, answer_code, claim_from, found, linked_ulns, stamp, verified
from testamur.soap.refusals import Answer

TEMPURI = "http://tempuri.org/"
MODEL = "http://api.lrs.qcf.gov.uk/model"
PERSON = "http://schemas.datacontract.org/2004/07/Amor.Qcf.MIAPModel"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"

NO_GRADE = "9999999999"
UNKNOWN = ("UNKNOWN", "UNKNWN")
"""What the LRS writes for the name and the UKPRN of an awarding organisation that it does not know."""

_ELEMENTS = {
    "ULN": "uln",
    "FamilyName": "familyName",
    "GivenName": "givenName",
    "DateOfBirth": "dateOfBirth",
    "Gender": "gender",
}


def learner_by_uln(call: Call, body: etree._Element) -> etree._Element:
    """``LearnerByUln``: as ``learnerByULN`` of LearnerService, in the form of R9."""
    access.check_can(call.user, Permission.LEARNER_VERIFY, call.organisation)
    texts = {name: text_of(body, _ELEMENTS[name]) for name in CLAIM[:3]}
    answer = verified(call, texts)
    response, result = answered("LearnerByUln")
    add(result, "ResponseCode", Answer.INVALID_ULN if answer is None else answer_code(answer))
    add(result, "FamilyName", texts["FamilyName"])
    add(result, "GivenName", texts["GivenName"])
    if answer and answer.held and answer.code in EXACT and text_of(body, "findType").upper() != "CHK":
        _learner(add(result, "Learner"), answer.held.uln, found(answer.held))
    add(result, "Uln", answer.held.uln if answer and answer.held and answer.code in EXACT else texts["ULN"])
    return response


def _learner(parent: etree._Element, uln: str, shown: Mapping[str, str]) -> None:
    known = learners.by_uln(uln)

    def tell(name: str, text: object) -> None:
        if text not in (None, ""):
            child(parent, name, text, namespace=PERSON)

    tell("AbilityToShare", int(learners.sharing_of(known)) if known else None)
    tell("DateOfBirth", f"{shown['DateOfBirth']}T00:00:00" if "DateOfBirth" in shown else None)
    tell("FamilyName", shown.get("FamilyName"))
    tell("Gender", shown.get("Gender"))
    tell("GivenName", shown.get("GivenName"))
    linked = linked_ulns(known) if known else []
    if linked:
        holder = child(parent, "LinkedUlns", namespace=PERSON)
        for each in linked:
            child(holder, "string", each, namespace=ARRAYS)
    tell("Uln", uln)
    tell("VersionNumber", learners.version_number(known) if known else None)


def learning_events(call: Call, body: etree._Element) -> etree._Element:
    """``GetLearnerLearningEvents``: the whole record, for who may see it of a learner who shares it."""
    access.check_can(call.user, Permission.RECORD_VIEW, call.organisation)
    texts = {name: text_of(body, element) for name, element in _ELEMENTS.items()}
    if not uln_is_valid(texts["ULN"]):
        return _events(texts["ULN"], Answer.INVALID_ULN)
    claim = claim_from(texts)
    learner_actions.check_may_name(claim=claim, by=call.user)
    match achievements.record_for(call.user, claim):
        case NotFound():
            learner_actions.note_miss(claim=claim, by=call.user)
            return _events(texts["ULN"], Answer.NOT_VERIFIED)
        case NotShared(learner):
            return _events(texts["ULN"], Answer.NOT_SHARED, learner.uln or texts["ULN"])
        case LearnerRecord() as record:
            learner_actions.note_look(
                learner=record.learner, organisation=call.organisation, through="wire", by=call.user
            )
            same = record.learner.uln == texts["ULN"]
            code = Answer.SUCCESS if same else Answer.MASTER_SUBSTITUTED
            return _events(texts["ULN"], code, record.learner.uln or texts["ULN"], record.events)


def _events(
    incoming: str, code: Answer, uln: str = "", events: list[LearningEvent] | None = None
) -> etree._Element:
    response, result = answered("GetLearnerLearningEvents")
    add(result, "ResponseCode", code)
    add(result, "FoundULN", uln)
    add(result, "IncomingULN", incoming)
    record = add(result, "LearnerRecord")
    # Of two records of one award the awarding organisation's is the one that counts (lrs section 7).
    shown = [event for event in events or [] if not event.superseded]
    challenged = challenges.open_challenges_of([event.id for event in shown])
    for event in shown:
        _event(add(record, "LearningEvent"), event, is_challenged=event.id in challenged)
    return response


def _event(parent: etree._Element, event: LearningEvent, *, is_challenged: bool) -> None:
    """One line in the order of the schema. An empty ``""`` is written as an empty element, ``None`` not at all."""
    is_ours = event.source in ("AO", "QCFU")
    values: dict[str, object] = {
        "AchievementAwardDate": event.award_date.isoformat(),
        "AchievementProviderName": event.achievement_provider_name,
        "AchievementProviderUkprn": event.achievement_provider_ukprn,
        "AwardingOrganisationName": event.awarding_organisation_name or UNKNOWN[0],
        "AwardingOrganisationUkprn": event.awarding_organisation_ukprn or UNKNOWN[1],
        "CollectionType": event.collection_type or None,
        "Credits": event.credits or 0,
        "DateLoaded": stamp(event.date_loaded),
        "Grade": event.grade or ("" if is_ours else NO_GRADE),
        "ID": event.id,
        "LanguageForAssessment": event.language or None,
        "Level": event.level,
        "ParticipationEndDate": event.participation_end and event.participation_end.isoformat(),
        "ParticipationStartDate": event.participation_start and event.participation_start.isoformat(),
        "QualificationType": event.qualification_type,
        "Restriction": "0",
        "ReturnNumber": event.return_number or None,
        "Source": event.source,
        "Status": event.status,
        "Subject": event.subject,
        "SubjectCode": event.subject_code if is_ours else event.subject_code.replace("/", ""),
        "UnderDataChallenge": "Y" if is_challenged else "N",
    }
    for name, value in values.items():
        if name == "Level" and not value:
            nil(parent, name)
        elif value is not None:
            add(parent, name, value)


def answered(operation: str) -> tuple[etree._Element, etree._Element]:
    """The message that answers an operation, and the result in it."""
    response = new(TEMPURI, f"{operation}Response")
    tag = f"{{{TEMPURI}}}{operation}Result"
    return response, etree.SubElement(response, tag, nsmap={"a": MODEL, "p": PERSON})


def add(parent: etree._Element, name: str, text: object = None) -> etree._Element:
    """A child of the namespace of the answers."""
    return child(parent, name, text, namespace=MODEL)
