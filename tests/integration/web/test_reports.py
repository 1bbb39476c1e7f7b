"""Reports for awarding organisations: the sums, the files, and who may see which (ACH-14)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from testamur.achievements.models import Achievement
from testamur.audit import actions as audit
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from world import World, record, register, submit, ulns

pytestmark = [pytest.mark.requirement("ACH-14")]

As = Callable[..., Client]
PERIOD = {
    "from_day": "1",
    "from_month": "1",
    "from_year": "2026",
    "to_day": "31",
    "to_month": "3",
    "to_year": "2026",
}


def received(batch: Batch, day: str) -> Batch:
    """Put the receipt of a batch at noon of a day."""
    Batch.objects.filter(pk=batch.pk).update(received_at=f"{day}T12:00:00Z")
    return Batch.objects.get(pk=batch.pk)


def uploaded(day: str, **of: Any) -> None:
    """Put the first upload of achievements at an instant, or at noon of a day."""
    with audit.process("test.moved_in_time", by=None):
        Achievement.objects.filter(**of).update(created_at=day if "T" in day else f"{day}T12:00:00Z")


def rows(client: Client, report: str, table: str, **asked: str) -> list[dict[str, str]]:
    """A table as its CSV file has it."""
    answer = client.get(f"/reports/{report}/{table}/csv/", {**PERIOD, **asked})
    assert answer.status_code == 200, answer
    assert answer.headers["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def some(world: World, first: int, last: int, **fields: Any) -> list[dict[str, Any]]:
    return [record(learner, **fields) for learner in world.learners[first:last]]


@pytest.fixture
def sent(world: World) -> dict[str, Batch]:
    """January: eight provisional, and two of ten rejected. February: five promoted, a batch refused whole, one
    that waits. April and another organisation: not in the report."""
    ten = some(world, 0, 8) + some(world, 8, 9, reference="601/0099/0") + some(world, 9, 10, grade="A" * 21)
    batches = {
        "mixed": received(submit(world, ten, job_type="provisional"), "2026-01-31"),
        "promoted": received(submit(world, some(world, 0, 5)), "2026-02-01"),
        "refused": received(
            submit(world, some(world, 20, 21) + some(world, 21, 23, reference="601/0099/0")), "2026-02-10"
        ),
        "waiting": received(submit(world, some(world, 10, 14), confirm_first=True), "2026-02-28"),
        "later": received(submit(world, some(world, 14, 16)), "2026-04-01"),
    }
    submit(
        world,
        some(world, 30, 32, reference="601/0003/5"),
        organisation=world.other_board,
        by=world.stranger,
    )
    assert [batch.state for batch in batches.values()] == ["done", "done", "refused", "ready", "done"]
    return batches


def test_uploads_count_records_by_month_type_and_fate(world: World, as_: As, sent: dict[str, Batch]) -> None:
    found = rows(as_(world.viewer), "uploads", "records")
    names = (
        "Month",
        "Type of job",
        "Batches",
        "Failed",
        "Submitted",
        "Accepted",
        "Rejected",
        "Not processed",
    )
    assert [tuple(row[name] for name in names) for row in found] == [
        ("2026-01", "Provisional", "1", "0", "10", "8", "2", "0"),
        ("2026-02", "Final", "3", "1", "12", "5", "2", "5"),
        ("2026-03", "", "0", "0", "0", "0", "0", "0"),
        ("All months", "", "4", "1", "22", "13", "4", "5"),
    ]
    assert [row["Accepted share (%)"] for row in found] == ["80.0", "41.7", "", "59.1"]


def test_uploads_count_what_records_became(world: World, as_: As, sent: dict[str, Batch]) -> None:
    received(submit(world, some(world, 0, 2, action="withdraw")), "2026-03-02")
    received(submit(world, some(world, 0, 1, action="reinstate")), "2026-03-03")
    found = rows(as_(world.viewer), "uploads", "effects")
    names = ("Month", "Created", "Updated", "Promoted to final", "Withdrawn", "Reinstated")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("2026-01", "8", "0", "0", "0", "0"),
        ("2026-02", "0", "0", "5", "0", "0"),
        ("2026-03", "0", "0", "0", "2", "1"),
        ("All months", "8", "0", "5", "2", "1"),
    ]


def test_a_batch_counts_in_the_month_in_which_it_came_where_the_service_is(world: World, as_: As) -> None:
    batch = submit(world, some(world, 0, 2))
    Batch.objects.filter(pk=batch.pk).update(
        received_at="2026-07-31T23:30:00Z"
    )  # 00:30 on 1 August in London
    period = {"from_day": "1", "from_month": "7", "to_day": "31", "to_month": "8"}
    found = rows(as_(world.viewer), "uploads", "records", **period)
    assert [(row["Month"], row["Submitted"]) for row in found[:2]] == [("2026-07", "0"), ("2026-08", "2")]


def test_rejections_are_told_by_class_and_reason(world: World, as_: As, sent: dict[str, Batch]) -> None:
    viewer = as_(world.viewer)
    classes = rows(viewer, "rejections", "classes")
    assert [(row["Name in a job result"], row["Records"]) for row in classes] == [
        ("FieldData", "1"),
        ("LearnerData", "0"),
        ("BusinessRule", "3"),
        ("", "4"),
    ]
    reasons = rows(viewer, "rejections", "reasons")
    assert [
        (row["Code"], row["Class"], row["Records"], row["Share of rejected records (%)"]) for row in reasons
    ] == [("B01", "Business rule", "3", "75.0"), ("F05", "Field data", "1", "25.0")]
    assert reasons[0]["What was wrong"] == "The qualification register has no qualification or unit …"
    assert "20 or fewer" in reasons[1]["What was wrong"]
    assert reasons[0]["Latest batch"] == str(sent["refused"].pk)
    (refusal,) = rows(viewer, "rejections", "refusals")
    assert (refusal["Code"], refusal["Batches"]) == ("RS005", "1")
    page = viewer.get("/reports/rejections/", PERIOD).content.decode()
    assert f"/batches/{sent['mixed'].uuid}/findings/?code=F05&amp;severity=error" in page


def test_a_reason_tells_nothing_of_a_learner(world: World, as_: As) -> None:
    (unknown,) = ulns(1, start=300_000_000)
    batch = submit(world, [*some(world, 0, 9), record(world.learners[9], uln=unknown)])
    assert batch.rejected == 1
    received(batch, "2026-01-05")
    answer = as_(world.viewer).get("/reports/rejections/", PERIOD).content.decode()
    assert unknown not in answer
    assert "…" in rows(as_(world.viewer), "rejections", "reasons")[0]["What was wrong"]


def test_timeliness_is_counted_in_working_days_from_the_award(world: World, as_: As) -> None:
    register("601/0020/5", "Applied practice", type="Vocational")
    awarded = {"award_date": "2025-12-22"}  # in time until Thursday 8 January 2026, over three bank holidays
    submit(world, some(world, 0, 4, **awarded) + some(world, 4, 6, **awarded, reference="601/0020/5"))
    for place, day in enumerate(
        [
            "2026-01-08T23:59:00Z",
            "2026-01-09T00:01:00Z",
            "2026-01-08",
            "2026-02-02",
            "2026-01-05",
            "2026-03-02",
        ]
    ):
        uploaded(day, learner=world.learners[place])
    viewer = as_(world.viewer)
    months = rows(viewer, "timeliness", "months")
    assert [(row["Month"], row["Records"], row["In time"], row["Late"]) for row in months] == [
        ("2026-01", "4", "3", "1"),
        ("2026-02", "1", "0", "1"),
        ("2026-03", "1", "0", "1"),
        ("All", "6", "3", "3"),
    ]
    types = rows(viewer, "timeliness", "types")
    assert [(row["Type"], row["In time"], row["Late"]) for row in types] == [
        ("GCE A Level", "2", "2"),
        ("Vocational", "1", "1"),
        ("All", "3", "3"),
    ]
    latest = rows(viewer, "timeliness", "latest")
    assert [(row["Uploaded"], row["Days late"]) for row in latest] == [
        ("2026-03-02", "53"),
        ("2026-02-02", "25"),
        ("2026-01-09", "1"),
    ]
    assert {row["Last day in time"] for row in latest} == {"2026-01-08"}


def test_a_record_counts_as_of_its_first_upload(world: World, as_: As) -> None:
    awarded = {"award_date": "2026-01-05"}
    submit(world, some(world, 0, 3, **awarded), job_type="provisional")
    uploaded("2026-01-12")
    submit(world, some(world, 0, 1, **awarded))  # made final, long after
    batch = submit(world, some(world, 1, 2, **awarded), job_type="final")
    batches.undo(batch=batch, by=world.super_user)
    submit(world, some(world, 2, 3, **awarded, action="withdraw"))
    submit(world, some(world, 2, 3, **awarded))  # the same once more: a second record of one key
    uploaded("2026-03-20", learner=world.learners[2], state="active")
    months = rows(as_(world.viewer), "timeliness", "months")
    assert [(row["Records"], row["In time"]) for row in months] == [
        ("3", "3"),
        ("0", "0"),
        ("0", "0"),
        ("3", "3"),
    ]


def test_timeliness_from_the_action_date_if_the_installation_says_so(
    world: World, as_: As, settings: Any
) -> None:
    submit(world, some(world, 0, 1, award_date="2026-01-05", action_date="2026-02-02"))
    uploaded("2026-02-10")
    assert rows(as_(world.viewer), "timeliness", "months")[1]["Late"] == "1"
    settings.REPORT_TIMELINESS_FROM = "action_date"
    assert rows(as_(world.viewer), "timeliness", "months")[1]["Late"] == "0"
    settings.REPORT_WORKING_DAYS = 5
    assert rows(as_(world.viewer), "timeliness", "months")[1]["Late"] == "1"


def test_final_results_in_place_of_provisional_ones_are_counted_by_themselves(world: World, as_: As) -> None:
    for job_type in ("provisional", "final"):
        submit(world, some(world, 0, 2, award_date="2026-01-05"), job_type=job_type)
    uploaded("2026-01-12")
    with audit.process("test.moved_in_time", by=None):
        Achievement.objects.update(finalised_at="2026-03-12T12:00:00Z")
    shown = as_(world.viewer).get("/reports/timeliness/", PERIOD).content.decode()
    assert "0 came in time in this period, 2 late." in " ".join(shown.split())
    assert rows(as_(world.viewer), "timeliness", "months")[0]["In time"] == "2"


def test_provisional_results_are_listed_oldest_first_by_age_and_qualification(
    world: World, as_: As, sent: dict[str, Batch]
) -> None:
    today = dt.date.today()  # noqa: DTZ011 - days of an age, not an instant
    recent = {"award_date": (today - dt.timedelta(days=40)).isoformat(), "reference": "601/0002/3"}
    submit(world, some(world, 0, 2, **recent), job_type="provisional")
    viewer = as_(world.viewer)
    everything = {"from_day": "1", "from_month": "9", "from_year": "2006", "to_year": str(today.year + 1)}
    ages = rows(viewer, "provisional", "ages", **everything)
    assert [row["Achievements"] for row in ages] == ["0", "2", "0", "0", "3", "5"]
    found = rows(viewer, "provisional", "qualifications", **everything)
    assert [(row["Reference number"], row["Achievements"], row["Oldest award"]) for row in found] == [
        ("601/0001/1", "3", "2019-07-03"),
        ("601/0002/3", "2", recent["award_date"]),
    ]
    listed = rows(viewer, "provisional", "achievements", **everything)
    assert [row["ULN"] for row in listed] == [
        learner.uln for learner in [*world.learners[5:8], *world.learners[:2]]
    ]
    page = viewer.get("/reports/provisional/").content.decode()
    assert "1 September 2006" in page
    assert all(row["ULN"] in page for row in listed)


def test_an_old_period_leaves_new_provisional_results_out(
    world: World, as_: As, sent: dict[str, Batch]
) -> None:
    assert rows(as_(world.viewer), "provisional", "achievements") == []


def test_long_list_is_paged_on_the_page_and_whole_in_the_file(world: World, as_: As) -> None:
    submit(world, some(world, 0, 30), job_type="provisional")
    viewer = as_(world.viewer)
    first, second = (viewer.get("/reports/provisional/", {"page": page}).content.decode() for page in "12")
    ulns = [learner.uln for learner in world.learners[:30]]
    assert [sum(uln in page for uln in ulns) for page in (first, second)] == [25, 5]
    asked = {"from_year": "2019", "to_year": "2019", "to_day": "31", "to_month": "12"}
    assert [row["ULN"] for row in rows(viewer, "provisional", "achievements", **asked)] == ulns


def test_texts_that_a_spreadsheet_would_run_are_guarded(world: World, as_: As) -> None:
    submit(world, some(world, 0, 1, mis_identifier="=1+1"), job_type="provisional")
    asked = {"from_year": "2019", "to_year": "2019", "to_day": "31", "to_month": "12"}
    (row,) = rows(as_(world.viewer), "provisional", "achievements", **asked)
    assert row["MIS identifier"] == "'=1+1"
    book = workbook(as_(world.viewer), "provisional", **asked)
    assert ">=1+1</t>" in book["xl/worksheets/sheet4.xml"]
    assert not any("<f>" in part for part in book.values())


def workbook(client: Client, report: str, **asked: str) -> dict[str, str]:
    """The parts of a workbook, by name."""
    answer = client.get(f"/reports/{report}/workbook/", {**PERIOD, **asked})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


def test_a_workbook_has_every_table_and_says_what_it_is(
    world: World, as_: As, sent: dict[str, Batch]
) -> None:
    book = workbook(as_(world.viewer), "uploads")
    sheets = re.findall(r'<sheet name="([^"]+)"', book["xl/workbook.xml"])
    assert sheets == ["About", "Batches and records by month", "Changes made by records"]
    assert "Northern Board" in book["xl/worksheets/sheet1.xml"]
    assert "<v>22</v>" in book["xl/worksheets/sheet2.xml"]  # all records submitted, as a number


@pytest.mark.parametrize("report", ["uploads", "rejections", "timeliness", "provisional"])
def test_every_report_has_a_page_a_picture_and_files(
    world: World, as_: As, sent: dict[str, Batch], report: str
) -> None:
    uploaded("2026-01-31")
    viewer = as_(world.viewer)
    answer = viewer.get(
        f"/reports/{report}/", {**PERIOD, "from_year": "2019" if report == "provisional" else "2026"}
    )
    page = answer.content.decode()
    assert '<svg class="app-chart" role="img" aria-labelledby="chart-title chart-description"' in page
    assert '<desc id="chart-description">' in page
    assert "style=" not in page
    for address in re.findall(r'href="(/reports/[^"]+/(?:csv|workbook)/\?[^"]+)"', page):
        assert viewer.get(address.replace("&amp;", "&")).status_code == 200, address


def test_empty_reports_say_so(world: World, as_: As) -> None:
    viewer = as_(world.viewer)
    said = {
        "uploads": "No batch was received",
        "rejections": "No record was rejected",
        "timeliness": "Nothing was uploaded",
        "provisional": "No achievement is provisional",
    }
    for report, sentence in said.items():
        page = viewer.get(f"/reports/{report}/").content.decode()
        assert sentence in page
        assert "app-chart" not in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"to_year": "2025"}, "The last day must be the same as or after the first day"),
        ({"from_year": "2020"}, "The period must be 5 years or shorter"),
        ({"from_day": "31", "from_month": "2"}, "First day must be a real date"),
        ({"to_month": ""}, "Last day must include a month"),
    ],
)
def test_a_period_that_is_none_is_refused_in_words(
    world: World, as_: As, asked: dict[str, str], sentence: str
) -> None:
    viewer = as_(world.viewer)
    page = viewer.get("/reports/uploads/", {**PERIOD, **asked})
    assert page.status_code == 200
    assert sentence in page.content.decode()
    for file in ("uploads/workbook", "uploads/records/csv"):
        answer = viewer.get(f"/reports/{file}/", {**PERIOD, **asked}, follow=True)
        assert sentence in answer.content.decode()


@pytest.mark.requirement("XC-03")
def test_business_support_chooses_any_awarding_organisation(
    world: World, as_: As, sent: dict[str, Batch]
) -> None:
    support = as_(world.support)
    page = support.get("/reports/uploads/", PERIOD).content.decode()
    assert "Northern Board" in page
    assert "Southern Board" in page
    assert "Riverside College" not in page
    northern = rows(support, "uploads", "records", organisation=str(world.board.uuid))
    southern = rows(support, "uploads", "records", organisation=str(world.other_board.uuid), to_year="2027")
    assert (northern[-1]["Submitted"], southern[-1]["Submitted"]) == ("22", "2")


@pytest.mark.requirement("XC-03")
def test_nobody_sees_a_report_of_a_foreign_organisation(world: World, as_: As) -> None:
    foreign = {**PERIOD, "organisation": str(world.other_board.uuid)}
    for address in ("uploads/", "uploads/workbook/", "uploads/records/csv/"):
        assert as_(world.viewer).get(f"/reports/{address}", foreign).status_code == 404
        assert as_(world.verify_user).get(f"/reports/{address}", PERIOD).status_code == 403
    provider = {**PERIOD, "organisation": str(world.provider.uuid)}
    assert as_(world.support).get("/reports/uploads/", provider).status_code == 404
    assert as_(world.viewer).get("/reports/secrets/workbook/").status_code == 404
    assert as_(world.viewer).get("/reports/uploads/secrets/csv/", PERIOD).status_code == 404


def test_reports_stand_in_the_navigation_of_those_who_may_see_them(world: World, as_: As) -> None:
    assert '"/reports/"' in as_(world.edc_user).get("/").content.decode()
    assert '"/reports/"' not in as_(world.verify_user).get("/").content.decode()
