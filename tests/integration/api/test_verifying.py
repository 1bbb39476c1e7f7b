"""Learner verification through the API: everything that the pages do (XC-04)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from integration.api.client import ROOT, System, assert_problem, run
from integration.learners.verifying import claimed, submit_verify, verify_csv, verify_xml
from testamur.access.rules import Role
from testamur.audit.queries import timeline
from testamur.batches.models import Batch
from testamur.learners import actions as learners
from testamur.learners.models import Learner
from world import World, ulns

BATCHES = "/verify-batches"


@pytest.fixture
def verifier(world: World) -> System:
    """A system of the board that may verify learners."""
    return System(world.board, role=Role.AO_VERIFY_USER)


def asked(learner: Learner, **other: str | None) -> dict[str, str | None]:
    own = {"uln": learner.uln, "given_name": learner.given_name, "family_name": learner.family_name}
    return {**own, "date_of_birth": learner.date_of_birth.isoformat(), **other}


def send(system: System, data: bytes, *, content_type: str = "application/xml", key: str = "") -> Any:
    return system.browser.post(
        ROOT + BATCHES,
        data,
        content_type=content_type,
        headers=system.headers({"Idempotency-Key": key} if key else {}),
    )


@pytest.mark.requirement("ACH-12")
@pytest.mark.requirement("XC-04")
def test_one_learner_is_verified_with_code_parts_and_what_is_held(world: World, verifier: System) -> None:
    learner = world.learners[0]
    answer = verifier.post("/learners/verify", asked(learner, given_name=learner.given_name[:1]))
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert (shown["code"], shown["flags"]) == ("WSVRC003", ["VRF2", "VRF4"])
    assert shown["parts"] == {
        "given_name": "similar",
        "family_name": "same",
        "date_of_birth": "same",
        "gender": "not_compared",
    }
    assert shown["held"]["given_name"] == learner.given_name
    assert timeline(learner)[0].through == "api"


@pytest.mark.requirement("ACH-12")
def test_a_learner_who_does_not_match_is_not_disclosed(world: World, verifier: System) -> None:
    learner = world.learners[0]
    shown = verifier.post("/learners/verify", asked(learner, family_name="Someoneelse")).json()
    assert (shown["code"], shown["held"], shown["master_substituted"]) == ("WSVRC005", None, False)
    (nobody,) = ulns(1, start=900_000_000)
    shown = verifier.post("/learners/verify", asked(learner, uln=nobody)).json()
    assert (shown["code"], shown["parts"]) == ("WSVRC006", {})


def test_a_merged_learner_is_answered_with_the_master(world: World, verifier: System) -> None:
    linked, master = world.learners[2], world.learners[1]
    learners.merge(learner=linked, master=master, reason="one person", by=None)
    shown = verifier.post("/learners/verify", asked(linked)).json()
    assert (shown["code"], shown["master_substituted"], shown["held"]["uln"]) == (
        "WSVRC002",
        True,
        master.uln,
    )


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("uln", "1000000008", "V11"),
        ("uln", "12", "V11"),
        ("family_name", " ", "V10"),
        ("given_name", "x" * 36, "V12"),
        ("date_of_birth", "31/02/2001", "V13"),
        ("date_of_birth", "2999-01-01", "V13"),
        ("gender", "3", "V14"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(
    world: World, verifier: System, field: str, text: str, code: str
) -> None:
    answer = verifier.post("/learners/verify", asked(world.learners[0], **{field: text}))
    problem = assert_problem(answer, 422, "record-rejected")
    assert [found["code"] for found in problem["findings"]] == [code]
    assert problem["errors"][0]["pointer"] == f"#/{field}"


def test_who_may_not_verify_is_told_so_before_anything_is_judged(world: World, system: System) -> None:
    assert_problem(system.post("/learners/verify", asked(world.learners[0], uln="12")), 403, "not-allowed")
    assert_problem(send(system, verify_xml([claimed(world.learners[0])])), 403, "not-allowed")
    assert not Batch.objects.exists()


@pytest.mark.requirement("ACH-12")
@pytest.mark.requirement("XC-04")
def test_a_batch_is_sent_and_its_results_are_read_in_pieces(world: World, verifier: System) -> None:
    one, two, three = world.learners[:3]
    sent = send(
        verifier,
        verify_xml([claimed(one), claimed(two, FamilyName="Someoneelse"), claimed(three, ULN="1000000008")]),
    )
    assert sent.status_code == 202, sent.content
    run(sent)
    shown = verifier.get(sent.headers["Location"]).json()
    assert (shown["state"], shown["answers"]) == ("done", {"WSVRC001": 1, "WSVRC005": 1})
    assert shown["counts"] == {"records": 3, "accepted": 2, "rejected": 1, "warned": 1}
    assert shown["decisions"] == []

    first = verifier.get(shown["results_href"], limit=2).json()
    rest = verifier.get(shown["results_href"], cursor=first["next"]).json()
    results = [*first["items"], *rest["items"]]
    assert [result["code"] for result in results] == ["WSVRC001", "WSVRC005", "WSVRC006"]
    assert results[0]["held"]["uln"] == results[0]["searched"]["uln"] == one.uln
    assert results[1]["held"] is None
    assert [found["code"] for found in results[2]["findings"]] == ["V11"]

    wanted = verifier.get(shown["results_href"], code="WSVRC005").json()
    assert [result["record"] for result in wanted["items"]] == [2]
    assert [each["number"] for each in verifier.get(BATCHES).json()["items"]] == [shown["number"]]
    for file in shown["files"]:
        assert b"WSVRC005" in b"".join(verifier.get(file["href"]).streaming_content)


def test_csv_and_a_form_are_taken_too(world: World, verifier: System) -> None:
    data = verify_csv([claimed(world.learners[0])])
    assert send(verifier, data, content_type="text/csv").status_code == 202
    upload = SimpleUploadedFile("other.csv", data + b"\r\n")
    sent = verifier.browser.post(ROOT + BATCHES, {"file": upload}, headers=verifier.headers())
    assert sent.json()["file"]["name"] == "other.csv"


def test_the_same_file_makes_one_batch_and_a_key_stands_for_one_submission(
    world: World, verifier: System
) -> None:
    data = verify_xml([claimed(world.learners[0])])
    first = send(verifier, data, key="a-key")
    again = send(verifier, data, key="a-key")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (202, "true")
    assert send(verifier, data).status_code == 200
    other = verify_xml([claimed(world.learners[1])])
    assert_problem(send(verifier, other, key="a-key"), 422, "key-used-before")
    assert first.json()["id"] == again.json()["id"]
    assert Batch.objects.count() == 1


def test_a_waiting_batch_can_be_cancelled_once(world: World, verifier: System) -> None:
    sent = send(verifier, verify_xml([claimed(world.learners[0])])).json()
    assert sent["decisions"] == ["cancel"]
    cancelled = verifier.post(f"{BATCHES}/{sent['id']}/cancel")
    assert cancelled.json()["state"] == "cancelled"
    assert_problem(verifier.post(f"{BATCHES}/{sent['id']}/cancel"), 409, "not-possible-now")


@pytest.mark.requirement("XC-03")
def test_batches_of_another_kind_or_organisation_are_not_there(
    world: World, verifier: System, foreign_system: System
) -> None:
    batch = submit_verify(world, verify_xml([claimed(world.learners[0])]))
    assert verifier.get(f"{BATCHES}/{batch.uuid}").status_code == 200
    for path in ("", "/results", "/submitted-file", "/files/verify-result.csv"):
        assert foreign_system.get(f"{BATCHES}/{batch.uuid}{path}").status_code == 404
    assert verifier.get(f"/achievement-batches/{batch.uuid}").status_code == 404
    assert foreign_system.get(BATCHES).json()["items"] == []


def test_an_empty_file_and_one_too_large_are_refused_at_once(
    world: World, verifier: System, settings: Any
) -> None:
    settings.VERIFY_BATCH_MAX_BYTES = 1000
    problem = assert_problem(send(verifier, b" " * 1001), 413, "too-large")
    assert "the limit for one batch" in problem["detail"]
    assert not Batch.objects.exists()
