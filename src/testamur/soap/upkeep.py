"""LearnerServiceR9: a learner's details, who has looked at a learner, and an organisation's details."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from lxml import etree

from testamur.access import queries as access
from testamur.access.rules import Permission
from testamur.learners import actions as learner_actions
from testamur.learners import queries as learners
from testamur.learners.states import Sharing
from testamur.soap.calls import Call
from testamur.soap.envelopes import text_of
from testamur.soap.learners import claim_from
from testamur.soap.r9 import add, answered
from testamur.soap.refusals import Answer, Code, Refusal

PAGE_SIZE = 50
_CODES = frozenset({"WSRC0013", "WSRC0014", "WSRC0020"})
_SHARING = {"NotProvided": None, "FPNNotSeen": Sharing.NOT_SEEN, "FPNSeenShareData": Sharing.SHARES}


def update_subset(call: Call, body: etree._Element) -> etree._Element:
    """``UpdateLearnerSubsetFields``: what is given replaces what is held, if that is still what was read."""
    access.check_can(call.user, Permission.SHARING_SET, call.organisation)
    learner = learners.by_uln(text_of(body, "uln"))
    if learner is None or learner.deleted_at is not None:
        return _updated(Answer.NOT_FOUND_FOR_UPDATE)
    try:
        learner_actions.update_details(
            learner=learner,
            version=int(text_of(body, "versionNumber")),
            details=learner_actions.Details(
                email=text_of(body, "emailAddress"),
                telephone=text_of(body, "telephoneNumber"),
                school_at_16=text_of(body, "schoolAtAge16"),
                preferred_given_name=text_of(body, "preferredGivenName"),
            ),
            sharing=_SHARING[text_of(body, "abilityToShare")],
            organisation=call.organisation,
            through="wire",
            by=call.user,
        )
    except ValidationError as error:
        code = getattr(error, "code", None)
        if code in _CODES:
            return _updated(str(code))
        raise Refusal(Code.INVALID_REQUEST, " ".join(error.messages)) from None
    return _updated(Answer.UPDATED)


def _updated(code: str) -> etree._Element:
    response, result = answered("UpdateLearnerSubsetFields")
    result.text = str(code)
    return response


def view_audit(call: Call, body: etree._Element) -> etree._Element:
    """``ViewAudit``: who has looked at the learner whom the request names; a list of nobody where it names none."""
    access.check_can(call.user, Permission.RECORD_VIEW, call.organisation)
    named = {"ULN": "learnerUln", "GivenName": "learnerGivenName", "FamilyName": "learnerFamilyName"}
    claim = claim_from({name: text_of(body, element) for name, element in named.items()})
    entries = (
        learner_actions.view_audit(
            learner=learner_actions.identify(claim=claim, by=call.user),
            organisation=call.organisation,
            through="wire",
            by=call.user,
        )
        or []
    )
    page = max(int(text_of(body, "page") or 0), 0)
    response, result = answered("ViewAudit")
    held = add(result, "List")
    for entry in entries[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]:
        line = add(held, "PlrAccessEntryResponse")
        add(line, "Action", learners.LOOKS[entry.process])
        add(line, "DateTime", entry.at.isoformat())
        add(line, "Organisation", entry.organisation)
        add(line, "User", entry.by_name)
    add(result, "PageCount", -(-len(entries) // PAGE_SIZE))
    add(result, "PageIndex", page)
    add(result, "PageSize", PAGE_SIZE)
    add(result, "SortIndex", 0)
    add(result, "SortOrder", 1)
    add(result, "TotalItems", len(entries))
    return response


def get_organisation(call: Call, body: etree._Element) -> etree._Element:
    """``GetOrganisation``: an organisation by UKPRN, recognition number or reference; if two are given, by both."""
    asked = [text for text in (text_of(body, "ukPrn"), text_of(body, "orgRef")) if text]
    named = access.organisation_named(asked)
    response, result = answered("GetOrganisation")
    if named is None:
        add(result, "ResponseCode", Answer.NO_MATCH if asked else Answer.INSUFFICIENT)
        return response
    organisation, reference = named
    add(result, "ResponseCode", Answer.SUCCESS)
    add(result, "DisplayName", organisation.name)
    add(result, "OrgRef", reference or organisation.recognition_number or "")
    add(result, "Status", "Active" if organisation.is_active else "Inactive")
    add(result, "Ukprn", organisation.ukprn or "")
    return response
