"""Findings, single records and files of a batch."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from integration.web.test_batches import some, text_of
from testamur.achievements.models import Achievement
from testamur.batches import queries as ledger
from testamur.batches.models import BatchRow
from testamur.batches.states import BatchState
from world import World, record, submit

As = Callable[..., Client]


def test_findings_tell_record_uln_reference_field_value_and_what_to_do(world: World, as_: As) -> None:
    batch = submit(world, some(world, 10, bad=2))
    shown = text_of(as_(world.viewer).get(f"/batches/{batch.uuid}/findings/"))
    assert "Records 1 to 2 of 2 with findings" in shown
    for part in (
        "F02",
        "1234567890",
        "601/0001/1",
        ">Uln<",
        "is not valid",
        "Check for a mistyped digit",
    ):
        assert part in shown


def test_findings_filtered_by_severity_and_code_show_only_those(world: World, as_: As) -> None:
    records = [record(world.learners[0], grade="Z"), *some(world, 10, bad=1)[:1], *some(world, 10)[2:]]
    batch = submit(world, records)
    page, address = as_(world.viewer), f"/batches/{batch.uuid}/findings/"
    assert "Records 1 to 2 of 2" in text_of(page.get(address))
    warnings = text_of(page.get(f"{address}?severity=warning")).split("<table")[1]
    assert "B08" in warnings
    assert "F02" not in warnings
    assert "is not valid" in text_of(page.get(f"{address}?code=F02"))
    assert "No findings match" in text_of(page.get(f"{address}?code=F02&severity=warning"))
    assert "Records 1 to 2 of 2" in text_of(page.get(f"{address}?code=nonsense"))


def test_findings_are_shown_twenty_five_records_to_the_page(world: World, as_: As) -> None:
    records = [record(world.learners[0], grade="Z", award_date=f"2019-07-{day:02}") for day in range(1, 31)]
    records += [record(world.learners[1], grade="Z", award_date=f"2019-06-{day:02}") for day in range(1, 31)]
    batch = submit(world, records)
    page, address = as_(world.viewer), f"/batches/{batch.uuid}/findings/"
    assert "Records 1 to 25 of 60" in text_of(page.get(address))
    assert "Records 51 to 60 of 60" in text_of(page.get(f"{address}?severity=warning&page=3"))


def test_findings_are_grouped_by_field_and_cause_and_each_group_opens_its_records(
    world: World, as_: As
) -> None:
    """F02 says of a ULN that its last digit does not fit, and that it is none; F01 that a field is empty."""
    wrong = [
        {"uln": "1234567890"},
        {"uln": "12"},
        {"uln": "1234567890"},
        {"given_name": ""},
        {"family_name": ""},
    ]
    batch = submit(
        world, [record(world.learners[n], **fields) for n, fields in enumerate(wrong)], confirm_first=True
    )
    found = ledger.findings_by_cause(batch)
    assert [(each.code, each.example.field, each.lines) for each in found] == [
        ("F02", "Uln", 2),
        ("F01", "FamilyName", 1),
        ("F01", "GivenName", 1),
        ("F02", "Uln", 1),
    ]
    page, address = as_(world.viewer), f"/batches/{batch.uuid}/findings/"
    shown = page.get(f"/batches/{batch.uuid}/").content.decode()
    for each in found:
        query = urlencode({"code": "~".join(each.cause or ()), "severity": "error"}).replace("&", "&amp;")
        assert f'href="{address}?{query}"' in shown.replace("%7E", "~")
    family = found[1].cause
    assert family is not None
    rows = text_of(page.get(address, {"code": "~".join(family)})).split("<table")[1]
    assert "FamilyName is empty" in rows
    assert "GivenName is empty" not in rows
    assert "1 to 2 of 2" in text_of(page.get(f"{address}?code=F01"))


def test_record_leads_to_the_next_one_with_a_finding(world: World, as_: As) -> None:
    batch = submit(
        world, [record(world.learners[0]), record(world.learners[1], uln="12"), record(world.learners[2])]
    )
    page, address = as_(world.viewer), f"/batches/{batch.uuid}/records/"
    assert "Next record with a finding: record 2" in text_of(page.get(f"{address}1/"))
    assert "Next record with a finding" not in text_of(page.get(f"{address}2/"))


def test_findings_of_a_clean_batch_say_so(world: World, as_: As) -> None:
    batch = submit(world, some(world))
    assert "There are no findings" in text_of(as_(world.viewer).get(f"/batches/{batch.uuid}/findings/"))


@pytest.mark.requirement("XC-01")
def test_record_that_was_accepted_shows_what_came_and_leads_to_the_achievement(world: World, as_: As) -> None:
    batch = submit(world, some(world))
    page = as_(world.viewer)
    shown = text_of(page.get(f"/batches/{batch.uuid}/records/2/"))
    achievement = Achievement.objects.get(batch=batch, batch_line=2)
    assert f'href="/achievements/{achievement.uuid}/"' in shown
    assert "UnitOrQualificationReferenceNumber" in shown.replace("<wbr>", "")
    assert "3 Jul 2019" in shown
    assert "Record 1" in shown
    assert "Record 3" in shown


def test_record_that_was_rejected_became_nothing(world: World, as_: As) -> None:
    batch = submit(world, some(world, 10, bad=1))
    shown = text_of(as_(world.viewer).get(f"/batches/{batch.uuid}/records/1/"))
    assert "Rejected" in shown
    assert "Nothing." in shown
    assert "is not valid" in shown


def test_record_that_is_not_in_the_batch_is_not_found(world: World, as_: As) -> None:
    batch = submit(world, some(world))
    page = as_(world.viewer)
    assert page.get(f"/batches/{batch.uuid}/records/4/").status_code == 404
    assert page.get(f"/batches/{batch.uuid}/records/99999999999/").status_code == 404


def test_record_is_gone_to_by_its_number(world: World, as_: As) -> None:
    batch = submit(world, some(world))
    page, address = as_(world.viewer), f"/batches/{batch.uuid}/records/"
    assert page.get(f"{address}?record=2").headers["Location"] == f"{address}2/"
    assert "This batch has records 1 to 3" in text_of(page.get(f"{address}?record=4"))
    assert "must be a whole number" in text_of(page.get(f"{address}?record=two"))


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ACH-02")
def test_files_are_kept_and_not_shown_and_leave_no_copy(world: World, as_: As) -> None:
    batch = submit(world, some(world, 10, bad=2), name="summer results é.xml")
    page = as_(world.viewer)
    names = ["submitted", *batch.reports]
    assert len(names) >= 3
    for name in names:
        response = page.get(f"/batches/{batch.uuid}/files/{name}/")
        assert response.status_code == 200, name
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert b"".join(response.streaming_content)


def test_submitted_file_comes_back_as_it_was_under_its_own_name(world: World, as_: As) -> None:
    batch = submit(world, b"\xff\xfe not a batch", name="letter.txt")
    response = as_(world.viewer).get(f"/batches/{batch.uuid}/files/submitted/")
    assert b"".join(response.streaming_content) == b"\xff\xfe not a batch"
    assert 'filename="letter.txt"' in response.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["nothing.csv", "..", "%2e%2e%2fsubmitted"])
def test_file_that_the_batch_does_not_have_is_not_found(world: World, as_: As, name: str) -> None:
    batch = submit(world, some(world))
    assert as_(world.viewer).get(f"/batches/{batch.uuid}/files/{name}/").status_code == 404


def test_findings_are_counted_once_only_when_nothing_changes_them_any_more(world: World) -> None:
    batch = submit(world, [record(world.learners[0], uln="1234567890"), record(world.learners[1])])
    other = submit(world, [record(learner, uln="1234567890") for learner in world.learners[2:4]])
    with CaptureQueriesContext(connection) as asked:
        counted = [[found.lines for found in ledger.findings_by_code(each)] for each in (batch, other, batch)]
    assert counted == [[1], [2], [1]]
    assert sum("jsonb_array_elements" in query["sql"] for query in asked) == 2
    BatchRow.objects.filter(batch=batch).update(findings=[])
    batch.state = BatchState.STAGED
    assert ledger.findings_by_code(batch) == []
