"""The whole way over HTTP, as a supplier's software goes it."""

from __future__ import annotations

from typing import Any

import pytest
import zeep
from requests import Session
from zeep.transports import Transport

from integration.soap.client import PASSWORD
from testamur.access import actions as access
from testamur.access.rules import Role
from testamur.batches.models import Batch
from world import make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.requirement("ACH-02")
def test_a_batch_is_sent_to_the_address_of_the_description(live_server: Any) -> None:
    world = make_world(2)
    access.set_web_service_password(
        organisation=world.board, roles={Role.AO_BATCH_USER}, password=PASSWORD, by=world.super_user
    )
    session = Session()
    session.trust_env = False
    client = zeep.Client(f"{live_server.url}/ExternalService.svc?wsdl", transport=Transport(session=session))
    who = {"OrgPassword": PASSWORD, "OrganisationRef": "10000001", "UserName": "Ada Caller"}
    record = {
        "AchievementAwardDate": "2019-07-03T00:00:00",
        "Action": 1,
        "ActionDate": "2019-08-01T00:00:00",
        "FamilyName": "Ôtherwise & söns",
        "GivenName": "<Ana>",
        "ProviderUkprn": None,
        "Uln": world.learners[0].uln,
        "UnitOrQualificationReferenceNumber": "601/0001/1",
    }
    sent = client.service.SubmitAchievementBatchJob(who, None, "Provisional", {"Achievement": [record]})
    assert Batch.objects.get(pk=sent.JobId).organisation == world.board
    with pytest.raises(zeep.exceptions.Fault) as fault:
        client.service.SubmitAchievementBatchJob({**who, "OrgPassword": "x" * 16}, None, "Final", None)
    assert fault.value.detail.xpath("//*[local-name() = 'ErrorCode']")[0].text == "WSEC0005"
