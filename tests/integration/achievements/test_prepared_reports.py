"""Reports of many records: prepared figures say what counting at once would have said, as at the time they tell."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection

from testamur.achievements import actions, jobs
from testamur.achievements.models import Achievement, PreparedFigures, PreparedReport
from testamur.achievements.queries import mi
from testamur.achievements.rules.periods import Period
from testamur.audit import actions as audit
from testamur.plumbing import sql
from world import World, record, register, submit

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def uploaded(day: dt.date | str, **of: Any) -> None:
    with audit.process("test.moved_in_time", by=None):
        Achievement.objects.filter(**of).update(created_at=f"{day}T12:00:00Z")


def told(world: World, period: Period = YEAR, organisation: Any = None) -> mi.Timeliness:
    return mi.timeliness(mi.Scope(organisation or world.board, period))


def prepare(world: World) -> bool:
    return actions.prepare_report(report="timeliness", organisation_id=world.board.pk)


def waiting() -> list[tuple[str, int]]:
    """For what jobs wait that prepare a report."""
    return sql.rows(
        "SELECT args ->> 'report', (args ->> 'organisation_id')::int FROM procrastinate_jobs"
        " WHERE task_name = 'testamur.achievements.jobs.prepare_report' AND status = 'todo' ORDER BY id"
    )


def aged(minutes: int) -> None:
    PreparedReport.objects.update(as_at=PreparedReport.objects.get().as_at - dt.timedelta(minutes=minutes))


@pytest.fixture
def sent(world: World) -> World:
    """A hundred records of three references on forty days, early and late; more of some than a report can list."""
    register("601/0020/5", "Applied practice", type="Vocational")
    chance = random.Random(5)
    awards = [(dt.date(2026, 1, 5) + dt.timedelta(chance.randrange(40))).isoformat() for _ in range(12)]
    references = ("601/0001/1", "601/0002/3", "601/0020/5")
    records = [
        record(learner, reference=reference, award_date=awards[place % 12])
        for reference in references
        for place, learner in enumerate(world.learners[:40])
    ]
    submit(world, records)
    with audit.process("test.taken_off", by=None):
        Achievement.objects.filter(reference="601/0002/3", learner=world.learners[0]).update(
            reference="999/9999/9"
        )
    for held in Achievement.objects.order_by("id"):
        uploaded(dt.date(2026, 1, 20) + dt.timedelta(chance.randrange(40)), pk=held.pk)
    uploaded("2026-02-20", learner__in=world.learners[:12])
    return world


@pytest.fixture
def large(sent: World, settings: Any) -> World:
    """The same, as if these were many records."""
    settings.REPORT_LIVE_RECORDS = 50
    return sent


@pytest.mark.django_db
def test_figures_of_any_period_are_those_that_counting_at_once_gives(large: World, settings: Any) -> None:
    """The latest of a period are looked for among those of its days; the rest are sums."""
    assert prepare(large)
    chance = random.Random(9)
    days = [dt.date(2026, 1, 15) + dt.timedelta(chance.randrange(50)) for _ in range(24)]
    periods = [YEAR, *(Period(min(pair), max(pair)) for pair in zip(days[::2], days[1::2], strict=True))]
    prepared = [told(large, period) for period in periods]
    settings.REPORT_LIVE_RECORDS = 1000
    counted = [told(large, period) for period in periods]
    assert [replace(each, as_at=None) for each in prepared] == [replace(each, as_at=None) for each in counted]
    assert (prepared[0].total.records, len(prepared[0].latest)) == (120, mi.LATEST)
    assert {each.of for each in prepared[0].types} == {"", "GCE A Level", "Vocational"}
    assert len({each.total.records for each in prepared}) > 6


@pytest.mark.django_db
def test_figures_stay_as_at_their_time_until_they_are_counted_anew(large: World) -> None:
    prepare(large)
    before = told(large)
    submit(large, [record(large.learners[0], award_date="2026-02-27")])
    uploaded("2026-03-01", award_date="2026-02-27")
    assert told(large) == before
    prepare(large)
    assert told(large).total.records == before.total.records + 1
    assert told(large).as_at > before.as_at


@pytest.mark.django_db
def test_an_organisation_with_few_records_is_told_at_once(sent: World) -> None:
    assert told(sent).total.records == 120
    actions.prepare_due_reports()
    assert waiting() == []


@pytest.mark.django_db
def test_figures_of_many_records_are_told_once_a_job_has_counted_them(large: World) -> None:
    with pytest.raises(mi.NotPreparedYet):
        told(large)
    assert told(large, organisation=large.other_board).total.records == 0
    jobs.prepare_due_reports(timestamp=0)
    jobs.prepare_due_reports(timestamp=60)
    assert waiting() == [("timeliness", large.board.pk)]
    jobs.prepare_report(report="timeliness", organisation_id=large.board.pk)
    assert told(large).total.records == 120


@pytest.mark.django_db
def test_figures_are_due_after_the_interval(large: World, settings: Any) -> None:
    prepare(large)
    aged(settings.REPORT_REFRESH_MINUTES - 1)
    assert actions.prepare_due_reports() == 0
    aged(1)
    assert actions.prepare_due_reports() == 1


@pytest.mark.django_db
def test_figures_that_take_long_to_count_are_counted_less_often(large: World, settings: Any) -> None:
    prepare(large)
    PreparedReport.objects.update(seconds=60)
    aged(99)
    assert actions.prepare_due_reports() == 0
    aged(2)
    assert actions.prepare_due_reports() == 1


@pytest.mark.django_db
def test_figures_by_other_settings_are_no_figures_of_this_report(large: World, settings: Any) -> None:
    prepare(large)
    settings.REPORT_WORKING_DAYS = 3
    with pytest.raises(mi.NotPreparedYet):
        told(large)
    assert actions.prepare_due_reports() == 1
    prepare(large)
    assert told(large).days == 3


@pytest.mark.django_db
def test_figures_hold_nothing_of_a_learner(large: World) -> None:
    prepare(large)
    kept = str(list(PreparedFigures.objects.values_list("figures", flat=True)))
    assert "601/0001/1" in kept
    assert not [each.uln for each in large.learners if each.uln in kept]


@contextmanager
def held_up() -> Iterator[psycopg.Connection[Any]]:
    """Whoever counts the figures waits for this."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("LOCK TABLE qualifications_entry IN ACCESS EXCLUSIVE MODE")
        yield other
        other.rollback()


