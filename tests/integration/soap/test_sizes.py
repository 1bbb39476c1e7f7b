"""A whole batch as stock clients write it, and a file that comes back with what we have written into it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage

from integration.soap.client import ACTION, MODEL, SERVICES, Reply, envelope, post, user
from testamur.access.models import WebServiceAccess
from testamur.batches import actions as batches
from testamur.batches.models import Batch, BatchRow
from world import World

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ACH-02")]

TEXTS = {
    "AchievementAwardDate": "2019-07-03T00:00:00.000+00:00",
    "Action": "1",
    "ActionDate": "2019-08-01T00:00:00.000+00:00",
    "ActionReason": "As sat in the summer series",
    "DateofBirth": "2001-02-03T00:00:00.000+00:00",
    "FamilyName": "Featherstonehaugh-Cholmondeley",
    "Gender": "1",
    "GivenName": "Maximiliana-Alexandra",
    "Grade": "Distinction",
    "LanguageForAssessment": "English",
    "LearnerPostcode": "CV1 2WT",
    "MisIdentifier": "Centre 12345, candidate {number:05}",
    "ProviderUkprn": "10000101",
    "Uln": "1000000000",
    "UnitOrQualificationReferenceNumber": "601/0001/1",
}


def prefixed(count: int) -> bytes:
    """Records with all their fields, each element with a prefix, as zeep, PHP and .NET write them."""
    record = "".join(f"<ns1:{name}>{text}</ns1:{name}>" for name, text in TEXTS.items())
    records = "".join(f"<ns1:Achievement>{record.format(number=n)}</ns1:Achievement>" for n in range(count))
    who = user().replace("invokingUser", "ns1:invokingUser")
    return envelope(
        f'<ns1:SubmitAchievementBatchJob xmlns:ns1="{SERVICES}" xmlns:ns2="{MODEL}">{who}'
        f"<ns1:emailAddress>us@board.example</ns1:emailAddress><ns1:submissionType>Final</ns1:submissionType>"
        f"<ns1:achievements>{records}</ns1:achievements></ns1:SubmitAchievementBatchJob>"
    ).encode()


def sent(body: bytes) -> Reply:
    return post("ExternalService", body, action=f"{ACTION}/SubmitAchievementBatchJob")


def test_as_many_records_as_are_allowed_are_taken_with_all_their_fields(
    world: World, caller: WebServiceAccess
) -> None:
    body = prefixed(10_000)
    assert 7_000_000 < len(body) < 9_500_000
    reply = sent(body)
    assert (reply.fault, reply.text("ResponseCode")) == (None, "WSRC0004")
    batch = Batch.objects.get(pk=int(reply.text("JobId") or ""))
    batches.advance(batch_id=batch.pk)
    assert BatchRow.objects.filter(batch=batch).count() == 10_000


def test_one_more_is_too_many(world: World, caller: WebServiceAccess) -> None:
    assert sent(prefixed(10_001)).fault == "WSEC0046"


def test_what_we_have_written_into_a_file_does_not_count_when_it_comes_back(
    world: World, caller: WebServiceAccess, settings: Any
) -> None:
    """As a file that somebody has corrected and sends again, on a page or by web service."""
    texts = {**TEXTS, "Grade": "A grade that is much too long to be one"}
    record = "".join(f"<{name}>{text}</{name}>" for name, text in texts.items())
    finding = (
        '<f:Finding xmlns:f="urn:testamur:findings" code="F05" severity="error" field="Grade">'
        f"{'What is wrong with it. ' * 20}</f:Finding>"
    )
    body = envelope(
        f'<SubmitAchievementBatchJob xmlns="{SERVICES}">{user()}<submissionType>Final</submissionType>'
        f"<achievements>{f'<Achievement>{record}{finding}</Achievement>' * 20}</achievements>"
        "</SubmitAchievementBatchJob>"
    )
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = 8_000
    reply = sent(body.encode())
    assert reply.status == 200, reply.detail
    with default_storage.open(Batch.objects.get(pk=int(reply.text("JobId") or "")).file) as file:
        assert b"Finding" not in file.read()
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = 4_000
    assert sent(body.replace("English", "Welsh").encode()).fault == "WSEC0001"
