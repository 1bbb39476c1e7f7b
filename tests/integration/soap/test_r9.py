"""LearnerServiceR9: find by ULN, and read the learner's record."""

from __future__ import annotations

from typing import Any

import pytest

from integration.soap.client import HOST, PASSWORD, envelope, post, stock_client
from testamur.access import actions as access
from testamur.access.models import WebServiceAccess
from testamur.access.rules import Role
from testamur.achievements.models import Achievement
from testamur.audit import actions as audit
from testamur.audit.queries import timeline
from testamur.learners import actions as learners
from testamur.learners.models import Learner
from testamur.learners.states import Sharing
from world import World, a_challenge, record, submit, the

pytestmark = pytest.mark.django_db

ACTION = "http://tempuri.org/ILearnerServiceR9"
WHO = {"Password": PASSWORD, "Ukprn": "10000101", "Username": "Ada Caller"}
EVENT = [
    "AchievementAwardDate",
    "AchievementProviderName",
    "AchievementProviderUkprn",
    "AwardingOrganisationName",
    "AwardingOrganisationUkprn",
    "CollectionType",
    "Credits",
    "DateLoaded",
    "Grade",
    "ID",
    "LanguageForAssessment",
    "Level",
    "ParticipationEndDate",
    "ParticipationStartDate",
    "QualificationType",
    "Restriction",
    "ReturnNumber",
    "Source",
    "Status",
    "Subject",
    "SubjectCode",
    "UnderDataChallenge",
]


@pytest.fixture
def centre(world: World) -> WebServiceAccess:
    """Riverside College's software."""
    held, _password = access.set_web_service_password(
        organisation=world.provider, roles={Role.PROVIDER_DATA_USER}, password=PASSWORD, by=world.operator
    )
    return held


def _asked(learner: Learner, **texts: Any) -> dict[str, Any]:
    right = {
        "userType": "ORG",
        "vendorID": 1,
        "language": "ENG",
        "uln": learner.uln,
        "givenName": learner.given_name,
        "familyName": learner.family_name,
        "dateOfBirth": "",
        "gender": "",
        "getType": "FULL",
    }
    return {**right, **texts}


