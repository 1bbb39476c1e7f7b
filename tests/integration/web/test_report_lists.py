"""From each count of a report to a list of just what it counts (ACH-14)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from integration.web.test_reports import PERIOD, received, some, uploaded
from testamur.achievements.models import Achievement
from testamur.audit import actions as audit
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from testamur.web.lists import reading
from world import World, record, register, submit, ulns

pytestmark = [pytest.mark.requirement("ACH-14")]

As = Callable[..., Client]
COUNT = re.compile(
    r'<a class="govuk-link" href="([^"]+)">([\d,]+)<span class="govuk-visually-hidden"> ([^<]+)</span></a>'
)
TILE = re.compile(
    r'<a class="app-tile[^"]*" href="([^"]+)">\s*<span class="app-tile__number">([\d,]+)</span>'
)
LATEST = re.compile(r"/batches/[0-9a-f-]{36}/")  # the latest batch of a reason, which counts nothing
WIDE = PERIOD | {"from_year": "2019"}


def counts(client: Client, report: str, **asked: str) -> list[tuple[str, int, str]]:
    """Where the counts of a report lead, what they are, and what they are called."""
    page = client.get(f"/reports/{report}/", PERIOD | asked).content.decode()
    found = [(unescape(href), text, unescape(called)) for href, text, called in COUNT.findall(page)]
    found += [(unescape(href), text, "tile") for href, text in TILE.findall(page)]
    return [
        (href, int(text.replace(",", "")), called) for href, text, called in found if not LATEST.match(href)
    ]


def listed(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a list, which its page shows too."""
    answer = client.get(f"{address}&export=csv")
    assert answer.status_code == 200, address
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    body = client.get(f"{address}&size=100").content.decode().partition("<tbody")[2]
    assert len(re.findall('<tr class="govuk-table__row"', body)) == len(rows), address
    return rows


def wrong(client: Client, report: str, **asked: str) -> tuple[list[str], int]:
    """The counts that differ from their lists, and how many were held against theirs."""
    found = counts(client, report, **asked)
    return (
        [
            f"{called}: {count}, but {rows} rows at {address}"
            for address, count, called in found
            if (rows := len(listed(client, address))) != count
        ],
        len(found),
    )


@pytest.fixture
def busy(world: World) -> dict[str, Batch]:
    """Every fate, class, effect and type of job there is, in three months, and another organisation's batches."""
    register("601/0020/5", "Applied practice", type="Vocational")
    (unknown,) = ulns(1, start=300_000_000)
    bad = [
        record(world.learners[24], uln=unknown),
        record(world.learners[25], reference="601/0099/0"),
        record(world.learners[26], grade="A" * 21, given_name="N" * 40, family_name="F" * 40),
        record(world.learners[28], given_name="N" * 40),
        record(world.learners[27], reference="601/0099/0", family_name="Quite", given_name="Different"),
    ]
    found = {
        "mixed": submit(world, some(world, 0, 24) + bad, job_type="provisional"),
        "promoted": submit(world, some(world, 0, 5) + some(world, 0, 3, reference="601/0020/5")),
        "withdrawn": submit(world, some(world, 0, 2, action="withdraw")),
        "reinstated": submit(world, some(world, 0, 1, action="reinstate")),
        "refused": submit(world, some(world, 20, 21) + some(world, 21, 23, reference="601/0099/0")),
        "unread": submit(world, b"<not xml"),
        "waiting": submit(world, some(world, 10, 14), confirm_first=True),
        "undone": submit(world, some(world, 30, 33, reference="601/0002/3")),
        "cancelled": submit(world, some(world, 33, 35), confirm_first=True),
        "staged": submit(world, some(world, 35, 38) + some(world, 38, 40, reference="601/0099/0")),
    }
    batches.undo(batch=found["undone"], by=world.super_user)
    batches.cancel(batch=found["cancelled"], by=world.batch_user)
    batches.advance(batch_id=found["undone"].pk)
    Batch.objects.filter(pk=found["staged"].pk).update(
        state="staged", judged_at=None, accepted=0, rejected=0, classes={}, effects={}
    )
    days = ("2026-01-31", "2026-02-01", "2026-02-02", "2026-02-03", "2026-02-10", "2026-02-11")
    for place, name in enumerate(found):
        found[name] = received(found[name], days[place] if place < len(days) else "2026-03-31")
    theirs = submit(
        world,
        some(world, 30, 32, reference="601/0003/5") + some(world, 32, 33, reference="601/0099/0"),
        organisation=world.other_board,
        by=world.stranger,
    )
    received(theirs, "2026-02-01")
    submit(
        world,
        some(world, 34, 37, reference="601/0003/5"),
        organisation=world.other_board,
        by=world.stranger,
        job_type="provisional",
    )
    return found


