"""LearnerService: find, verify one, verify a batch."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage

from integration.soap.client import PASSWORD, envelope, post, stock_client
from testamur.access import actions as access
from testamur.access.models import WebServiceAccess
from testamur.access.rules import Role
from testamur.audit.queries import timeline
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.learners import actions as learners
from testamur.learners.models import Learner
from world import World

pytestmark = pytest.mark.django_db

WHO = {"UKPRN": "10000001", "OrgPassword": PASSWORD, "UserName": "Ada Caller"}
VLDMSG = "http://api.lrs.miap.gov.uk/vldmsg"
REPORTMSG = "http://api.lrs.miap.gov.uk/reportmsg"


def _claim(learner: Learner, **texts: str) -> dict[str, str]:
    right = {
        "ULN": learner.uln,
        "FamilyName": learner.family_name,
        "GivenName": learner.given_name,
        "DateOfBirth": learner.date_of_birth.isoformat(),
        "Gender": str(learner.gender),
    }
    return {**right, **texts}


def _xml(parts: dict[str, str]) -> str:
    return "".join(f"<{name}>{text}</{name}>" for name, text in parts.items())


def _verify(claim: dict[str, str], who: dict[str, str] = WHO) -> Any:
    body = (
        f'<r:VerifyLearner xmlns:r="{REPORTMSG}">{_xml(who)}<LearnerToVerify>{_xml(claim)}</LearnerToVerify>'
    )
    return post("LearnerService", envelope(f"{body}</r:VerifyLearner>"), action="")


@pytest.mark.requirement("ACH-12")
def test_a_stock_client_verifies_one_learner(world: World, caller: WebServiceAccess) -> None:
    service = stock_client("LearnerService").service
    one = world.learners[0]
    answer = service.verifyLearner(**WHO, LearnerToVerify=_claim(one))
    assert (answer.ResponseCode, answer.ULN, answer.SearchedULN) == ("WSVRC001", one.uln, one.uln)
    assert (answer.DateOfBirth, answer.Gender, answer.FailureFlag) == (
        one.date_of_birth.isoformat(),
        str(one.gender),
        [],
    )
    other = service.verifyLearner(**WHO, LearnerToVerify=_claim(one, DateOfBirth="1999-01-01"))
    assert (other.ResponseCode, other.FailureFlag, other.FamilyName) == ("WSVRC005", ["VRF7"], None)
    versions = [version for version in timeline(one) if version.process == "learner.verified"]
    assert [(version.by_name, version.through) for version in versions] == [
        (caller.user.get_full_name(), "wire")
    ] * 2


def test_a_uln_that_nobody_can_have_is_not_found(world: World, caller: WebServiceAccess) -> None:
    for uln in ("1000000001", "0123456789", "9999999999", "12", "6000000007"):
        assert _verify(_claim(world.learners[0], ULN=uln)).text("ResponseCode") == "WSVRC006", uln


def test_a_value_of_the_wrong_kind_is_an_invalid_request(world: World, caller: WebServiceAccess) -> None:
    for name, text in (
        ("DateOfBirth", "2002-13-45"),
        ("Gender", "7"),
        ("GivenName", "x" * 36),
    ):
        reply = _verify(_claim(world.learners[0], **{name: text}))
        assert (reply.fault, name in (reply.text("FurtherDetails") or "")) == ("WSEC0001", True), name


@pytest.mark.requirement("ACH-12")
def test_a_stock_client_verifies_a_batch(world: World, caller: WebServiceAccess) -> None:
    service = stock_client("LearnerService").service
    one, two, three = world.learners[:3]
    learners.merge(learner=two, master=three, reason="one person", by=None)
    claims = [
        {"MISIdentifier": "row 1", **_claim(one)},
        _claim(one, GivenName=one.given_name[:-1] + "x"),
        _claim(two),
        _claim(one, ULN="1000000001"),
    ]
    sent = service.submitVerifyBatch(**WHO, LearnerRecordCount=4, OrgEmail="us@board.example", Learner=claims)
    assert sent.ResponseCode == "WSRC0007"
    waiting = service.getVerifyBatchOutput(**WHO, JobID=sent.JobID)
    assert (waiting.ResponseCode, waiting.JobStatus, waiting.VerifiedLearner) == ("WSRC0008", "Waiting", [])

    batches.advance(batch_id=sent.JobID)
    ended = service.getVerifyBatchOutput(**WHO, JobID=sent.JobID)
    assert (ended.ResponseCode, ended.JobStatus) == ("WSRC0009", "Successful")
    codes = [learner.ResponseCode for learner in ended.VerifiedLearner]
    assert codes == ["WSVRC001", "WSVRC003", "WSVRC002", "WSVRC006"]
    first, similar, linked, _unknown = ended.VerifiedLearner
    assert (first.MISIdentifier, first.SearchedULN, first.FailureFlag) == ("row 1", one.uln, [])
    assert similar.FailureFlag
    assert (linked.ULN, linked.FailureFlag) == (three.uln, [])


def test_a_batch_with_another_number_of_learners_than_it_says(world: World, caller: WebServiceAccess) -> None:
    service = stock_client("LearnerService").service
    answer = service.submitVerifyBatch(**WHO, LearnerRecordCount=2, Learner=[_claim(world.learners[0])])
    assert (answer.ResponseCode, answer.JobID) == ("WSRC0030", 0)
    assert not Batch.objects.exists()


def _batch(claims: list[dict[str, str]], email: str = "us@board.example") -> Any:
    learners_ = "".join(f"<Learner>{_xml(claim)}</Learner>" for claim in claims)
    header = f"{_xml(WHO)}<LearnerRecordCount>{len(claims)}</LearnerRecordCount><OrgEmail>{email}</OrgEmail>"
    body = f'<v:SubmitVerifyBatch xmlns:v="{VLDMSG}">{header}{learners_}</v:SubmitVerifyBatch>'
    return post("LearnerService", envelope(body))


def test_what_is_refused_of_a_verify_batch(world: World, caller: WebServiceAccess, settings: Any) -> None:
    settings.VERIFY_BATCH_MAX_RECORDS = 3
    one = _claim(world.learners[0])
    assert _batch([]).fault == "WSEC0001"
    assert _batch([one], email="nobody").fault == "WSEC0044"
    assert _batch([one] * 4).fault == "WSEC0001"
    assert _batch([one] * 3).text("ResponseCode") == "WSRC0007"


def test_the_stored_verify_batch_does_not_hold_the_password(world: World, caller: WebServiceAccess) -> None:
    batch = Batch.objects.get(pk=_batch([_claim(world.learners[0])]).text("JobID"))
    with default_storage.open(batch.file) as file:
        assert PASSWORD.encode() not in file.read()
    assert batch.options["user_name"] == "Ada Caller"


@pytest.mark.requirement("XC-03")
def test_a_foreign_verify_job_is_unknown(world: World, caller: WebServiceAccess) -> None:
    access.set_web_service_password(
        organisation=world.other_board,
        roles={Role.AO_VERIFY_USER},
        password="Other-board-4321",
        by=world.stranger,
    )
    job = int(_batch([_claim(world.learners[0])]).text("JobID"))
    service = stock_client("LearnerService").service
    other = {"UKPRN": "10000002", "OrgPassword": "Other-board-4321", "UserName": "x"}
    assert service.getVerifyBatchOutput(**other, JobID=job).ResponseCode == "WSRC0018"
    assert service.getVerifyBatchOutput(**WHO, JobID=job + 999).ResponseCode == "WSRC0018"


def test_a_stock_client_finds_a_learner_by_uln(world: World, caller: WebServiceAccess) -> None:
    service = stock_client("LearnerService").service
    one, two = world.learners[:2]
    learners.merge(learner=two, master=one, reason="one person", by=None)
    names = {"FamilyName": two.family_name, "GivenName": two.given_name}
    answer = service.learnerByULN(FindType="FUL", **WHO, ULN=two.uln, **names)
    (found,) = answer.Learner
    assert (answer.ResponseCode, answer.ULN) == ("WSRC0022", two.uln)
    assert (found.ULN, found.MasterSubstituted, found.LinkedULNs.ULN) == (one.uln, "Y", [two.uln])
    assert (found.DateOfBirth, found.LastKnownPostCode) == (one.date_of_birth.isoformat(), None)

    short = service.learnerByULN(FindType="CHK", **WHO, ULN=two.uln, **names)
    assert (short.ResponseCode, short.Learner) == ("WSRC0022", [])
    for wrong in ({"FamilyName": "Nobody"}, {"ULN": "1000000001"}, {"GivenName": two.given_name[:-1]}):
        nobody = service.learnerByULN(FindType="FUL", **{**WHO, "ULN": two.uln, **names, **wrong})
        assert (nobody.ResponseCode, nobody.Learner) == ("WSRC0001", []), wrong


def test_a_fault_has_the_form_of_the_learner_services(world: World, caller: WebServiceAccess) -> None:
    reply = _verify(_claim(world.learners[0]), {**WHO, "OrgPassword": "Wrong-password-1"})
    assert reply.status == 500
    assert reply.names("MIAPAPIException") == [
        "ErrorCode",
        "ErrorActor",
        "Description",
        "FurtherDetails",
        "ErrorTimestamp",
    ]
    (code,) = reply.root.xpath("//ErrorCode")
    assert code.text == "WSEC0005", "the children have no namespace"
    assert reply.root.xpath("//faultstring")[0].text == "uk.gov.miap.lrs.api.exceptions.MIAPAPIException"


def test_whoever_may_not_verify_learners_is_told_so(world: World, caller: WebServiceAccess) -> None:
    access.set_web_service_password(
        organisation=world.board, roles={Role.AO_BATCH_USER}, password=PASSWORD, by=world.super_user
    )
    assert _verify(_claim(world.learners[0])).fault == "WSEC0006"
    assert _batch([_claim(world.learners[0])]).fault == "WSEC0006"