@pytest.mark.requirement("ACH-15")
def test_a_stock_client_reads_a_learners_record(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    submit(world, [record(one), record(one, reference="J/602/3521", grade="Pass", award_date="2018-05-01")])
    service = stock_client("LearnerServiceR9").service
    answer = service.GetLearnerLearningEvents(invokingOrganisation=WHO, **_asked(one))
    assert (answer.ResponseCode, answer.FoundULN, answer.IncomingULN) == ("WSRC0004", one.uln, one.uln)
    late, early = answer.LearnerRecord.LearningEvent
    assert (late.SubjectCode, late.Grade, late.Source, late.Status) == ("601/0001/1", "A", "AO", "F")
    assert (late.AwardingOrganisationName, late.AwardingOrganisationUkprn) == ("Northern Board", "10000001")
    assert (late.AchievementProviderName, late.AchievementProviderUkprn) == ("Riverside College", "10000101")
    assert (late.AchievementAwardDate, late.Subject, late.UnderDataChallenge) == (
        "2019-07-03",
        "Mathematics",
        "N",
    )
    assert (early.SubjectCode, early.Source) == ("J/602/3521", "QCFU")
    looks = [version for version in timeline(one) if version.process == "learner.record_viewed"]
    assert [(look.by_name, look.through) for look in looks] == [(centre.user.get_full_name(), "wire")]


def _events(learner: Learner, **texts: Any) -> Any:
    said = {**_asked(learner), **texts}
    who = "".join(f"<i:{name}>{text}</i:{name}>" for name, text in WHO.items())
    space = "http://schemas.datacontract.org/2004/07/Amor.Qcf.Service.Interface"
    parts = "".join(f"<{name}>{text}</{name}>" for name, text in said.items())
    body = (
        f'<GetLearnerLearningEvents xmlns="http://tempuri.org/"><invokingOrganisation xmlns:i="{space}">{who}'
        f"</invokingOrganisation>{parts}</GetLearnerLearningEvents>"
    )
    return post("LearnerServiceR9", envelope(body), action=f"{ACTION}/GetLearnerLearningEvents")


def test_the_fields_of_an_event_stand_in_the_order_of_the_schema(
    world: World, centre: WebServiceAccess
) -> None:
    one = world.learners[0]
    submit(world, [record(one)])
    names = _events(one).names("LearningEvent")
    assert names == [name for name in EVENT if name in names]
    assert set(EVENT) - set(names) == {
        "CollectionType",
        "ParticipationEndDate",
        "ParticipationStartDate",
        "ReturnNumber",
    }


def test_a_challenged_achievement_says_so(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    submit(world, [record(one)])
    assert _events(one).text("UnderDataChallenge") == "N"
    a_challenge(world, the(one))
    assert _events(one).text("UnderDataChallenge") == "Y"


@pytest.mark.requirement("ACH-10")
def test_a_centres_record_is_written_as_the_lrs_writes_one(world: World, centre: WebServiceAccess) -> None:
    """And one that an awarding organisation's own record has superseded is not among the events."""
    one = world.learners[0]
    submit(world, [record(one)])
    for reference, state in (("601/0001/1", "superseded"), ("601/0002/3", "active")):
        with audit.process("achievement.created", by=None):
            Achievement.objects.create(
                organisation=world.provider,
                learner=one,
                uln=one.uln,
                reference=reference,
                award_date="2019-07-03",
                status="final",
                state=state,
                source="ILR",
                collection_type="W",
                return_number="02",
                participation_start="2018-09-01",
                participation_end="2019-07-01",
            )
    service = stock_client("LearnerServiceR9").service
    answer = service.GetLearnerLearningEvents(invokingOrganisation=WHO, **_asked(one))
    own, centres = sorted(answer.LearnerRecord.LearningEvent, key=lambda event: event.Source)
    assert (own.Source, own.SubjectCode) == ("AO", "601/0001/1")
    assert (centres.Source, centres.SubjectCode, centres.Grade) == ("ILR", "60100023", "9999999999")
    assert (centres.CollectionType, centres.ReturnNumber) == ("W", "02")
    assert (centres.ParticipationStartDate, centres.ParticipationEndDate) == ("2018-09-01", "2019-07-01")


@pytest.mark.requirement("ACH-11")
def test_a_record_that_is_not_shared_comes_without_events(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    submit(world, [record(one)])
    _refuse(one)
    answer = stock_client("LearnerServiceR9").service.GetLearnerLearningEvents(
        invokingOrganisation=WHO, **_asked(one)
    )
    assert (answer.ResponseCode, answer.FoundULN, answer.LearnerRecord) == ("WSEC0206", one.uln, None)


def _refuse(learner: Learner) -> None:
    with audit.process("learner.sharing_set", by=None):
        Learner.objects.filter(pk=learner.pk).update(ability_to_share=Sharing.REFUSES)


def test_who_cannot_name_the_learner_gets_nothing(world: World, centre: WebServiceAccess) -> None:
    one = world.learners[0]
    submit(world, [record(one)])
    for wrong in (
        {"givenName": "Nobody"},
        {"familyName": ""},
        {"dateOfBirth": "1999-01-01"},
        {"gender": "2"},
    ):
        said = {"gender": "1" if one.gender == 2 else "2"} if "gender" in wrong else wrong
        reply = _events(one, **said)
        if "familyName" in wrong:
            assert reply.fault == "WSEC0001"
        else:
            assert (reply.text("ResponseCode"), reply.text("FoundULN")) == ("WSEC0208", None), wrong
    assert _events(one, uln="1000000001").text("ResponseCode") == "WSEC0136"
    assert _events(one).text("ResponseCode") == "WSRC0004"


def test_a_merged_learner_is_read_under_the_master(world: World, centre: WebServiceAccess) -> None:
    one, two = world.learners[:2]
    submit(world, [record(one)])
    learners.merge(learner=one, master=two, reason="one person", by=None)
    reply = _events(one)
    assert [reply.text(name) for name in ("ResponseCode", "FoundULN", "IncomingULN")] == [
        "WSRC0022",
        two.uln,
        one.uln,
    ]
    assert reply.text("SubjectCode") == "601/0001/1"


@pytest.mark.requirement("ACH-13")
def test_an_awarding_organisation_reads_no_whole_record(world: World, caller: WebServiceAccess) -> None:
    who = {**WHO, "Ukprn": "10000001"}
    client = stock_client("LearnerServiceR9")
    with pytest.raises(Exception, match="does not have the right"):
        client.service.GetLearnerLearningEvents(invokingOrganisation=who, **_asked(world.learners[0]))


def test_a_stock_client_finds_a_learner_by_uln(world: World, centre: WebServiceAccess) -> None:
    service = stock_client("LearnerServiceR9").service
    one, two = world.learners[:2]
    learners.merge(learner=two, master=one, reason="one person", by=None)
    who = {**WHO, "ChannelCode": "WebServices"}

    def find(**texts: Any) -> Any:
        said = {"uln": two.uln, "givenName": two.given_name, "familyName": two.family_name, "findType": "FUL"}
        return service.LearnerByUln(
            invokingOrganisation=who, userType="ORG", vendorId=1, language="ENG", **{**said, **texts}
        )

    answer = find()
    assert (answer.ResponseCode, answer.Uln, answer.Learner.Uln) == ("WSRC0022", one.uln, one.uln)
    assert answer.Learner.LinkedUlns.string == [two.uln]
    assert answer.Learner.DateOfBirth.date() == one.date_of_birth
    assert find(findType="CHK").Learner is None
    assert (find(givenName="Nobody").ResponseCode, find(uln="1000000001").ResponseCode) == (
        "WSRC0001",
        "WSEC0136",
    )


def test_the_description_names_the_address_that_was_asked(client: Any, db: None) -> None:
    for service in ("ExternalService", "LearnerService", "LearnerServiceR9"):
        address = f"{HOST}/{service}.svc"
        assert f'<soap:address location="{address}"/>' in client.get(f"/{service}.svc?wsdl").content.decode()
        page = client.get(f"/{service}.svc")
        assert page.status_code == 200
        assert f"{address}?wsdl" in page.content.decode().replace("<wbr>", "")
        assert client.get(f"/{service}.svc?xsd=../settings").status_code == 404
        assert client.put(f"/{service}.svc").status_code == 405
