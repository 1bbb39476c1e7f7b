"""ExternalService: a batch is submitted, judged and reported as through every other door."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import default_storage

from integration.soap.client import PASSWORD, achievement, result_of, stock_client, submit, user
from testamur.access import actions as access
from testamur.access.models import WebServiceAccess
from testamur.access.rules import Role
from testamur.achievements import queries as achievements
from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from world import World

pytestmark = pytest.mark.django_db

ORDER = [
    "ResponseCode",
    "AchievementBatchErrorFile",
    "AchievementsCreated",
    "AchievementsPromotedToFinal",
    "AchievementsReinstated",
    "AchievementsUpdated",
    "AchievementsWithdrawn",
    "BusinessRuleErrors",
    "Duration",
    "EndDate",
    "FieldDataErrors",
    "Filename",
    "JobID",
    "LearnerDataErrors",
    "NumberOfRecords",
    "PercentageSuccessfulRecords",
    "RejectionReason",
    "StartDate",
    "Status",
    "SubmittedDate",
    "SuccessfulFinalAchievements",
    "SuccessfulProvisionalAchievements",
    "Type",
    "User",
]


def _record(world: World, place: int, **fields: Any) -> dict[str, Any]:
    learner = world.learners[place]
    right = {
        "AchievementAwardDate": dt.datetime(2019, 7, 3, tzinfo=dt.UTC),
        "Action": 1,
        "ActionDate": dt.datetime(2019, 8, 1, tzinfo=dt.UTC),
        "FamilyName": learner.family_name,
        "GivenName": learner.given_name,
        "Grade": "A",
        "ProviderUkprn": "10000101",
        "Uln": learner.uln,
        "UnitOrQualificationReferenceNumber": "601/0001/1",
    }
    return {**right, **fields}


@pytest.mark.requirement("ACH-02")
@pytest.mark.requirement("EDC-10")
def test_a_stock_client_submits_a_batch_and_sees_what_became_of_it(
    world: World, caller: WebServiceAccess
) -> None:
    service = stock_client("ExternalService").service
    who = {"OrgPassword": PASSWORD, "OrganisationRef": "RN0001", "UserName": "Ada Caller"}
    records = [_record(world, place) for place in range(4)]
    records[3]["Grade"] = "A grade that is far too long"

    sent = service.SubmitAchievementBatchJob(who, "results@board.example", "Final", {"Achievement": records})
    assert sent.ResponseCode == "WSRC0004"
    waiting = service.GetAchievementBatchJob(who, sent.JobId)
    assert (waiting.Status, waiting.JobID, waiting.EndDate) == ("Waiting", sent.JobId, None)

    batches.advance(batch_id=sent.JobId)
    ended = service.GetAchievementBatchJob(who, sent.JobId)
    assert (ended.Status, ended.NumberOfRecords, ended.AchievementsCreated) == ("Successful", 4, 3)
    assert (ended.FieldDataErrors, ended.PercentageSuccessfulRecords) == (1, 75.0)
    assert (ended.Type, ended.User) == ("Final", "Ada Caller")
    assert "F05" in ended.AchievementBatchErrorFile
    assert Achievement.objects.filter(organisation=world.board, grade="A").count() == 3


@pytest.mark.requirement("EDC-10")
def test_a_correction_made_by_web_service_changes_the_record(world: World, caller: WebServiceAccess) -> None:
    service = stock_client("ExternalService").service
    who = {"OrgPassword": PASSWORD, "OrganisationRef": "10000001", "UserName": "Ada Caller"}
    for fields in ({}, {"Action": 2, "Grade": "B"}):
        sent = service.SubmitAchievementBatchJob(
            who, None, "F", {"Achievement": [_record(world, 0, **fields)]}
        )
        batches.advance(batch_id=sent.JobId)
    (kept,) = Achievement.objects.filter(learner=world.learners[0])
    assert kept.grade == "B"
    assert {version.by_name for version in achievements.history_of(kept)} == {"Northern Board (web service)"}


def test_the_elements_of_a_result_stand_in_the_order_of_the_schema(
    world: World, caller: WebServiceAccess
) -> None:
    job = int(submit().text("JobId") or "")
    batches.advance(batch_id=job)
    names = result_of(job).names("GetAchievementBatchJobResult")
    assert names == [name for name in ORDER if name in names]
    assert "Filename" not in names, "it is of files that come through the portal"
    assert len(names) > 15


def test_the_stored_request_does_not_hold_the_password(world: World, caller: WebServiceAccess) -> None:
    batch = Batch.objects.get(pk=int(submit().text("JobId") or ""))
    with default_storage.open(batch.file) as file:
        kept = file.read()
    assert PASSWORD.encode() not in kept
    assert b"OrgPassword" in kept, "the element stays, so that the document follows the schema"
    assert (batch.through, batch.submitted_by, batch.organisation) == ("wire", caller.user, world.board)


def test_a_request_that_is_repeated_gives_the_first_job(world: World, caller: WebServiceAccess) -> None:
    first = submit().text("JobId")
    assert submit().text("JobId") == first
    assert submit(email="others@board.example").text("JobId") != first


def test_a_request_whose_job_failed_can_be_sent_again(world: World, caller: WebServiceAccess) -> None:
    wrong = achievement(Uln="1000000001")
    first = int(submit(wrong).text("JobId") or "")
    assert batches.advance(batch_id=first) == "refused"
    assert submit(wrong).text("JobId") != str(first)


@pytest.mark.requirement("XC-03")
def test_a_foreign_job_is_as_unknown_as_one_that_never_was(world: World, caller: WebServiceAccess) -> None:
    access.set_web_service_password(
        organisation=world.other_board,
        roles={Role.AO_BATCH_USER},
        password="Other-board-4321",
        by=world.stranger,
    )
    job = submit().text("JobId")
    foreign = result_of(str(job), user("10000002", "Other-board-4321"))
    unknown = result_of("2147483647")
    assert foreign.names("GetAchievementBatchJobResult") == unknown.names("GetAchievementBatchJobResult")
    assert (foreign.text("ResponseCode"), unknown.text("ResponseCode")) == ("WSRC0018", "WSRC0018")
    assert result_of(str(job)).text("ResponseCode") == "WSRC0004"


def test_an_organisation_that_may_not_submit_is_told_so(world: World, caller: WebServiceAccess) -> None:
    access.set_web_service_password(
        organisation=world.board, roles={Role.AO_VERIFY_USER}, password=PASSWORD, by=world.super_user
    )
    assert submit().fault == "WSEC0043"
