"""Who may call, and that a refusal does not say which part of what was given is wrong."""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_network
from typing import Any

import pytest
from django.contrib.auth import hashers

from integration.soap.client import PASSWORD, Reply, achievement, envelope, post, result_of, submit, user
from testamur.access import actions as access
from testamur.access.models import WebServiceAccess
from testamur.access.rules import Role
from testamur.audit import actions as audit
from testamur.organisations.models import Organisation
from world import World

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("XC-03")]

WRONG = {
    "another password": user(password="Abcd-1234_efgh.8"),
    "no password": user(password=None),
    "an empty password": user(password=""),
    "a short password": user(password="short"),
    "another organisation": user("10000002"),
    "an unknown organisation": user("19999999"),
    "no organisation": user(""),
    "a long organisation": user("1" * 1000),
    "no user name": user(name=None),
    "an empty user name": user(name=" "),
    "a long user name": user(name="x" * 36),
    "nobody": '<invokingUser xmlns:m="urn:m"/>',
    "nothing": "",
}


def test_whatever_is_wrong_the_answer_is_the_same(world: World, caller: WebServiceAccess) -> None:
    answers = {what: submit(who=who) for what, who in WRONG.items()}
    said = {what: (reply.status, reply.fault, reply.detail) for what, reply in answers.items()}
    assert set(said.values()) == {
        (500, "WSEC0005", "The organisation, its password, or the user name is not right.")
    }


def test_by_which_names_an_organisation_is_known(world: World, caller: WebServiceAccess) -> None:
    access.set_web_service_password(
        organisation=world.board,
        roles={Role.AO_BATCH_USER},
        password=PASSWORD,
        reference="100070",
        by=world.super_user,
    )
    for name in ("10000001", "RN0001", "100070"):
        assert submit(who=user(name), email=f"{name}@board.example").status == 200, name


def test_a_password_that_is_replaced_or_removed_ends_at_once(world: World, caller: WebServiceAccess) -> None:
    assert submit().status == 200
    _held, new = access.set_web_service_password(
        organisation=world.board, roles={Role.AO_BATCH_USER}, by=world.super_user
    )
    assert (submit().fault, submit(who=user(password=new)).status) == ("WSEC0005", 200)
    access.remove_web_service_password(organisation=world.board, by=world.super_user)
    assert submit(who=user(password=new)).fault == "WSEC0005"


def test_a_password_that_was_right_is_not_checked_slowly_again(
    world: World, caller: WebServiceAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert submit().status == 200

    def slow(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the slow check")

    monkeypatch.setattr("testamur.access.queries.systems.check_password", slow)
    assert submit().status == 200
    assert submit(who=user(password="Abcd-1234_efgh.8")).fault == "WSEC0999"


def test_the_password_is_kept_as_a_hash_and_not_in_history(world: World, caller: WebServiceAccess) -> None:
    assert hashers.check_password(PASSWORD, caller.password)
    event = WebServiceAccess.pgh_event_model  # type: ignore[attr-defined]
    assert "password" not in {field.name for field in event._meta.get_fields()}


def test_no_log_holds_the_password_or_a_uln(
    world: World, caller: WebServiceAccess, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        assert submit().status == 200
        assert submit(achievement(Action=PASSWORD)).fault == "WSEC0001"
        assert submit(who=user(password="Abcd-1234_efgh.8")).fault == "WSEC0005"
    assert "soap.refused" in caplog.text
    for secret in (PASSWORD, "Abcd-1234_efgh.8", "1000000000"):
        assert secret not in caplog.text


def test_a_suspended_organisation_is_not_authorised(world: World, caller: WebServiceAccess) -> None:
    with audit.process("organisation.changed", by=None):
        Organisation.objects.filter(pk=world.board.pk).update(is_active=False)
    assert submit().fault == "WSEC0003"
    assert submit(who=user(password="Abcd-1234_efgh.8")).fault == "WSEC0005"


def test_the_certificate_that_a_proxy_saw_must_be_that_of_the_organisation(
    world: World, caller: WebServiceAccess, settings: Any
) -> None:
    settings.WEB_SERVICE_CERTIFICATE_HEADER = "X-Client-Subject"
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]
    subject = "CN=northern.example,O=Northern Board"
    assert submit(headers={"X-Client-Subject": subject}).fault == "WSEC0005", (
        "none is set for the organisation"
    )
    access.set_web_service_password(
        organisation=world.board,
        roles={Role.AO_BATCH_USER},
        password=PASSWORD,
        certificate_subject=subject,
        by=world.super_user,
    )
    assert submit(headers={"X-Client-Subject": subject}).status == 200
    assert submit(headers={"X-Client-Subject": "CN=other"}).fault == "WSEC0005"
    assert submit().fault == "WSEC0005"


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ("", None),
        ("00:00-23:59", None),
        ("08:00-18:00", None),
        ("18:00-08:00", "WSEC0004"),
        ("09:31-18:00", "WSEC0004"),
    ],
)
def test_outside_the_hours_of_service(
    world: World,
    caller: WebServiceAccess,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    hours: str,
    code: str | None,
) -> None:
    """It is half past nine in summer where the service is."""
    settings.WEB_SERVICE_HOURS = tuple(dt.time.fromisoformat(hour) for hour in hours.split("-") if hour)
    now = dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC)
    monkeypatch.setattr("testamur.soap.identity.clock.now", lambda: now)
    assert submit().fault == code


