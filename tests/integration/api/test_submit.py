"""Sending a batch: in every form, once, and not more than once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from integration.api.client import System, a_batch, assert_problem, run
from testamur.achievements.kinds.achievements.writing import texts_of, write_csv
from testamur.achievements.models import Achievement
from testamur.batches.models import Batch
from world import World, make_world, record, submit, xml

pytestmark = pytest.mark.django_db


def a_csv(world: World, count: int = 3, **header: str) -> bytes:
    return b"".join(
        write_csv([texts_of(record(learner)) for learner in world.learners[:count]], header=header or None)
    )


@pytest.mark.requirement("ACH-01")
@pytest.mark.requirement("ACH-02")
@pytest.mark.parametrize("content_type", ["application/xml", "text/xml", "application/xml; charset=utf-8"])
def test_xml_as_the_body_becomes_achievements(system: System, world: World, content_type: str) -> None:
    sent = system.send(a_batch(world), content_type=content_type)
    assert sent.status_code == 202
    assert sent.headers["Location"] == sent.json()["href"]
    assert sent.json()["state"] == "received"
    assert sent.json()["next_move"] == "engine"
    assert sent.json()["decisions"] == ["cancel"]
    shown = system.done(sent)
    assert (shown["state"], shown["next_move"]) == ("done", "nobody")
    assert shown["effects"]["created"] == 3
    assert shown["job_result"]["Status"] == "Successful"
    assert shown["job_result"]["AchievementsCreated"] == 3
    assert shown["through"] == "api"
    held = system.get("/achievements", uln=world.learners[0].uln).json()["items"]
    assert [each["source"]["batch_id"] for each in held] == [shown["id"]]


def test_soap_envelope_is_taken(system: System, world: World) -> None:
    data = xml([record(world.learners[0])], envelope=True)
    assert system.done(system.send(data, content_type="text/xml"))["state"] == "done"


@pytest.mark.requirement("ACH-01")
def test_csv_as_the_body_takes_its_parameters_from_the_address(system: System, world: World) -> None:
    sent = system.send(
        a_csv(world), content_type="text/csv", query="?job_type=provisional&file_name=june.csv"
    )
    shown = system.done(sent)
    assert shown["state"] == "done"
    assert shown["job_type"] == "provisional"
    assert shown["file"] == {"name": "june.csv", "size": len(a_csv(world)), "format": "csv"}
    assert shown["job_result"]["SuccessfulProvisionalAchievements"] == 3


def test_file_in_a_form_brings_its_name_and_parameters(system: System, world: World) -> None:
    sent = system.send_form(a_csv(world), name="july.csv", job_type="final", confirm_first="true")
    shown = system.done(sent)
    assert shown["state"] == "ready"
    assert shown["file"]["name"] == "july.csv"
    assert shown["planned"]["created"] == 3
    assert shown["decisions"] == ["confirm", "cancel"]
    assert Achievement.objects.count() == 0


def test_header_of_a_csv_file_says_its_type_of_job(system: System, world: World) -> None:
    sent = system.send_form(a_csv(world, job_type="final", email="results@board.example"), name="a.csv")
    assert system.done(sent)["job_type"] == "final"


@pytest.mark.parametrize(
    ("fields", "parameter"),
    [
        ({"job_type": "both"}, "job_type"),
        ({"confirm_first": "perhaps"}, "confirm_first"),
        ({"nonsense": "1"}, "nonsense"),
    ],
)
def test_wrong_or_unknown_field_of_the_form_is_refused_by_name(
    system: System, world: World, fields: dict[str, str], parameter: str
) -> None:
    problem = assert_problem(system.send_form(a_batch(world), **fields), 422, "invalid-request")
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert Batch.objects.count() == 0


@pytest.mark.parametrize("query", ["?job_type=both", "?nonsense=1", "?job_type=final&job_type=final"])
def test_wrong_unknown_or_doubled_parameter_of_the_address_is_refused(
    system: System, world: World, query: str
) -> None:
    problem = assert_problem(system.send(a_batch(world), query=query), 422, "invalid-request")
    assert problem["errors"][0]["parameter"] == query[1:].split("=")[0]
    assert Batch.objects.count() == 0


def test_parameter_in_both_address_and_form_is_refused(system: System, world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = system.browser.post(
        "/api/v1/achievement-batches?job_type=final",
        {"file": SimpleUploadedFile("a.xml", a_batch(world)), "job_type": "final"},
        headers=system.headers(),
    )
    assert_problem(response, 422, "invalid-request")


def test_form_without_a_file_or_with_two_is_refused(system: System, world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    def post(fields: dict[str, Any]) -> Any:
        return system.browser.post("/api/v1/achievement-batches", fields, headers=system.headers())

    files = [SimpleUploadedFile("a.xml", a_batch(world)) for _ in range(2)]
    assert_problem(post({"job_type": "final"}), 422, "invalid-request")
    assert_problem(post({"file": "not a file"}), 422, "invalid-request")
    assert_problem(post({"file": files}), 422, "invalid-request")
    assert_problem(post({"file": files[0], "other": files[1]}), 422, "invalid-request")
    assert Batch.objects.count() == 0


def test_form_that_is_cut_off_is_refused(system: System) -> None:
    cut = system.send(b"--x\r\nContent-Disposition: form-da", content_type="multipart/form-data; boundary=x")
    assert_problem(cut, 422, "invalid-request")
    unbounded = system.send(b"abc", content_type="multipart/form-data")
    assert_problem(unbounded, 400, "malformed")


@pytest.mark.requirement("XC-02")
def test_same_key_gives_the_same_batch_and_says_so(system: System, world: World) -> None:
    first = system.send(a_batch(world), key="order-1")
    again = system.send(a_batch(world), key="order-1")
    assert "Idempotency-Replayed" not in first.headers
    assert again.status_code == 202
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["duplicate"] is False
    assert Batch.objects.count() == 1
    run(first)
    assert system.send(a_batch(world), key="order-1").json()["state"] == "done"


@pytest.mark.parametrize(
    "change", [{"count": 2}, {"query": "?job_type=final"}, {"query": "?confirm_first=true"}]
)
def test_same_key_for_something_else_is_refused(system: System, world: World, change: dict[str, Any]) -> None:
    system.send(a_batch(world), key="order-1")
    data = a_batch(world, change.get("count", 3))
    response = system.send(data, key="order-1", query=change.get("query", ""))
    assert_problem(response, 422, "key-used-before")
    assert Batch.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 201])
def test_key_that_is_no_key_is_refused(system: System, world: World, key: str) -> None:
    response = system.send(a_batch(world), headers={"Idempotency-Key": key})
    problem = assert_problem(response, 422, "invalid-request")
    assert problem["errors"][0]["parameter"].lower() == "idempotency-key"


def test_key_of_another_client_stands_in_nobodys_way(system: System, world: World) -> None:
    other = System(world.board)
    system.send(a_batch(world), key="order-1")
    sent = other.send(a_batch(world, 2), key="order-1")
    assert sent.status_code == 202
    assert "Idempotency-Replayed" not in sent.headers
    assert Batch.objects.count() == 2


@pytest.mark.requirement("XC-02")
def test_same_file_again_shows_the_first_batch(system: System, world: World) -> None:
    first = system.send(a_batch(world))
    again = system.send_form(a_batch(world), name="another-name.xml", key="new-key")
    assert again.status_code == 200
    assert again.json()["duplicate"] is True
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["Location"] == first.headers["Location"]
    assert Batch.objects.count() == 1


def test_same_file_as_a_person_sent_shows_that_batch(system: System, world: World) -> None:
    batch = submit(world, a_batch(world), run=False)
    again = system.send(a_batch(world))
    assert again.json()["duplicate"] is True
    assert again.json()["number"] == batch.pk


def test_same_file_is_taken_again_on_purpose(system: System, world: World) -> None:
    first = system.send(a_batch(world))
    again = system.send(a_batch(world), query="?send_again=true")
    assert again.status_code == 202
    assert again.json()["sent_again"] is True
    assert again.json()["id"] != first.json()["id"]


def test_same_file_of_another_organisation_is_its_own_batch(
    system: System, foreign_system: System, world: World
) -> None:
    first = system.send(a_batch(world))
    other = foreign_system.send(a_batch(world))
    assert other.status_code == 202
    assert other.json()["id"] != first.json()["id"]


@pytest.mark.requirement("XC-02")
@pytest.mark.django_db(transaction=True)
def test_same_key_from_two_threads_at_once_makes_one_batch(settings: Any) -> None:
    world = make_world()
    system = System(world.board)
    data = a_batch(world)
    start, answers = threading.Barrier(4), []

    def send() -> None:
        start.wait()
        answers.append(system.send(data, key="order-1"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [202] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted("Idempotency-Replayed" in answer.headers for answer in answers) == [False, True, True, True]
    assert Batch.objects.count() == 1