def test_counts_of_uploads_lead_to_just_what_they_count(
    world: World, as_: As, busy: dict[str, Batch]
) -> None:
    viewer = as_(world.viewer)
    assert wrong(viewer, "uploads") == ([], len(counts(viewer, "uploads")))
    called = {called for _href, _count, called in counts(viewer, "uploads")}
    assert {
        "Batches: February 2026, Final",
        "Batches: February 2026, Not given",
        "Failed: All months",
        "Undone: March 2026, Final",
        "Submitted: January 2026, Provisional",
        "Accepted: All months",
        "Rejected: February 2026, Final",
        "Not processed: March 2026, Final",
        "Promoted to final: February 2026, Final",
        "Withdrawn: All months",
        "Reinstated: All months",
    } <= called


def test_counts_of_rejections_lead_to_just_what_they_count(
    world: World, as_: As, busy: dict[str, Batch]
) -> None:
    viewer = as_(world.viewer)
    found = counts(viewer, "rejections")
    assert wrong(viewer, "rejections") == ([], len(found))
    called = [called for _href, _count, called in found]
    assert {"Records: Field data", "Records: Business rule", "Records: All", "Batches: RS005"} <= set(called)
    fields = {called: count for _href, count, called in found if called.startswith("Records: ")}
    assert (fields["Records: Learner data"], fields["Records: Business rule"]) == (1, 4)
    assert "Records: L02" in called  # the second error of a record that counts among business rules
    assert called.count("Records: F05") >= 3  # a grade, a given and a family name that are too long
    assert sum(count for _href, count, called in found if called == "Batches: RS005") == 1


def test_batches_refused_whole_are_counted_once_whatever_the_number_of_reasons(
    world: World, as_: As, busy: dict[str, Batch]
) -> None:
    refused = busy["refused"]
    Batch.objects.filter(pk=refused.pk).update(
        findings=[*refused.findings, *Batch.objects.get(pk=busy["unread"].pk).findings]
    )
    viewer = as_(world.viewer)
    found = {href: count for href, count, called in counts(viewer, "rejections") if "batches/" in href}
    assert sorted(found.values()) == [1, 2, 2]
    assert wrong(viewer, "rejections")[0] == []


def test_counts_of_timeliness_lead_to_just_what_they_count(
    world: World, as_: As, busy: dict[str, Batch], settings: Any
) -> None:
    register("601/0021/7", "Taken away")
    submit(world, some(world, 0, 4, reference="601/0021/7", award_date="2026-01-05"))
    uploaded("2026-01-31")
    uploaded(
        "2026-01-19T23:59:00Z", reference="601/0021/7", learner=world.learners[0]
    )  # the last day in time
    uploaded("2026-01-20T00:01:00Z", reference="601/0021/7", learner=world.learners[1])
    uploaded("2026-02-28", reference="601/0021/7", learner=world.learners[2])
    uploaded("2026-03-31T23:30:00Z", reference="601/0021/7", learner=world.learners[3])  # April in London
    uploaded("2026-03-05", reference="601/0020/5")
    submit(world, some(world, 5, 6, action="withdraw"))
    submit(world, some(world, 5, 6))  # a second record of one key, which is no first upload
    uploaded("2026-03-20", learner=world.learners[5], state="active")
    viewer = as_(world.viewer)
    for start in ("award_date", "action_date"):
        settings.REPORT_TIMELINESS_FROM = start
        found = counts(viewer, "timeliness")
        assert wrong(viewer, "timeliness") == ([], len(found))
    called = {called: count for _href, count, called in found}
    assert {"Records: All", "Late: January 2026", "Late: Vocational"} <= set(called)
    settings.REPORT_TIMELINESS_FROM = "award_date"
    in_time = [href for href, _count, called in counts(viewer, "timeliness") if called == "In time: All"]
    (row,) = listed(viewer, in_time[0])
    assert (row["ULN"], row["Last day in time"], row["Days late"]) == (
        world.learners[0].uln,
        "2026-01-19",
        "",
    )


def test_what_is_on_no_register_is_listed_apart(world: World, as_: As) -> None:
    submit(world, some(world, 0, 3))
    with audit.process("test.taken_off", by=None):
        Achievement.objects.filter(learner=world.learners[0]).update(reference="999/9999/9")
    uploaded("2026-01-05")
    viewer = as_(world.viewer)
    found = {called: count for _href, count, called in counts(viewer, "timeliness")}
    assert found["Late: Not on the register"] == 1
    assert wrong(viewer, "timeliness")[0] == []


def test_days_late_on_the_list_are_those_of_the_report(world: World, as_: As) -> None:
    submit(world, some(world, 0, 3, award_date="2025-12-22"))
    for place, day in enumerate(["2026-01-09", "2026-02-02", "2026-03-02"]):
        uploaded(day, learner=world.learners[place])
    viewer = as_(world.viewer)
    latest = viewer.get("/reports/timeliness/latest/csv/", PERIOD)
    told = list(csv.DictReader(io.StringIO(b"".join(latest.streaming_content).decode("utf-8-sig"))))
    (address,) = {href for href, _count, called in counts(viewer, "timeliness") if called == "Late: All"}
    names = ("ULN", "Reference number", "Last day in time", "Uploaded", "Days late")
    of_list = {tuple(row[name] for name in names) for row in listed(viewer, address)}
    assert of_list == {tuple(row[name] for name in names) for row in told}
    assert len(of_list) == 3


