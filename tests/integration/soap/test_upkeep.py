"""LearnerServiceR9: a learner's details, who has looked at a learner, and an organisation's details."""

from __future__ import annotations

from typing import Any

import pytest
from zeep.exceptions import Fault

from integration.soap.client import PASSWORD, stock_client
from testamur.access import actions as access
from testamur.access.models import WebServiceAccess
from testamur.access.rules import Role
from testamur.audit import actions as audit
from testamur.audit.queries import timeline
from testamur.learners import actions as learner_actions
from testamur.learners.models import Learner
from testamur.learners.states import Sharing
from world import World

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ACH-15")]

WHO = {"Password": PASSWORD, "Ukprn": "10000101", "Username": "Ada Caller"}


@pytest.fixture
def centre(world: World) -> WebServiceAccess:
    """Riverside College's software."""
    held, _password = access.set_web_service_password(
        organisation=world.provider, roles={Role.PROVIDER_DATA_USER}, password=PASSWORD, by=world.operator
    )
    return held


def service() -> Any:
    return stock_client("LearnerServiceR9").service


def version_of(learner: Learner) -> int:
    answer = service().LearnerByUln(
        invokingOrganisation=WHO,
        userType="ORG",
        vendorId=1,
        language="ENG",
        uln=learner.uln,
        givenName=learner.given_name,
        familyName=learner.family_name,
        findType="FUL",
    )
    return int(answer.Learner.VersionNumber)


def update(learner: Learner, version: int, who: dict[str, str] = WHO, **given: Any) -> str:
    fields = {
        "emailAddress": None,
        "telephoneNumber": None,
        "schoolAtAge16": None,
        "preferredGivenName": None,
    }
    return str(
        service().UpdateLearnerSubsetFields(
            invokingOrganisation=who,
            userType="ORG",
            vendorId=1,
            language="ENG",
            versionNumber=version,
            **{"uln": learner.uln, "abilityToShare": "NotProvided", **fields, **given},
        )
    )


def test_of_two_who_read_the_same_the_second_is_told(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    version = version_of(one)
    assert (
        update(one, version, emailAddress="robin@people.example", telephoneNumber="01234 5678") == "WSRC0006"
    )
    assert update(one, version, emailAddress="other@people.example") == "WSRC0013"
    one.refresh_from_db()
    assert (one.email, one.telephone, one.school_at_16) == ("robin@people.example", "01234 5678", "")
    assert update(one, version_of(one), schoolAtAge16="Hill School", preferredGivenName="Rob") == "WSRC0006"
    one.refresh_from_db()
    assert (one.email, one.school_at_16, one.preferred_given_name) == (
        "robin@people.example",
        "Hill School",
        "Rob",
    )
    versions = [each for each in timeline(one) if each.process == "learner.details_changed"]
    assert [(each.by_name, each.through) for each in versions] == [(centre.user.get_full_name(), "wire")] * 2


def test_what_an_update_answers(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    version = version_of(one)
    assert update(one, version, uln="1000000001") == "WSRC0019"
    assert update(one, version) == "WSRC0020"
    assert update(one, version, emailAddress="robin@people.example") == "WSRC0006"
    assert update(one, version_of(one), emailAddress="robin@people.example") == "WSRC0020"
    for wrong in ({"emailAddress": "nobody"}, {"telephoneNumber": "1" * 41}):
        with pytest.raises(Fault):
            update(one, version_of(one), **wrong)
    one.refresh_from_db()
    assert (one.email, one.telephone) == ("robin@people.example", "")


def test_sharing_is_set_by_the_rules_of_sharing(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    assert update(one, version_of(one), abilityToShare="FPNSeenShareData") == "WSRC0006"
    one.refresh_from_db()
    assert one.ability_to_share == Sharing.SHARES
    assert update(one, version_of(one), abilityToShare="FPNNotSeen") == "WSRC0014"
    assert update(one, version_of(one), abilityToShare="FPNSeenShareData") == "WSRC0020"


def test_whoever_may_not_set_sharing_changes_nothing(world: World, caller: WebServiceAccess) -> None:
    with pytest.raises(Fault, match="does not have the right"):
        update(world.learners[0], 1, {**WHO, "Ukprn": "10000001"}, emailAddress="robin@people.example")


def view_audit(learner: Learner, page: int = 0, **said: Any) -> Any:
    named = {"learnerUln": learner.uln, "learnerGivenName": learner.given_name}
    named |= {"learnerFamilyName": learner.family_name}
    return service().ViewAudit(
        invokingOrganisation=WHO, userType="ORG", vendorId=1, language="ENG", page=page, **{**named, **said}
    )


def test_who_has_looked_at_a_learner(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    assert (view_audit(one).List, view_audit(one).TotalItems) == (None, 1)
    learner_actions.note_look(
        learner=one, organisation=world.provider, through="page", by=world.provider_user
    )
    answer = view_audit(one)
    newest, *before = answer.List.PlrAccessEntryResponse
    assert (newest.Action, newest.Organisation) == ("Record viewed", "Riverside College")
    assert newest.User == world.provider_user.get_full_name()
    assert {each.Action for each in before} == {"List of who has looked, shown"}
    assert (answer.TotalItems, answer.PageCount, answer.PageIndex, answer.PageSize) == (3, 1, 0, 50)
    assert view_audit(one, page=1).List is None


def test_who_cannot_name_the_learner_sees_no_audit(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    view_audit(one)
    answer = view_audit(one, learnerGivenName="Nobody")
    assert (answer.List, answer.TotalItems) == (None, 0)
    with audit.process("learner.sharing_set", by=None):
        Learner.objects.filter(pk=one.pk).update(ability_to_share=Sharing.REFUSES)
    assert view_audit(one).TotalItems == 0


def organisation(prn: str | None, reference: str | None = None) -> Any:
    return service().GetOrganisation(
        invokingOrganisation=WHO, userType="ORG", vendorId=1, language="ENG", ukPrn=prn, orgRef=reference
    )


def test_the_details_of_an_organisation(
    world: World, centre: WebServiceAccess, caller: WebServiceAccess
) -> None:
    answer = organisation("10000001")
    assert (answer.ResponseCode, answer.DisplayName, answer.Ukprn) == (
        "WSRC0004",
        "Northern Board",
        "10000001",
    )
    assert (answer.OrgRef, answer.Status) == ("RN0001", "Active")
    with audit.process("access.web_service_set", by=None):
        WebServiceAccess.objects.filter(pk=caller.pk).update(reference="100070")
    assert organisation(None, "100070").DisplayName == "Northern Board"
    assert organisation("10000001", "100070").OrgRef == "100070"
    assert organisation("10000001", "RN0002").ResponseCode == "WSRC0001"
    assert organisation("19999999").ResponseCode == "WSRC0001"
    assert organisation(None).ResponseCode == "WSRC0015"
