"""Verify batches, from file to outcome."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from lxml import etree

from integration.learners.verifying import claimed, submit_verify, verify_csv, verify_xml
from testamur.audit.queries import timeline
from testamur.batches import actions as batches
from testamur.batches import queries as ledger
from testamur.batches.models import Batch
from testamur.learners import actions as learners
from testamur.learners import queries
from testamur.learners.models import Learner
from testamur.learners.rules import Claim
from testamur.notices.models import Notice
from world import World, keys_of, ulns


def outcome(batch: Batch, ending: str) -> bytes:
    (path,) = [kept["path"] for name, kept in batch.reports.items() if name.endswith(ending)]
    with default_storage.open(path) as file:
        content: bytes = file.read()
    return content


def result(batch: Batch) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(outcome(batch, ".csv").decode("utf-8-sig"))))


def reasons(batch: Batch) -> list[str]:
    return [said.code for said in ledger.batch_sentences(batch) if said.severity == "error"]


@pytest.fixture
def merged(world: World) -> Learner:
    """A learner whose ULN has been merged into that of ``world.learners[1]``."""
    linked, master = world.learners[2], world.learners[1]
    learners.merge(learner=linked, master=master, reason="one person", by=None)
    linked.refresh_from_db()
    return linked


def test_every_answer_of_the_lrs(world: World, merged: Learner) -> None:
    one, master = world.learners[0], world.learners[1]
    (nobody,) = ulns(1, start=900_000_000)
    batch = submit_verify(
        world,
        verify_xml(
            [
                claimed(one),
                claimed(merged),
                claimed(one, GivenName=one.given_name[:1]),
                claimed(
                    merged, FamilyName=f"{master.family_name}x", GivenName=master.given_name, DateOfBirth=None
                ),
                claimed(one, FamilyName="Different", Gender=str(3 - one.gender)),
                claimed(one, ULN=nobody),
            ]
        ),
    )
    assert batch.state == "done"
    rows = result(batch)
    assert [row["ResponseCode"] for row in rows] == [f"WSVRC00{number}" for number in range(1, 7)]
    assert [row["ULN"] for row in rows] == [one.uln, master.uln, one.uln, master.uln, "", ""]
    assert rows[0]["FamilyName"] == one.family_name
    assert rows[4]["FamilyName"] == rows[4]["DateOfBirth"] == ""
    assert rows[4]["FailureFlags"].split() == ["VRF2", "VRF4", "VRF5", "VRF8"]
    assert (batch.total, batch.accepted, batch.rejected) == (6, 6, 0)


@pytest.mark.parametrize("form", ["xml", "csv"])
def test_a_batch_gives_the_same_answers_as_one_question_after_another(
    world: World, merged: Learner, form: str
) -> None:
    one = world.learners[0]
    claims = [
        claimed(learner, **changes)
        for learner in (one, merged)
        for changes in (
            {},
            {"GivenName": one.given_name.upper()},
            {"GivenName": "J"},
            {"FamilyName": one.given_name, "GivenName": one.family_name},
            {"DateOfBirth": "1990-01-01"},
            {"Gender": "9"},
            {"Gender": str(3 - learner.gender)},
            {"DateOfBirth": None, "Gender": None, "FamilyName": "Someoneelse"},
        )
    ]
    batch = submit_verify(world, verify_xml(claims) if form == "xml" else verify_csv(claims))
    for claim, row in zip(claims, queries.verify_output(batch), strict=True):
        born, gender = claim["DateOfBirth"], claim["Gender"]
        answer = queries.verify_one(
            Claim(
                str(claim["ULN"]),
                str(claim["GivenName"]),
                str(claim["FamilyName"]),
                Learner.objects.get(uln=claim["ULN"]).date_of_birth.fromisoformat(born) if born else None,
                int(gender) if gender else None,
            )
        )
        assert (row.code, row.flags, row.held) == (answer.code, answer.flags, answer.held), claim


def test_records_that_cannot_be_read_are_answered_too_and_the_others_verified(world: World) -> None:
    one = world.learners[0]
    batch = submit_verify(
        world,
        verify_xml(
            [
                claimed(one),
                claimed(one, ULN="1000000008"),
                claimed(one, FamilyName=""),
                claimed(one, Gender="7"),
            ]
        ),
    )
    assert (batch.state, batch.accepted, batch.rejected) == ("done", 1, 3)
    assert [row["ResponseCode"] for row in result(batch)] == ["WSVRC001", "WSVRC006", "WSRC0015", "WSRC0015"]
    assert [keys_of(batch, line) for line in (2, 3, 4)] == [
        ["V11.check_digit"],
        ["V10.missing"],
        ["V14.gender"],
    ]
    assert "V14 error" in result(batch)[3]["Findings"]


def test_the_result_in_xml_is_that_of_the_web_service(world: World) -> None:
    one = world.learners[0]
    batch = submit_verify(
        world, verify_xml([claimed(one), claimed(one, FamilyName="Someoneelse")], envelope=True)
    )
    document = etree.fromstring(outcome(batch, ".xml"))
    assert document.tag == "{http://api.lrs.miap.gov.uk/vldmsg}GetVerifyBatchOutputResponse"
    first, second = document.findall("VerifiedLearner")
    assert [child.tag for child in first] == [
        "MISIdentifier",
        "SearchedULN",
        "SearchedFamilyName",
        "SearchedGivenName",
        "SearchedDateOfBirth",
        "SearchedGender",
        "ResponseCode",
        "ULN",
        "FamilyName",
        "GivenName",
        "DateOfBirth",
        "Gender",
    ]
    assert [flag.text for flag in second.findall("FailureFlag")] == ["VRF2", "VRF4", "VRF5"]
    assert second.find("FamilyName") is None
    assert document.findtext("JobStatus") == "Successful"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"count": 2}, "WSRC0030"),
        ({"count": "x"}, "WSRC0030"),
        ({"OrgEmail": "nobody"}, "WSEC0044"),
        ({"UKPRN": "10000002"}, "WSEC0006"),
        ({"UKPRN": "19999999"}, "WSEC0003"),
        ({"OrganisationRef": "RN0002"}, "WSEC0006"),
    ],
)
def test_a_job_that_contradicts_itself_is_refused_with_the_code_of_the_lrs(
    world: World, header: dict[str, Any], code: str
) -> None:
    batch = submit_verify(world, verify_xml([claimed(world.learners[0])], **header))
    assert batch.state == "refused"
    assert reasons(batch) == [code]
    assert not batch.rows.exists()
    assert batch.reports == {}


def test_more_learners_than_the_limit_are_refused(world: World, settings: Any) -> None:
    settings.VERIFY_BATCH_MAX_RECORDS = 2
    batch = submit_verify(world, verify_xml([claimed(learner) for learner in world.learners[:3]]))
    assert (batch.state, reasons(batch)) == ("refused", ["V01"])


def test_an_entity_bomb_is_refused_before_it_is_read(world: World) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb">]>' + verify_xml([claimed(world.learners[0])])
    assert reasons(submit_verify(world, bomb)) == ["WSEC0001"]


def test_a_deleted_uln_is_not_found(world: World) -> None:
    learner = world.learners[3]
    nobody = "(SELECT NULL::bigint AS learner_id WHERE false)"
    learners.delete(learner=learner, in_use=nobody, reason="issued twice", by=None)
    assert result(submit_verify(world, verify_xml([claimed(learner)])))[0]["ResponseCode"] == "WSVRC006"


def test_nothing_of_a_learner_changes_and_every_question_is_on_the_timeline(
    world: World, merged: Learner
) -> None:
    one, master = world.learners[0], world.learners[1]
    before = list(Learner.objects.order_by("pk").values())
    claims = [claimed(one), claimed(one, FamilyName="Someoneelse"), claimed(merged)]
    batch = submit_verify(world, verify_xml(claims))
    assert list(Learner.objects.order_by("pk").values()) == before
    for learner in (one, master):
        latest = timeline(learner)[0]
        assert (latest.process, latest.batch, latest.by_name, latest.reason, latest.changes) == (
            "learner.verified",
            batch.pk,
            "Viktor Tester",
            "Northern Board",
            (),
        )
    assert [version.process for version in timeline(one)].count("learner.verified") == 1


def test_who_asked_to_be_told_is_told_without_a_learners_particulars(world: World) -> None:
    learner = world.learners[0]
    batch = submit_verify(world, verify_xml([claimed(learner)], OrgEmail="office@board.example"))
    notice = Notice.objects.get(to="office@board.example")
    assert f"Verify batch {batch.pk}" in notice.subject
    assert "Match: 1" in notice.body
    for particular in (learner.uln, learner.family_name, learner.given_name):
        assert particular not in notice.body


def test_a_batch_in_csv_is_told_to_whom_sent_it(world: World) -> None:
    submit_verify(world, verify_csv([claimed(world.learners[0])]), name="v.csv")
    assert Notice.objects.filter(to=world.verify_user.email).exists()


def test_only_who_may_verify_sends_and_nobody_undoes(world: World) -> None:
    data = verify_xml([claimed(world.learners[0])])
    for person in (world.viewer, world.batch_user, world.operator):
        with pytest.raises(PermissionDenied):
            submit_verify(world, data, by=person)
    batch = submit_verify(world, data, confirm_first=True, by=world.super_user)
    assert batch.state == "done"
    with pytest.raises(ValidationError):
        batches.undo(batch=batch, by=world.super_user)


def test_a_provider_verifies_too(world: World) -> None:
    claims = [claimed(world.learners[0])]
    batch = submit_verify(
        world, verify_xml(claims, UKPRN="10000101"), by=world.provider_user, organisation=world.provider
    )
    assert batch.effects == {"WSVRC001": 1}


@pytest.mark.parametrize("policy", ["similar", "exact", "nothing"])
def test_the_setting_says_what_is_disclosed(world: World, settings: Any, policy: str) -> None:
    settings.VERIFY_DISCLOSES = policy
    one = world.learners[0]
    batch = submit_verify(world, verify_xml([claimed(one), claimed(one, FamilyName=f"{one.family_name}x")]))
    exact, similar = result(batch)
    assert (exact["FamilyName"] != "", similar["FamilyName"] != "") == {
        "similar": (True, True),
        "exact": (True, False),
        "nothing": (False, False),
    }[policy]
    assert exact["ULN"] == similar["ULN"] == one.uln
