"""The last day in time as the database counts it, against the rule that counts one day after the other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from testamur.achievements.kinds.achievements.writing import texts_of, write_csv
from testamur.achievements.models import Achievement
from testamur.achievements.queries import mi
from testamur.achievements.rules.periods import Period
from testamur.achievements.rules.working_days import due
from testamur.audit import actions as audit
from testamur.batches import actions as batches
from testamur.batches.models import Batch
from world import World, record, submit

AWARDS = [dt.date(2025, 12, 12) + dt.timedelta(days=place) for place in range(40)]
PERIOD = Period(dt.date(2025, 12, 1), dt.date(2026, 3, 31))


@pytest.fixture
def awarded(world: World) -> World:
    """An achievement for every day of forty, over weekends and three bank holidays."""
    pairs = zip(world.learners, AWARDS, strict=True)
    submit(world, [record(learner, award_date=day.isoformat()) for learner, day in pairs])
    return world


def _uploaded(days_after_due: int) -> None:
    with audit.process("test.moved_in_time", by=None):
        for held in Achievement.objects.all():
            day = due(held.award_date, 10) + dt.timedelta(days=days_after_due)
            Achievement.objects.filter(pk=held.pk).update(created_at=f"{day}T12:00:00Z")


@pytest.mark.django_db
def test_database_and_rule_agree_on_every_day(awarded: World) -> None:
    scope = mi.Scope(awarded.board, PERIOD)
    _uploaded(0)
    assert mi.timeliness(scope).total == mi.Punctuality(None, in_time=40, late=0)
    _uploaded(1)
    found = mi.timeliness(scope)
    assert found.total == mi.Punctuality(None, in_time=0, late=40)
    assert len(found.latest) == mi.LATEST
    assert all(late.due == due(late.start, 10) and late.days == 1 for late in found.latest)


@pytest.mark.django_db
def test_the_latest_records_are_listed_whatever_their_number_in_a_group(awarded: World) -> None:
    """Thirty records of one day and one reference are one group; those that are later come before them."""
    _uploaded(0)
    with audit.process("test.moved_in_time", by=None):
        Achievement.objects.update(award_date=AWARDS[0], created_at="2026-02-02T12:00:00Z")
        Achievement.objects.filter(learner__in=awarded.learners[:2]).update(created_at="2026-02-20T12:00:00Z")
    latest = mi.timeliness(mi.Scope(awarded.board, PERIOD)).latest
    ulns = [learner.uln for learner in awarded.learners]
    assert [late.uln for late in latest] == ulns[: mi.LATEST]
    assert [late.uploaded.day for late in latest] == [20, 20, *[2] * 18]


def _of(world: World, job_type: str, issued: str | None) -> None:
    header = {"job_type": job_type, **({"issued_on": issued} if issued else {})}
    submit(
        world,
        b"".join(write_csv([texts_of(record(world.learners[0]))], header=header)),
        name=f"{job_type}.csv",
    )


def _dated(field: str, day: str) -> None:
    with audit.process("test.moved_in_time", by=None):
        Achievement.objects.update(**{field: f"{day}T12:00:00Z"})


@pytest.mark.django_db
def test_provisional_and_final_results_count_each_from_their_own_issue(world: World) -> None:
    scope = mi.Scope(world.board, PERIOD)
    _of(world, "provisional", "2026-01-05")
    _dated("created_at", "2026-01-19")
    assert mi.timeliness(scope).total == mi.Punctuality(None, in_time=1, late=0)
    assert mi.timeliness(scope).finals == mi.Punctuality(None, in_time=0, late=0)
    _of(world, "final", "2026-02-02")
    held = Achievement.objects.get()
    assert (str(held.issued_on), str(held.final_issued_on), held.status) == (
        "2026-01-05",
        "2026-02-02",
        "final",
    )
    _dated("finalised_at", "2026-02-16")
    assert mi.timeliness(scope).total == mi.Punctuality(None, in_time=1, late=0)
    assert mi.timeliness(scope).finals == mi.Punctuality(None, in_time=1, late=0)
    _dated("finalised_at", "2026-02-17")
    assert mi.timeliness(scope).finals == mi.Punctuality(None, in_time=0, late=1)
    _dated("created_at", "2026-01-20")
    assert mi.timeliness(scope).total == mi.Punctuality(None, in_time=0, late=1)


@pytest.mark.django_db
def test_without_a_day_of_issue_it_is_the_award_date_or_what_is_set(world: World, settings: Any) -> None:
    scope = mi.Scope(world.board, PERIOD)
    _of(world, "provisional", None)
    _of(world, "final", None)
    _dated("created_at", "2026-01-19")
    _dated("finalised_at", "2026-01-19")
    late = mi.Punctuality(None, in_time=0, late=1)
    assert (mi.timeliness(scope).total, mi.timeliness(scope).finals) == (late, late)  # awarded in 2019
    with audit.process("test.moved_in_time", by=None):
        Achievement.objects.update(action_date="2026-01-05")
    settings.REPORT_TIMELINESS_FROM = "action_date"
    in_time = mi.Punctuality(None, in_time=1, late=0)
    assert (mi.timeliness(scope).total, mi.timeliness(scope).finals) == (in_time, in_time)


@pytest.mark.django_db
def test_undoing_the_final_results_takes_their_issue_with_them(world: World) -> None:
    _of(world, "provisional", "2026-01-05")
    _of(world, "final", "2026-02-02")
    batches.undo(batch=Batch.objects.latest("id"), by=world.super_user)
    batches.advance(batch_id=Batch.objects.latest("id").pk)
    held = Achievement.objects.get()
    assert (held.status, held.finalised_at, held.final_issued_on) == ("provisional", None, None)
    assert str(held.issued_on) == "2026-01-05"


@pytest.mark.django_db
def test_what_is_no_day_of_issue_refuses_the_file(world: World) -> None:
    _of(world, "final", "mid August")
    batch = Batch.objects.get()
    assert (batch.state, [said["key"] for said in batch.findings]) == ("refused", ["J08.issued"])


@pytest.mark.django_db
def test_a_reference_off_the_register_is_counted_apart(world: World) -> None:
    """A reference that is not on the register is counted apart and not lost."""
    submit(world, [record(world.learners[0])])
    with audit.process("test.taken_off", by=None):
        Achievement.objects.update(reference="999/9999/9", created_at="2026-01-05T12:00:00Z")
    (found,) = mi.timeliness(mi.Scope(world.board, PERIOD)).types
    assert (found.of, found.records) == ("", 1)
