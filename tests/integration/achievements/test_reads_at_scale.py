"""Reads that must not grow with the register: PostgreSQL finds an index for each, whatever the statistics say."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from testamur.achievements import queries
from testamur.achievements.models import Achievement
from testamur.batches import queries as ledger
from testamur.learners import actions as learners
from testamur.learners.models import Learner
from world import AWARDED, World, record, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def _an_index_wherever_one_will_do(db: None) -> None:
    """On a small table a scan is right, so the choice is taken away: what is scanned now has no index."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


def plan(rows: QuerySet[Any]) -> str:
    return rows.explain()


@pytest.mark.usefixtures("_an_index_wherever_one_will_do")
def test_achievements_under_a_key_are_found_by_index_in_every_state(world: World) -> None:
    learner = world.learners[0]
    submit(world, [record(learner)])
    submit(world, [record(learner, action="withdraw")])
    submit(world, [record(learner, grade="B")])
    found = queries.achievements_by_key(
        world.board, uln=learner.uln, reference="601/0001/1", award_date=AWARDED
    )
    assert [held.state for held in found] == ["active", "withdrawn"]
    assert "Seq Scan" not in plan(found)


@pytest.mark.usefixtures("_an_index_wherever_one_will_do")
def test_achievements_of_a_learner_are_found_by_index(world: World) -> None:
    submit(world, [record(world.learners[0])])
    found = queries.achievements_of_learner(world.batch_user, world.learners[0].uln)
    assert found.count() == 1
    assert "Seq Scan on achievements_achievement" not in plan(found)


@pytest.mark.usefixtures("_an_index_wherever_one_will_do")
def test_findings_of_a_batch_are_found_by_index(world: World) -> None:
    batch = submit(world, [record(learner, grade="Splendid") for learner in world.learners[:5]])
    found = ledger.rows_with_findings(batch, code="B08", severity="warning")
    assert found.count() == 5
    assert "Seq Scan" not in plan(found)


def test_ledger_leaves_room_on_its_pages_for_what_lines_become(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'batches_batchrow'")
        assert cursor.fetchone() == (["fillfactor=45"],)


def test_addresses_of_achievements_are_unique_whatever_the_server_makes_them_of(world: World) -> None:
    submit(world, [record(learner) for learner in world.learners[:20]])
    assert len(set(Achievement.objects.values_list("uuid", flat=True))) == 20


@pytest.mark.usefixtures("_an_index_wherever_one_will_do")
def test_record_of_a_learner_is_found_by_index_in_five_queries(world: World) -> None:
    """However long it is, and under however many numbers the learner has results."""
    one, two, three = world.learners[:3]
    learners.merge(learner=two, master=three, reason="Registered twice", by=None)
    references = ("601/0001/1", "601/0002/3", "J/602/3521")
    many = [record(each, reference=reference) for each in (two, three) for reference in references]
    submit(world, [record(one), *many])
    plans = {}
    for learner in (one, Learner.objects.get(pk=two.pk)):
        with CaptureQueriesContext(connection) as asked:
            found = queries.learner_record(learner)
        plans[len(found.events)] = asked.captured_queries
    assert sorted(plans) == [1, 6]
    assert [len(asked) for asked in plans.values()] == [4, 5]  # the fifth fetches whom a ULN was merged into
    with connection.cursor() as cursor:
        for query in plans[6]:
            cursor.execute(f"EXPLAIN {query['sql']}")
            text = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan on achievements_achievement" not in text
            assert "Seq Scan on learners_learner" not in text
