"""LearnerService: find a learner by demographics, and look up ULNs (lrs sections 2.2 and 3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.achievements import queries as achievements
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.queries import Disclosed
from testamur.learners.rules import postcode_is_acceptable
from testamur.learners.rules.finding import Demographics, demographics_of
from testamur.soap.calls import Call
from testamur.soap.envelopes import child, new, text_of
from testamur.soap.learners import FINDMSG, REPORTMSG, add_learner, found, payload_of
from testamur.soap.refusals import Answer, Code, Refusal

if TYPE_CHECKING:
    from testamur.learners.models import Learner

NEEDED = ("FamilyName", "GivenName", "DateOfBirth", "Gender", "LastKnownPostCode")
SAID = (*NEEDED, "PreviousFamilyName", "SchoolAtAge16", "PlaceOfBirth", "EmailAddress")
MOST_ULNS = 200
"""As many as the older schema of the LRS lets a call name (lrs section 3.4)."""
_ANY_ULN = "1000000000"  # the checks of a verify batch want one, and nothing is made of it


def by_demographics(call: Call, body: etree._Element) -> etree._Element:
    """``learnerByDemographics``: who may be meant. ``CHK`` asks only whether there is somebody."""
    access.check_can(call.user, Permission.LEARNER_VERIFY, call.organisation)
    texts = {name: text_of(body, name) for name in SAID}
    response = new(FINDMSG, "FindLearnerResponse", prefix="f")
    search = None
    if all(texts[name] for name in NEEDED):
        search = learner_actions.find_learners(
            said=_said(texts), organisation=call.organisation, through="wire", by=call.user
        )
    _child(response, "ResponseCode", search.answer if search else Answer.INSUFFICIENT)
    for name, text in texts.items():
        if text:
            _child(response, name, text)
    if search and text_of(body, "FindType").upper() != "CHK":
        for held in learners.told_of(search):
            add_learner(response, held, is_substituted=search.answer == Answer.MASTER_SUBSTITUTED)
    return response


def _said(texts: Mapping[str, str]) -> Demographics:
    if not postcode_is_acceptable(texts["LastKnownPostCode"].upper()):
        raise Refusal(Code.INVALID_REQUEST, "LastKnownPostCode: This is no British postcode.")
    payload = payload_of({**texts, "ULN": _ANY_ULN})
    more = {"postcode": texts["LastKnownPostCode"], "previous_family_name": texts["PreviousFamilyName"]}
    return demographics_of({**payload, **more})


def retrieve_ulns(call: Call, body: etree._Element) -> etree._Element:
    """``retrieveULNs``: what became of ULNs, and the particulars of those whom the organisation has on record."""
    access.check_can(call.user, Permission.LEARNER_VERIFY, call.organisation)
    asked = body.find("ULNsToRetrieve")
    ulns = [] if asked is None else [(each.text or "").strip() for each in asked]
    if len(ulns) > MOST_ULNS:
        raise Refusal(Code.INVALID_REQUEST, f"A request may name at most {MOST_ULNS} ULNs.")
    response = new(REPORTMSG, "RetrieveULNsResponse", prefix="r")
    holder = _child(response, "RetrievedULNs")
    if not any(ulns):
        _child(_child(holder, "VerifiedULN"), "ResponseCode", Answer.NONE_FOR_REPORT)
        return response
    known = learners.known_under([uln for uln in ulns if uln])
    people = {learner.known_as for _uln, learner in known if learner}
    ours = achievements.on_record_of(call.organisation, people)
    learner_actions.note_told(
        learners=[person for person in people if person.pk in ours],
        organisation=call.organisation,
        through="wire",
        by=call.user,
    )
    for uln, learner in known:
        _retrieved(_child(holder, "VerifiedULN"), uln, learner, ours)
    return response


def _retrieved(entry: etree._Element, uln: str, learner: Learner | None, ours: set[int]) -> None:
    _child(entry, "ULN", uln)
    if learner is None:
        _child(entry, "ResponseCode", Answer.NOT_FOUND_FOR_REPORT)
        return
    person = learner.known_as
    if person != learner:
        _child(entry, "MasterULN", person.uln)
    _child(entry, "ResponseCode", Answer.SUCCESS if person == learner else Answer.MASTER_SUBSTITUTED)
    if person.pk in ours:
        for name, text in found(Disclosed.of(person)).items():
            if name != "ULN":
                _child(entry, name, text)


def _child(parent: etree._Element, name: str, text: object = None) -> etree._Element:
    return child(parent, name, text, qualified=False)