def _in_a_thread(world: World) -> bool:
    try:
        return prepare(world)
    finally:
        connection.close()


def _until_it_waits() -> int:
    """The process of the database that waits for what is held up."""
    for _ in range(1000):
        found = sql.rows(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        if found:
            return int(found[0][0])
        time.sleep(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_one_counts_while_others_read_and_nobody_counts_beside_it(large: World) -> None:
    prepare(large)
    before = list(PreparedFigures.objects.order_by("id").values_list("id", "figures"))
    with ThreadPoolExecutor(1) as pool, held_up() as other:
        first = pool.submit(_in_a_thread, large)
        _until_it_waits()
        sql.run("SET lock_timeout = '5s'")  # whoever waits here instead fails
        assert prepare(large) is False
        assert list(PreparedFigures.objects.order_by("id").values_list("id", "figures")) == before
        other.rollback()
        assert first.result() is True
    after = list(PreparedFigures.objects.order_by("id").values_list("id", "figures"))
    assert len(after) == len(before)
    assert not {each for each, _ in after} & {each for each, _ in before}


@pytest.mark.django_db(transaction=True)
def test_what_was_broken_off_leaves_the_former_figures_and_stays_due(large: World) -> None:
    prepare(large)
    before = told(large)
    aged(configured.REPORT_REFRESH_MINUTES)
    with ThreadPoolExecutor(1) as pool, held_up() as other:
        killed = pool.submit(_in_a_thread, large)
        other.execute("SELECT pg_terminate_backend(%s)", [_until_it_waits()])
        with pytest.raises(OperationalError):
            killed.result()
    assert replace(told(large), as_at=before.as_at) == before
    assert actions.prepare_due_reports() == 1
    assert prepare(large)
    assert told(large).as_at > before.as_at
    assert actions.prepare_due_reports() == 0