def test_too_many_requests(world: World, caller: WebServiceAccess, settings: Any) -> None:
    settings.WEB_SERVICE_REQUESTS_PER_MINUTE, settings.WEB_SERVICE_BURST = 1, 2
    replies = [result_of(1) for _ in range(5)]
    assert [reply.status for reply in replies][:2] == [200, 200]
    refused = replies[-1]
    assert (refused.status, refused.fault) == (429, "WSEC0999")
    assert "may call GetAchievementBatchJob 2 times in a row, and 1 times a minute" in refused.detail
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert submit().status == 200, "another operation has tokens of its own"
    settings.WEB_SERVICE_LIMITS = {"SubmitAchievementBatchJob": (1, 1)}
    assert submit().status == 200, "there is one left"
    assert "1 times in a row" in submit().detail
    settings.WEB_SERVICE_WRONG_PASSWORDS_PER_MINUTE = 0
    assert submit(who=user(password="Abcd-1234_efgh.8")).status == 429


def large(**more: Any) -> Reply:
    return submit(achievement(FamilyName="x" * 200_000), **more)


@pytest.mark.requirement("XC-03")
def test_much_that_is_refused_is_not_read_any_more(
    world: World, caller: WebServiceAccess, settings: Any
) -> None:
    """What is right costs its sender nothing, and small questions are asked as ever."""
    settings.WEB_SERVICE_UNKNOWN_BYTES_PER_MINUTE = 500_000
    assert {large().status for _ in range(5)} == {200}
    wrong = user(password="Abcd-1234_efgh.8")
    replies = [large(who=wrong) for _ in range(6)]  # a minute may turn once in between
    assert {reply.status for reply in replies} == {500, 429}
    assert {reply.fault for reply in replies} == {"WSEC0005", "WSEC0999"}
    assert "Too much has come from your address" in replies[-1].detail
    assert result_of(1).status == 200
    assert large(REMOTE_ADDR="192.0.2.7").status == 200


def test_what_is_no_envelope_costs_its_sender_too(world: World, settings: Any) -> None:
    settings.WEB_SERVICE_UNKNOWN_BYTES_PER_MINUTE = 500_000
    statuses = [post("ExternalService", "<nothing>" + "x" * 200_000).status for _ in range(6)]
    assert set(statuses) == {500, 429}


def test_the_password_is_looked_for_in_the_header_of_the_request_alone(
    world: World, caller: WebServiceAccess
) -> None:
    """A password beside the one that belongs there is no password."""
    twice = user().replace("</invokingUser>", f"<m:Password>{PASSWORD}</m:Password></invokingUser>")
    assert submit(who=twice).fault == "WSEC0005"
    body = envelope(
        f'<r:VerifyLearner xmlns:r="http://api.lrs.miap.gov.uk/reportmsg">{user()}</r:VerifyLearner>'
    )
    assert post("LearnerService", body).fault == "WSEC0001"
