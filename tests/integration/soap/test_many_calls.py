"""A nightly job, which calls one operation after the other."""

from __future__ import annotations

import pytest

from integration.soap.client import PASSWORD, envelope, post
from testamur.access import actions as access
from testamur.access.rules import Role
from world import make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("ACH-12")]

CALLS = 1500


def test_as_many_calls_as_a_nightly_job_makes_are_answered() -> None:
    world = make_world(2)
    access.set_web_service_password(
        organisation=world.board, roles={Role.AO_VERIFY_USER}, password=PASSWORD, by=world.super_user
    )
    one = world.learners[0]
    body = envelope(
        '<r:VerifyLearner xmlns:r="http://api.lrs.miap.gov.uk/reportmsg"><UKPRN>10000001</UKPRN>'
        f"<OrgPassword>{PASSWORD}</OrgPassword><UserName>Night</UserName><LearnerToVerify><ULN>{one.uln}</ULN>"
        f"<FamilyName>{one.family_name}</FamilyName><GivenName>{one.given_name}</GivenName></LearnerToVerify>"
        "</r:VerifyLearner>"
    )
    answers = {post("LearnerService", body).text("ResponseCode") for _ in range(CALLS)}
    assert answers == {"WSVRC001"}
