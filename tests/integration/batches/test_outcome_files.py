"""Outcome files: the organisation's own file back, which can be corrected and sent again, and every finding."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from testamur.achievements.kinds.achievements.writing import texts_of, write_csv, write_xml
from testamur.batches import queries
from testamur.batches.models import Batch
from world import World, record, submit

pytestmark = pytest.mark.django_db

# What spreadsheets, parsers and formula guards like to change on the way.
AWKWARD = [
    {"grade": "-"},
    {"mis_identifier": "=1+1"},
    {"mis_identifier": "'=1+1"},
    {"mis_identifier": "+44 20"},
    {"mis_identifier": "@home"},
    {"mis_identifier": "00012"},
    {"mis_identifier": 'a "quoted", comma; & <tag> ]]>'},
    {"mis_identifier": "Ŵyn Ó Briain — 学"},
    {"family_name": "O'Neill & Söhne"},
    {"grade": None, "language": None},
    {"award_date": "2023-02-30"},
    {"uln": "12345"},
]


@pytest.fixture(autouse=True)
def _no_gate(settings: Any) -> None:
    settings.ACHIEVEMENT_REJECTED_PERCENT = "100"


def awkward(world: World) -> list[list[str | None]]:
    learners = zip(world.learners, AWKWARD, strict=False)
    return [texts_of(record(learner) | change) for learner, change in learners]


def report(batch: Batch, end: str) -> bytes:
    (name,) = [name for name in batch.reports if name.endswith(end)]
    found = queries.report_file(batch, name)
    assert found is not None
    with found[1] as file:
        return bytes(file.read())


def came_in(batch: Batch) -> list[list[str | None]]:
    return [line.incoming for line in queries.all_rows(batch)]


@pytest.mark.parametrize("form", ["xml", "csv"])
def test_own_file_comes_back_with_findings_and_can_be_sent_again_without_loss(
    world: World, form: str
) -> None:
    texts = awkward(world)
    written = write_xml(texts, job_type="final") if form == "xml" else write_csv(texts)
    options = {"job_type": "final"}
    first = submit(world, b"".join(written), name=f"own.{form}", options=options)
    assert (first.state, first.total) == ("done", len(AWKWARD))
    assert first.rejected >= 3
    back = report(first, f"own-outcome.{form}")
    second = submit(world, back, name=f"own-outcome.{form}", options=options)
    assert second.pk != first.pk
    assert second.state == "done"
    width = len(first.headings)
    assert [row[:width] for row in came_in(second)] == came_in(first)
    third = report(second, f"own-outcome-outcome.{form}")
    assert third.count(b"B02") == first.accepted  # the findings of the second time, not those of the first


def test_rejected_records_come_back_alone_and_a_refused_batch_as_a_whole(world: World, settings: Any) -> None:
    batch = submit(world, b"".join(write_xml(awkward(world), job_type="final")))
    again = submit(world, report(batch, "rejected.xml"), name="again.xml")
    assert again.total == again.rejected == batch.rejected
    settings.ACHIEVEMENT_REJECTED_PERCENT = "0"
    refused = submit(world, b"".join(write_xml(awkward(world), job_type="final")), send_again=True)
    assert refused.state == "refused"
    assert not [name for name in refused.reports if "rejected" in name]


def test_list_of_findings_has_every_finding_of_the_ledger(world: World) -> None:
    batch = submit(world, b"".join(write_xml(awkward(world), job_type="final")))
    found = [(row.line, said["key"]) for row in batch.rows.all() for said in row.findings]
    rows = list(csv.DictReader(io.StringIO(report(batch, "findings.csv").decode("utf-8-sig"))))
    assert [int(row["Record"]) for row in rows] == [line for line, _key in found]
    assert [row["Code"] for row in rows] == [key.split(".")[0] for _line, key in found]
    assert all(row["What is wrong"] and row["What to do"] for row in rows)
    assert all(row["Severity"] in ("error", "warning") for row in rows)


def test_the_wrong_value_stands_in_the_error_file(world: World) -> None:
    batch = submit(world, b"".join(write_xml(awkward(world), job_type="final")))
    text = orjson.loads(report(batch, "job-result.json"))["AchievementBatchErrorFile"]
    told = {row["Code"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (told["F03"]["Field"], told["F03"]["Value"]) == ("AchievementAwardDate", "2023-02-30T00:00:00")
    assert (told["F02"]["Field"], told["F02"]["Value"], told["F02"]["Uln"]) == ("Uln", "12345", "12345")
    rows = csv.DictReader(io.StringIO(report(batch, "findings.csv").decode("utf-8-sig")))
    assert [row["ULN"] for row in rows if row["Code"] == "F02"] == ["12345"]


def test_job_result_counts_what_the_ledger_holds(world: World) -> None:
    batch = submit(world, b"".join(write_xml(awkward(world), job_type="final")))
    result = orjson.loads(report(batch, "job-result.json"))
    assert result["NumberOfRecords"] == len(AWKWARD)
    assert result["AchievementsCreated"] == batch.effects["created"]
    counted = ("FieldDataErrors", "LearnerDataErrors", "BusinessRuleErrors")
    assert sum(result[name] for name in counted) == batch.rejected
    assert (result["Status"], result["JobID"]) == ("Successful", batch.pk)


def test_no_cell_of_a_csv_outcome_begins_as_a_formula(world: World) -> None:
    batch = submit(world, b"".join(write_csv(awkward(world))), name="own.csv", options={"job_type": "final"})
    for end in ("outcome.csv", "findings.csv"):
        for row in csv.reader(io.StringIO(report(batch, end).decode("utf-8-sig"))):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_what_killed_workers_left_is_removed_when_the_files_count(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    batch = submit(world, [record(world.learners[0])], run=False)
    left = default_storage.save(f"batches/{batch.uuid}/outcome/attempt/half.xml", ContentFile(b"<half"))
    from testamur.batches import actions as batches

    with django_capture_on_commit_callbacks(execute=True):
        batches.advance(batch_id=batch.pk)
    batch.refresh_from_db()
    assert not default_storage.exists(left)
    assert len(default_storage.listdir(f"batches/{batch.uuid}/outcome")[0]) == 1
    assert all(default_storage.exists(kept["path"]) for kept in batch.reports.values())


def test_size_of_each_file_is_what_is_stored(world: World) -> None:
    batch = submit(world, [record(world.learners[0])])
    assert batch.reports
    for kept in batch.reports.values():
        assert default_storage.size(kept["path"]) == kept["size"]
