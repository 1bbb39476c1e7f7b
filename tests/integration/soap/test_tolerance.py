"""What existing software sends and the contract allows: nothing of it is refused for its form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from integration.soap.client import (
    ACTION,
    MODEL,
    PASSWORD,
    achievement,
    envelope,
    post,
    result_of,
    stock_client,
    submission,
    submit,
)
from testamur.access.models import WebServiceAccess
from testamur.batches import actions as batches
from testamur.batches.models import Batch, BatchRow
from world import World

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ACH-02")]

MIAP = "http://api.lrs.miap.gov.uk"
XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
WHO = {"OrganisationRef": None, "UKPRN": "10000001", "OrgPassword": PASSWORD, "UserName": "Ada Caller"}
FORMS = ("nil", "empty", "text", "absent")


def member(name: str, form: str, text: str = "") -> str:
    """An element as it may come: nil, empty, with a text, or not at all."""
    return {
        "nil": f'<{name} {XSI} i:nil="true"/>',
        "empty": f"<{name}/>",
        "text": f"<{name}>{text}</{name}>",
        "absent": "",
    }[form]


def parts(said: dict[str, str | None]) -> str:
    return "".join(member(name, "nil" if text is None else "text", text or "") for name, text in said.items())


@pytest.mark.parametrize("form", FORMS)
def test_whoever_calls_gives_one_name_of_two(world: World, caller: WebServiceAccess, form: str) -> None:
    one = world.learners[0]
    claim = {"ULN": one.uln, "FamilyName": one.family_name, "GivenName": one.given_name}
    optional = member("DateOfBirth", form, one.date_of_birth.isoformat())
    optional += member("Gender", form, str(one.gender))
    for given, other in (("UKPRN", "OrganisationRef"), ("OrganisationRef", "UKPRN")):
        names = {given: member(given, "text", "10000001"), other: member(other, form, "10000001")}
        who = names["OrganisationRef"] + names["UKPRN"] + parts({"OrgPassword": PASSWORD, "UserName": "Ada"})
        asked = f"{who}<LearnerToVerify>{parts(claim)}{optional}</LearnerToVerify>"
        reply = post(
            "LearnerService",
            envelope(f'<r:VerifyLearner xmlns:r="{MIAP}/reportmsg">{asked}</r:VerifyLearner>'),
        )
        assert reply.text("ResponseCode") == "WSVRC001"


@pytest.mark.parametrize("form", FORMS)
def test_members_of_a_batch_of_learners(world: World, caller: WebServiceAccess, form: str) -> None:
    one = world.learners[0]
    learner = parts({"ULN": one.uln, "FamilyName": one.family_name, "GivenName": one.given_name})
    learner += member("DateOfBirth", form, one.date_of_birth.isoformat()) + member("Gender", form, "9")
    body = parts(WHO) + "<LearnerRecordCount>1</LearnerRecordCount>"
    body += member("OrgEmail", form, "us@board.example") + f"<Learner>{learner}</Learner>"
    reply = post(
        "LearnerService",
        envelope(f'<v:SubmitVerifyBatch xmlns:v="{MIAP}/vldmsg">{body}</v:SubmitVerifyBatch>'),
    )
    assert reply.text("ResponseCode") == "WSRC0007"
    batches.advance(batch_id=int(reply.text("JobID") or ""))
    (row,) = BatchRow.objects.all()
    assert (row.rejected, row.effect) == (False, "WSVRC001")


@pytest.mark.parametrize("missing", ["ULN", "FamilyName", "GivenName", "LearnerToVerify"])
@pytest.mark.parametrize("form", ["nil", "empty", "absent"])
def test_what_is_missing_in_a_claim_is_insufficient(
    world: World, caller: WebServiceAccess, missing: str, form: str
) -> None:
    one = world.learners[0]
    claim = {"ULN": one.uln, "FamilyName": one.family_name, "GivenName": one.given_name}
    said = "".join(member(name, form if name == missing else "text", text) for name, text in claim.items())
    learner = member("LearnerToVerify", form if missing == "LearnerToVerify" else "text", said)
    verify = f'<r:VerifyLearner xmlns:r="{MIAP}/reportmsg">{parts(WHO)}{learner}</r:VerifyLearner>'
    assert post("LearnerService", envelope(verify)).text("ResponseCode") == "WSRC0015"
    if missing != "LearnerToVerify":
        find = f'<f:FindLearnerByULN xmlns:f="{MIAP}/findmsg">{parts(WHO)}{said}</f:FindLearnerByULN>'
        assert post("LearnerService", envelope(find)).text("ResponseCode") == "WSRC0015"


def outcome(*records: str) -> tuple[Batch, list[tuple[bool, set[str]]]]:
    """Send records, and what was found on each."""
    reply = submit(*records)
    assert reply.status == 200, reply.detail
    batch = Batch.objects.get(pk=int(reply.text("JobId") or ""))
    batches.advance(batch_id=batch.pk)
    rows = BatchRow.objects.filter(batch=batch).order_by("line")
    return batch, [(row.rejected, {found["key"] for found in row.findings}) for row in rows]


@pytest.mark.parametrize("name", ["AchievementAwardDate", "Action", "ActionDate"])
@pytest.mark.parametrize("form", ["nil", "empty"])
def test_nil_where_a_record_needs_a_value_is_a_finding_of_that_record(
    world: World, caller: WebServiceAccess, name: str, form: str
) -> None:
    right = achievement(**_of(world))
    start, end = right.index(f"<{name}>"), right.index(f"</{name}>") + len(name) + 3
    wrong = right[:start] + member(name, form) + right[end:]
    _batch, found = outcome(right, right, right, wrong)
    assert [rejected for rejected, _keys in found][3] is True
    assert "F01.missing" in found[3][1]
    assert found[0] == (False, set())


def _of(world: World) -> dict[str, str]:
    one = world.learners[0]
    return {"Uln": one.uln, "FamilyName": one.family_name, "GivenName": one.given_name}


def test_a_record_that_is_nil_says_nothing_and_the_others_are_taken(
    world: World, caller: WebServiceAccess
) -> None:
    body = submission(*[achievement(**_of(world))] * 4).replace(
        "</achievements>", f'<Achievement {XSI} i:nil="true"/></achievements>'
    )
    reply = post("ExternalService", body, action=f"{ACTION}/SubmitAchievementBatchJob")
    assert reply.status == 200, reply.detail
    batches.advance(batch_id=int(reply.text("JobId") or ""))
    last = BatchRow.objects.get(batch_id=int(reply.text("JobId") or ""), line=5)
    assert (last.rejected, {found["key"] for found in last.findings}) == (True, {"F01.missing"})


@pytest.mark.parametrize("form", FORMS)
def test_members_of_an_achievement(world: World, caller: WebServiceAccess, form: str) -> None:
    one = world.learners[0]
    texts = {
        "DateofBirth": f"{one.date_of_birth}T00:00:00",
        "Gender": str(one.gender),
        "Grade": "A",
        "LanguageForAssessment": "ENG",
        "LearnerPostcode": "CV1 2WT",
        "MisIdentifier": "x",
    }
    record = achievement(**_of(world))
    for name, before in (
        ("DateofBirth", "<FamilyName>"),
        ("Gender", "<GivenName>"),
        ("Grade", "<ProviderUkprn>"),
        ("LanguageForAssessment", "<ProviderUkprn>"),
        ("LearnerPostcode", "<ProviderUkprn>"),
        ("MisIdentifier", "<ProviderUkprn>"),
    ):
        record = record.replace(before, member(name, form, texts[name]) + before)
    _batch, ((rejected, _found),) = outcome(record)
    assert not rejected


@pytest.mark.parametrize("form", ["nil", "empty", "absent"])
def test_a_job_without_a_number_is_unknown(world: World, caller: WebServiceAccess, form: str) -> None:
    body = result_of_text().replace("<jobId>1</jobId>", member("jobId", form))
    reply = post("ExternalService", body, action=f"{ACTION}/GetAchievementBatchJob")
    assert reply.text("ResponseCode") == "WSRC0018"
    assert result_of(1).text("ResponseCode") == "WSRC0018"


def result_of_text() -> str:
    who = f'<invokingUser xmlns:m="{MODEL}"><m:OrgPassword>{PASSWORD}</m:OrgPassword>'
    who += "<m:OrganisationRef>10000001</m:OrganisationRef><m:UserName>Ada</m:UserName></invokingUser>"
    services = "http://api.lrs.qcf.gov.uk/services"
    return envelope(
        f'<GetAchievementBatchJob xmlns="{services}">{who}<jobId>1</jobId></GetAchievementBatchJob>'
    )


def test_a_message_that_names_its_own_type(world: World, caller: WebServiceAccess) -> None:
    """As code that Java and .NET have generated writes it."""
    one = world.learners[0]
    claim = parts({"ULN": one.uln, "FamilyName": one.family_name, "GivenName": one.given_name})
    spaces = f'xmlns:r="{MIAP}/reportmsg" xmlns:l="{MIAP}/learner" {XSI}'
    learner = f'<LearnerToVerify i:type="l:MIAPLearnerToVerify">{claim}</LearnerToVerify>'
    verify = f'<r:VerifyLearner {spaces} i:type="r:VerifyLearnerRqst">{parts(WHO)}{learner}</r:VerifyLearner>'
    assert post("LearnerService", envelope(verify)).text("ResponseCode") == "WSVRC001"
    body = submission(achievement(**_of(world)))
    typed = body.replace("<invokingUser ", f'<invokingUser {XSI} i:type="m:User" ').replace(
        "<Achievement>", f'<Achievement {XSI} i:type="Achievement">'
    )
    reply = post("ExternalService", typed, action=f"{ACTION}/SubmitAchievementBatchJob")
    assert reply.status == 200, reply.detail
    other = verify.replace("r:VerifyLearnerRqst", "r:RetrieveULNsRqst")
    assert post("LearnerService", envelope(other)).fault == "WSEC0001"


@pytest.mark.parametrize(
    "path", ["/ExternalService.svc/", "/externalservice.svc", "/EXTERNALSERVICE.SVC", "/externalService.Svc/"]
)
def test_an_address_in_another_spelling(world: World, caller: WebServiceAccess, path: str) -> None:
    answer = Client().post(
        path,
        submission(achievement(**_of(world))).encode(),
        content_type="text/xml",
        headers={"SOAPAction": f"{ACTION}/SubmitAchievementBatchJob"},
    )
    assert b"WSRC0004" in answer.content
    described = Client().get(f"{path}?WSDL").content.decode()
    assert '<soap:address location="http://testserver/ExternalService.svc"/>' in described


def test_a_stock_client_leaves_out_whatever_may_be_nil(world: World, caller: WebServiceAccess) -> None:
    one: Any = world.learners[0]
    claim = {"ULN": one.uln, "FamilyName": one.family_name, "GivenName": one.given_name}
    who = {name: text for name, text in WHO.items() if text is not None}
    answer = stock_client("LearnerService").service.verifyLearner(**who, LearnerToVerify=claim)
    assert answer.ResponseCode == "WSVRC001"
