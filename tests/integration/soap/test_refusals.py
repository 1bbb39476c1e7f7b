"""What is refused, and with which code. Each envelope is made by hand and has one thing wrong with it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from integration.soap.client import (
    ACTION,
    ENVELOPE,
    MODEL,
    PASSWORD,
    SERVICES,
    Reply,
    achievement,
    envelope,
    post,
    result_of,
    submission,
    submit,
    user,
)
from plugins import clamav
from plugins.clamav import EICAR
from testamur.access.models import WebServiceAccess
from testamur.batches.models import Batch
from world import World

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ACH-02")]

SUBMIT = f"{ACTION}/SubmitAchievementBatchJob"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def _raw(body: str | bytes, **more: Any) -> Reply:
    return post("ExternalService", body, **{"action": SUBMIT, **more})


def _without(name: str) -> str:
    """A record that lacks one element."""
    record = achievement()
    start, end = record.index(f"<{name}>"), record.index(f"</{name}>") + len(name) + 3
    return record[:start] + record[end:]


def _malformed() -> Iterator[tuple[str, str | bytes]]:
    right = submission(achievement())
    yield "nothing", " "
    yield "no XML", "hello"
    yield "cut short", right[: len(right) // 2]
    yield "broken", right.replace("</GivenName>", "</Givenname>")
    yield "two bodies", right.replace("</s:Body>", "</s:Body><s:Body/>")
    yield "no body", f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Header/></s:Envelope>'
    yield "an empty body", envelope("")
    yield "two requests", envelope("<a/><b/>")
    yield "no envelope", "<SubmitAchievementBatchJob/>"
    yield "SOAP 1.2", right.replace(ENVELOPE, "http://www.w3.org/2003/05/soap-envelope")
    yield "DOCTYPE", '<!DOCTYPE s:Envelope SYSTEM "file:///etc/passwd">' + right
    yield "entity bomb", BOMB + right.replace("Givena", "&c;")
    yield "entity bomb in UTF-16", (BOMB + right.replace("Givena", "&c;")).encode("utf-16")
    yield "undeclared entity", right.replace("Givena", "&lol;")
    yield "control character", right.replace("Givena", "Giv\x01ena")
    yield "not UTF-8", right.encode().replace(b"Givena", b"Giv\xffena")
    yield "nested too deep", envelope("<a>" * 300 + "</a>" * 300)


def _against_the_schema() -> Iterator[tuple[str, str]]:
    right = submission(achievement())
    swapped = right.replace("<Action>1</Action>", "").replace(
        "</ActionDate>", "</ActionDate><Action>1</Action>"
    )
    yield "wrong order in a record", swapped
    yield (
        "wrong order in the header",
        right.replace("<emailAddress>results@board.example</emailAddress>", "").replace(
            "</submissionType>", "</submissionType><emailAddress>results@board.example</emailAddress>"
        ),
    )
    first, second = (
        f"<m:OrgPassword>{PASSWORD}</m:OrgPassword>",
        "<m:OrganisationRef>10000001</m:OrganisationRef>",
    )
    yield "wrong order of credentials", right.replace(first + second, second + first)
    yield "credentials in another namespace", right.replace(f'xmlns:m="{MODEL}"', f'xmlns:m="{SERVICES}"')
    yield "request in another namespace", right.replace(SERVICES, "http://example.com/services")
    yield "request in no namespace", right.replace(f' xmlns="{SERVICES}"', "")
    yield "record in another namespace", right.replace("<Achievement>", '<Achievement xmlns="urn:other">')
    yield "unknown element", submission(achievement() + "<Level>3</Level>")
    yield "repeated element", submission(achievement() + "<Uln>1000000000</Uln>")
    yield "missing element", submission(_without("ProviderUkprn"))
    yield "date of the wrong type", submission(achievement(AchievementAwardDate="3 July 2019"))
    yield "number of the wrong type", submission(achievement(Action="create"))
    yield "text among the records", right.replace("<achievements>", "<achievements>hello")


@pytest.mark.parametrize(("what", "body"), list(_malformed()), ids=lambda value: str(value)[:30])
def test_what_is_no_envelope_is_an_invalid_request(
    world: World, caller: WebServiceAccess, what: str, body: str | bytes
) -> None:
    reply = _raw(body)
    assert (reply.status, reply.fault) == (500, "WSEC0001"), what
    assert not Batch.objects.exists()


@pytest.mark.parametrize(("what", "body"), list(_against_the_schema()), ids=lambda value: str(value)[:30])
def test_what_breaks_the_schema_is_an_invalid_request_with_the_place(
    world: World, caller: WebServiceAccess, what: str, body: str
) -> None:
    reply = _raw(body)
    assert reply.fault == "WSEC0001", what
    assert "Line 1" in reply.detail or "namespace" in reply.detail
    assert PASSWORD not in reply.detail
    assert not Batch.objects.exists()


def test_the_fault_codes_of_soap_itself(world: World, caller: WebServiceAccess) -> None:
    right = submission(achievement())
    other = _raw(right.replace(ENVELOPE, "http://www.w3.org/2003/05/soap-envelope"))
    assert other.text("faultcode") == "s:VersionMismatch"
    header = '<s:Header><w:Security xmlns:w="urn:w" s:mustUnderstand="1"/></s:Header><s:Body>'
    reply = _raw(right.replace("<s:Body>", header))
    assert (reply.text("faultcode"), reply.fault) == ("s:MustUnderstand", "WSEC0001")
    assert _raw(right.replace("<s:Body>", header.replace('"1"', '"0"'))).status == 200


def test_utf_16_is_read_as_the_xml_says(world: World, caller: WebServiceAccess) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?>' + submission(achievement(GivenName="Siân"))
    assert _raw(text.encode("utf-16"), content_type="text/xml").status == 200


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (None, "WSEC0002"),
        ("", "WSEC0002"),
        (f"{ACTION}/RegisterLearner", "WSEC0002"),
        (f"{ACTION}/GetAchievementBatchJob", "WSEC0001"),
    ],
)
def test_the_action_must_be_there_and_be_that_of_the_body(
    world: World, caller: WebServiceAccess, action: str | None, code: str
) -> None:
    assert post("ExternalService", submission(achievement()), action=action).fault == code


def test_an_unknown_operation_of_the_learner_services(world: World, caller: WebServiceAccess) -> None:
    body = envelope('<r:RegisterLearner xmlns:r="http://api.lrs.miap.gov.uk/regmsg"/>')
    assert post("LearnerService", body).fault == "WSEC0002"
    assert post("LearnerServiceR9", body).fault == "WSEC0002"
    other = envelope('<VerifyLearner xmlns="http://api.lrs.miap.gov.uk/findmsg"/>')
    assert post("LearnerService", other).fault == "WSEC0001"


@pytest.mark.parametrize("kind", ["Interim", "", "provisional final", None])
def test_a_wrong_type_of_job(world: World, caller: WebServiceAccess, kind: str | None) -> None:
    assert submit(kind=kind).fault == "WSEC0045"


@pytest.mark.parametrize(
    "email", ["nobody", "two@board.example, three@board.example", "a" * 260 + "@b.example"]
)
def test_a_wrong_email_address(world: World, caller: WebServiceAccess, email: str) -> None:
    assert submit(email=email).fault == "WSEC0044"


def test_no_record_and_too_many_records(world: World, caller: WebServiceAccess) -> None:
    record = f"<Achievement>{achievement()}</Achievement>"
    empty = submission(achievement()).replace(record, "")
    assert _raw(empty).fault == "WSEC0047"
    assert _raw(empty.replace("<achievements></achievements>", "")).fault == "WSEC0047"
    many = submission(achievement()).replace(record, record * 10_001)
    assert _raw(many).fault == "WSEC0046"
    assert _raw(many.replace(record, "", 1)).status == 200


def test_what_is_too_large_is_refused_before_it_is_read(
    world: World, caller: WebServiceAccess, settings: Any
) -> None:
    settings.WEB_SERVICE_MAX_BYTES = 100_000
    large = submission(*[achievement()] * 500)
    assert (reply := _raw(large)).fault == "WSEC0001"
    assert reply.detail == "A request may have at most 100,000 bytes."
    assert post("LearnerService", large).fault == "WSEC0001"


def test_what_the_records_carry_is_measured_and_not_their_envelope(
    world: World, caller: WebServiceAccess, settings: Any
) -> None:
    """Size is not number: the code of too many achievements is for those."""
    record = achievement()
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = 20_000
    wordy = submission(*[record] * 150).replace(
        "<Achievement>", f'<Achievement xmlns:very-long-prefix="{SERVICES}">'
    )
    assert len(wordy) > 60_000
    assert _raw(wordy).status == 200
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = 10_000
    assert (reply := _raw(wordy.replace("results@", "again@"))).fault == "WSEC0001"
    assert "10,000 bytes" in reply.detail


def test_malware_is_refused_and_what_cannot_be_scanned_is_so_for_now(
    world: World, caller: WebServiceAccess, settings: Any, tmp_path: Path
) -> None:
    with clamav.pretended(tmp_path / "clamd") as settings.CLAMD:
        reply = submit(achievement(GivenName=EICAR.decode()))
    assert reply.fault == "WSEC0001"
    assert "There is malware in the file (Eicar-Test-Signature)." in reply.detail
    reply = submit()  # the daemon is gone
    assert (reply.status, reply.fault) == (503, "WSEC0999")
    assert "Try again in a few minutes" in reply.detail
    assert Batch.objects.count() == 0


def test_other_content_is_refused(world: World, caller: WebServiceAccess) -> None:
    right = submission(achievement())
    for content_type in ("application/json", "multipart/related; type=text/xml", "application/soap+xml"):
        assert (reply := _raw(right, content_type=content_type)).status == 415
        assert reply.fault == "WSEC0001"
    assert _raw(gzip.compress(right.encode()), headers={"Content-Encoding": "gzip"}).status == 415


def test_a_job_number_that_is_none(world: World, caller: WebServiceAccess) -> None:
    assert result_of("twelve").fault == "WSEC0001"
    assert result_of("99999999999").fault == "WSEC0001"
    assert result_of("").text("ResponseCode") == "WSRC0018"
    assert result_of("-1").text("ResponseCode") == "WSRC0018"


def test_an_error_of_our_own_says_nothing_of_itself(
    world: World, caller: WebServiceAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("testamur.soap.external.batches.submit", fail)
    reply = submit(who=user())
    assert (reply.status, reply.fault) == (500, "WSEC0999")
    assert "secret" not in reply.detail