def test_counts_of_provisional_results_lead_to_just_what_they_count(
    world: World, as_: As, busy: dict[str, Batch]
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    for place, days in enumerate((0, 30, 31, 90, 91, 180, 181, 365, 366)):
        awarded = (today - dt.timedelta(days=days)).isoformat()
        one = some(world, place, place + 1, reference="601/0002/3", award_date=awarded)
        submit(world, one, job_type="provisional")
    viewer = as_(world.viewer)
    everything = {"from_year": "2007", "to_year": str(today.year + 1)}
    found = counts(viewer, "provisional", **everything)
    assert wrong(viewer, "provisional", **everything) == ([], len(found))
    numbers = {called: count for _href, count, called in found}
    assert numbers["Achievements: 0 to 30 days"] == 2
    assert numbers["Achievements: 31 to 90 days"] == 2
    assert numbers["Achievements: 601/0002/3"] == 9
    old = [count for href, count, called in found if called == "tile"]
    assert old == [numbers["Achievements: All"], numbers["Achievements: All"] - 4]


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("report", ["uploads", "rejections", "timeliness", "provisional"])
def test_who_sees_several_organisations_is_led_to_the_one_of_the_report(
    world: World, as_: As, busy: dict[str, Batch], report: str
) -> None:
    uploaded("2026-01-31")
    support = as_(world.support)
    sizes = []
    for organisation in (world.board, world.other_board):
        asked = {"organisation": str(organisation.uuid), "from_year": "2022", "to_year": "2026"}
        if report == "provisional":
            asked["from_year"] = "2019"
        found = counts(support, report, **asked)
        assert found
        assert wrong(support, report, **asked) == ([], len(found))
        sizes.append(max(count for _href, count, _called in found))
    assert sizes[0] != sizes[1]


@pytest.mark.requirement("XC-03")
@pytest.mark.parametrize("name", ["records", "first-uploads", "provisional"])
def test_a_list_is_there_for_those_who_may_see_the_report(
    world: World, as_: As, busy: dict[str, Batch], name: str
) -> None:
    own, theirs = (f"/reports/{each.uuid}/{name}/" for each in (world.board, world.other_board))
    assert as_(world.viewer).get(own).status_code == 200
    assert as_(world.viewer).get(theirs).status_code == 404
    assert as_(world.stranger).get(own).status_code == 404
    assert as_(world.verify_user).get(own).status_code == 403
    assert as_(world.provider_user).get(own).status_code == 404
    assert as_(world.support).get(f"/reports/{world.provider.uuid}/{name}/").status_code == 404
    for address in (own, theirs):
        assert as_(world.support).get(address).status_code == 200
    assert Client().get(own).headers["Location"].startswith("/account/login/")


def test_counts_of_nothing_lead_nowhere(world: World, as_: As, busy: dict[str, Batch]) -> None:
    for report in ("uploads", "rejections", "timeliness", "provisional"):
        assert all(count for _href, count, _called in counts(as_(world.viewer), report))
    page = as_(world.viewer).get("/reports/uploads/", PERIOD | {"from_year": "2023", "to_year": "2023"})
    assert "/records/?" not in page.content.decode()


def test_a_reason_that_is_none_filters_nothing(world: World, as_: As, busy: dict[str, Batch]) -> None:
    viewer, address = as_(world.viewer), f"/reports/{world.board.uuid}/records/"
    every = len(listed(viewer, f"{address}?"))
    for reason in ("B01", "B01:", ":", "no.such:Uln", "B01.unknown:<b>", "F05.name_length:NoField"):
        assert len(listed(viewer, f"{address}?reason={reason}")) == every


def test_a_list_leads_back_to_the_report_of_its_organisation_and_period(
    world: World, as_: As, busy: dict[str, Batch]
) -> None:
    uploaded("2026-01-31")
    support, asked = as_(world.support), {"organisation": str(world.other_board.uuid)}
    for report in ("timeliness", "provisional"):
        found = counts(support, report, **asked, from_year="2019" if report == "provisional" else "2026")
        href = next(href for href, _count, called in found if called == "tile")
        page = support.get(href).content.decode()
        (back,) = re.findall(rf'href="(/reports/{report}/[^"]+)"', page)
        shown = support.get(unescape(back)).content.decode()
        assert "Southern Board</span>" in shown
        assert "to 31 March 2026" in shown


def test_records_of_many_batches_are_taken_away_whole_and_in_order(
    world: World, as_: As, busy: dict[str, Batch], monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, address = as_(world.viewer), f"/reports/{world.board.uuid}/records/?"
    at_once = [(row["Batch"], row["Record"]) for row in listed(viewer, address)]
    monkeypatch.setattr(reading, "PIECE", 7)
    assert [(row["Batch"], row["Record"]) for row in listed(viewer, address)] == at_once
    assert len(set(at_once)) == len(at_once) > 50
