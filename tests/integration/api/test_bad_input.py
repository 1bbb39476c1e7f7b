"""Files that cannot be a batch, and what a supplier's system is told of each. Nothing is ever half-done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integration.api.client import ROOT, System, a_batch, assert_problem
from plugins import clamav
from plugins.clamav import EICAR
from testamur.achievements.kinds.achievements.writing import texts_of, write_csv
from testamur.achievements.models import Achievement
from testamur.batches.models import Batch
from world import World, record, xml

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ACH-01")]


def assert_refused_by_the_worker(
    system: System, data: bytes, code: str, *, says: str = "", **sent: Any
) -> None:
    """The batch was taken, could not be read, and says why; nothing was written."""
    shown = system.done(system.send(data, **sent))
    assert (shown["state"], shown["next_move"]) == ("refused", "nobody")
    errors = [finding for finding in shown["findings"] if finding["severity"] == "error"]
    assert [error["code"] for error in errors] == [code]
    for error in errors:
        assert error["error_class"] == "Job"
        assert error["what"].endswith((".", "?"))
        assert error["remedy"].endswith(".")
        assert says in error["what"]
    assert shown["job_result"]["Status"] == "Failed"
    assert shown["job_result"]["RejectionReason"].startswith(code)
    assert shown["counts"]["accepted"] == 0
    assert Achievement.objects.count() == 0


def right(world: World) -> bytes:
    return a_batch(world, 1)


@pytest.mark.parametrize("content_type", ["application/xml", "text/csv"])
def test_empty_body_is_refused_at_once(system: System, content_type: str) -> None:
    problem = assert_problem(system.send(b"", content_type=content_type), 422, "file-refused")
    assert [finding["code"] for finding in problem["findings"]] == ["J04"]
    assert Batch.objects.count() == 0


def test_empty_file_in_a_form_is_refused_at_once(system: System) -> None:
    problem = assert_problem(system.send_form(b""), 422, "file-refused")
    assert problem["findings"][0]["what"] == "The file is empty."
    assert Batch.objects.count() == 0


@pytest.mark.parametrize("form", [False, True])
def test_file_with_malware_is_refused_with_a_finding(
    system: System, settings: Any, tmp_path: Path, form: bool
) -> None:
    with clamav.pretended(tmp_path / "clamd") as settings.CLAMD:
        answer = system.send_form(EICAR) if form else system.send(EICAR, content_type="text/csv")
    problem = assert_problem(answer, 422, "file-refused")
    assert [finding["code"] for finding in problem["findings"]] == ["J04"]
    assert "malware in the file (Eicar-Test-Signature)" in problem["findings"][0]["what"]
    assert Batch.objects.count() == 0


def test_file_that_cannot_be_scanned_is_refused_for_now(system: System, settings: Any) -> None:
    settings.CLAMD = "/nowhere/clamd"
    answer = system.send(EICAR, content_type="text/csv")
    assert_problem(answer, 503, "not-scanned")
    assert int(answer.headers["Retry-After"]) > 0
    assert Batch.objects.count() == 0


@pytest.mark.parametrize("over", [1, 100_000])
@pytest.mark.parametrize("form", [False, True])
def test_file_over_size_is_refused_with_the_limit_named(
    system: System, settings: Any, over: int, form: bool
) -> None:
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = 1024 * 1024
    data = b"<" + b" " * (1024 * 1024 + over - 1)
    problem = assert_problem(system.send_form(data) if form else system.send(data), 413, "too-large")
    assert [finding["code"] for finding in problem["findings"]] == ["J01"]
    assert "1 MB" in problem["detail"]
    assert Batch.objects.count() == 0


def test_file_of_exactly_the_size_is_taken(system: System, settings: Any, world: World) -> None:
    data = right(world)
    settings.ACHIEVEMENT_BATCH_MAX_BYTES = len(data)
    assert system.done(system.send(data))["state"] == "done"


def test_body_that_claims_to_be_too_large_is_not_read(system: System) -> None:
    """The door refuses by the header, whatever follows."""

    class Unread:
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    response = system.browser.generic(
        "POST",
        f"{ROOT}/achievement-batches",
        b"",
        content_type="application/xml",
        headers=system.headers(),
        CONTENT_LENGTH=str(25 * 1024 * 1024),
        **{"wsgi.input": Unread()},
    )
    assert_problem(response, 413, "too-large")


def test_body_in_chunks_is_refused(system: System) -> None:
    response = system.browser.generic(
        "POST",
        f"{ROOT}/achievement-batches",
        b"",
        content_type="application/xml",
        headers={**system.headers(), "Transfer-Encoding": "chunked"},
    )
    assert_problem(response, 411, "length-required")


def test_compressed_body_is_refused(system: System, world: World) -> None:
    response = system.send(right(world), headers={"Content-Encoding": "gzip"})
    assert_problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/pdf", "text/plain", "nonsense", ""]
)
def test_other_sort_of_content_is_refused(system: System, world: World, content_type: str) -> None:
    response = system.send(right(world), content_type=content_type)
    problem = assert_problem(response, 415, "unsupported-media-type")
    assert "application/xml" in problem["detail"]
    assert "text/csv" in response.headers["Accept"]


def test_too_many_records_are_refused(system: System, world: World, settings: Any) -> None:
    settings.ACHIEVEMENT_BATCH_MAX_RECORDS = 2
    assert_refused_by_the_worker(system, a_batch(world, 3), "WSEC0046", says="2 records")


def test_no_record_at_all_is_refused(system: System) -> None:
    assert_refused_by_the_worker(system, xml([]), "WSEC0047")


def _without(start: bytes, end: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[: data.index(start)] + data[data.index(end) + len(end) :]


@pytest.mark.parametrize(
    ("damage", "code", "says"),
    [
        (lambda data: data[: len(data) // 2], "WSEC0001", "ends in the middle"),
        (lambda data: data.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1), "WSEC0001", "DOCTYPE"),
        (
            lambda data: data.replace(
                b"?>", b'?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', 1
            ).replace(b">A<", b">&b;<"),
            "WSEC0001",
            "DOCTYPE",
        ),
        (lambda data: data.replace(b">A<", b">&nowhere;<"), "WSEC0001", ""),
        (lambda data: data.replace(b"api.lrs.qcf.gov.uk/services", b"example.org/other"), "WSEC0001", ""),
        (lambda data: data.replace(b"<Grade>A</Grade>", b"<Grad>A</Grad>"), "WSEC0001", "Grad"),
        (lambda data: data.replace(b"<Action>", b"<Uln>1</Uln><Action>", 1), "WSEC0001", "order"),
        (_without(b"<ProviderUkprn>", b"</ProviderUkprn>"), "WSEC0001", "ProviderUkprn"),
        (lambda data: data.replace(b"Final", b"Both"), "WSEC0045", "Both"),
        (lambda data: data.replace(b"<submissionType>Final</submissionType>", b""), "WSEC0045", "Neither"),
        (lambda data: b"{" + data, "J06", ""),
        (lambda data: b"\x00\x01" + data, "J04", ""),
        (lambda data: data.replace(b">A<", b">A\x00<"), "J04", ""),
        (lambda _: b"PK\x03\x04" + b"x" * 100, "J04", "Excel"),
        (lambda _: b"%PDF-1.7", "J04", "PDF"),
        (lambda _: b"just some words", "J06", ""),
        (lambda _: b"<html><body>Not found</body></html>", "WSEC0001", "html"),
    ],
    ids=[
        "truncated",
        "doctype",
        "external-entity",
        "unknown-entity",
        "wrong-namespace",
        "unknown-element",
        "wrong-order",
        "missing-element",
        "wrong-job-type",
        "no-job-type",
        "not-xml",
        "binary",
        "nul",
        "workbook",
        "pdf",
        "words",
        "html",
    ],
)
def test_unreadable_file_ends_as_a_refused_batch_that_says_why(
    system: System, world: World, damage: Callable[[bytes], bytes], code: str, says: str
) -> None:
    data = damage(right(world))
    assert data != right(world)
    assert_refused_by_the_worker(system, data, code, says=says)


def test_entity_bomb_is_refused(system: System) -> None:
    bombs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    data = f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "ha">{bombs}]><b>&a9;</b>'.encode()
    assert_refused_by_the_worker(system, data, "WSEC0001", says="DOCTYPE")


@pytest.mark.parametrize("content_type", ["application/xml", "text/csv"])
def test_megabytes_of_one_line_are_refused(system: System, content_type: str) -> None:
    data = b"<a>" + b"x" * 5_000_000 if content_type == "application/xml" else b"x" * 5_000_000
    sent = system.send(data, content_type=content_type)
    shown = system.done(sent)
    assert shown["state"] == "refused"
    assert len(shown["findings"][-1]["what"]) < 1000


def test_wrong_headings_say_found_expected_and_nearest(system: System, world: World) -> None:
    data = b"".join(write_csv([texts_of(record(world.learners[0]))])).replace(b"FamilyName", b"FamilyNam")
    shown = system.done(system.send(data, content_type="text/csv", query="?job_type=final"))
    assert shown["state"] == "refused"
    (finding,) = shown["findings"]
    assert finding["code"] == "J06"
    assert "FamilyNam" in finding["what"]
    assert "FamilyName" in finding["what"]
    assert "Uln" in finding["remedy"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_other_encodings_is_read_and_the_repair_told(
    system: System, world: World, encoding: str
) -> None:
    learner = world.learners[0]
    rows = b"".join(write_csv([texts_of(record(learner, mis_identifier="Zoë"))])).decode("utf-8-sig")
    shown = system.done(
        system.send(rows.encode(encoding), content_type="text/csv", query="?job_type=final&file_name=a.csv")
    )
    assert shown["state"] == "done", shown["findings"]
    assert Achievement.objects.get().mis_identifier == "Zoë"
    told = [finding["code"] for finding in shown["findings"]]
    assert ("R05" in told) == (encoding == "cp1252")


def test_xml_in_utf_16_is_read_or_refused_with_a_sentence(system: System, world: World) -> None:
    data = right(world).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    shown = system.done(system.send(data))
    assert shown["state"] in {"done", "refused"}
    assert (shown["state"] == "done") == (Achievement.objects.count() == 1)
    assert all(finding["what"] for finding in shown["findings"])


@pytest.mark.requirement("ACH-05")
def test_more_than_the_threshold_of_bad_records_refuses_the_batch(system: System, world: World) -> None:
    """40 % bad: nothing is applied, and every bad record still says what is wrong with it."""
    records = [record(learner) for learner in world.learners[:10]]
    for each in records[:4]:
        each["uln"] = "1000000001"
    shown = system.done(system.send(xml(records)))
    assert shown["state"] == "refused"
    assert [finding["code"] for finding in shown["findings"]] == ["RS005"]
    assert shown["job_result"]["RejectionReason"].startswith("RS005")
    assert shown["job_result"]["FieldDataErrors"] == 4
    assert shown["rejected_by_class"] == {"FieldData": 4}
    assert Achievement.objects.count() == 0
    rejected = system.get(shown["findings_href"], rejected="true").json()["items"]
    assert [each["record"] for each in rejected] == [1, 2, 3, 4]


@pytest.mark.requirement("ACH-05")
def test_exactly_the_threshold_of_bad_records_passes(system: System, world: World) -> None:
    records = [record(learner) for learner in world.learners[:10]]
    for each in records[:3]:
        each["uln"] = "1000000001"
    shown = system.done(system.send(xml(records)))
    assert shown["state"] == "done"
    assert shown["effects"]["created"] == 7
    assert shown["job_result"]["PercentageSuccessfulRecords"] == 70.0


def csv_from(world: World, ukprn: str) -> bytes:
    """A file that says whose it is."""
    header = {"ukprn": ukprn, "job_type": "final"}
    return b"".join(write_csv([texts_of(record(world.learners[0]))], header=header))


@pytest.mark.requirement("ACH-13")
def test_file_of_another_organisation_is_refused(system: System, world: World) -> None:
    assert world.other_board.ukprn
    data = csv_from(world, world.other_board.ukprn)
    assert_refused_by_the_worker(
        system, data, "WSEC0006", says=world.other_board.ukprn, content_type="text/csv"
    )


@pytest.mark.requirement("ACH-13")
def test_file_of_an_unknown_organisation_is_refused(system: System, world: World) -> None:
    data = csv_from(world, "10099999")
    assert_refused_by_the_worker(system, data, "WSEC0003", says="10099999", content_type="text/csv")


def test_submission_that_says_another_type_of_job_is_refused(system: System, world: World) -> None:
    shown = system.done(system.send(right(world), query="?job_type=provisional"))
    assert shown["state"] == "refused"
    assert [finding["code"] for finding in shown["findings"]] == ["J03"]
