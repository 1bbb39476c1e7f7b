"""A scene that many may be at in the same moment, put back by SQL as often as one likes, and what stands in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from threading import Event
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from integration.achievements.returns import aim, send
from testamur.achievements import actions
from testamur.achievements.models import Achievement
from testamur.batches import actions as batches
from testamur.batches.actions import engine
from testamur.batches.models import Batch, BatchRow
from testamur.learners.models import Learner
from testamur.plumbing import sql
from world import AWARDED, World, record, submit

TABLES = (
    "achievements_achievement",
    "achievements_achievementevent",
    "learners_learner",
    "learners_learnerevent",
    "pghistory_context",
    "batches_batch",
    "batches_batchrow",
    "procrastinate_jobs",
    "notices_notice",
)


def keep() -> None:
    """Remember everything that the acts write."""
    sql.run("CREATE SCHEMA kept")
    for table in TABLES:
        sql.run(f"CREATE TABLE kept.{table} AS TABLE {table}")


def put_back() -> None:
    """As it was when it was kept. History cannot be deleted otherwise than behind the back of its triggers."""
    swaps = "".join(f"DELETE FROM {table}; INSERT INTO {table} TABLE kept.{table};" for table in TABLES)
    with transaction.atomic():
        sql.run(f"SET LOCAL session_replication_role = replica; {swaps}")


def forget() -> None:
    sql.run("DROP SCHEMA kept CASCADE")


@dataclass(eq=False)
class Act:
    """Something that somebody does to the scene; ``applies`` and ``undoes`` are batches."""

    name: str
    do: Callable[[], Any]
    applies: int | None = None
    undoes: int | None = None
    statements: int = 1

    def run(self) -> bool:
        """Do it; whether it was done, or refused with a sentence."""
        try:
            self.do()
        except (actions.Rejected, ValidationError):
            return False
        return True

    def count_statements(self) -> None:
        with connection.execute_wrapper(halt := Halt()):
            self.run()
        self.statements = halt.count


def waiting(batch: Batch) -> int:
    """The batch, read in and not judged yet, so that it can be applied without its file."""
    engine._take(batch.pk, batch.state)
    return batch.pk


def applied(name: str, batch: Batch) -> Act:
    number = waiting(batch)
    return Act(name, lambda: batches.advance(batch_id=number), applies=number)


def undone(name: str, batch: Batch, by: Any) -> Act:
    def do() -> None:
        batches.undo(batch=batch, by=by)
        batches.advance(batch_id=batch.pk)

    return Act(name, do, undoes=batch.pk)


def merged(name: str, learner: Learner, master: Learner) -> Act:
    return Act(
        name,
        lambda: actions.merge_learners(learner=learner, master=master, reason="one person", by=None),
    )


def scene(world: World) -> list[Act]:
    """Four learners with records of a board and of a centre; batches that wait, and batches that can be undone."""
    one, two, three, four = world.learners[:4]
    centre = send(world, [aim(one), aim(four)])
    created = submit(world, [record(one), record(three), record(two, **OTHER)])
    submit(world, [record(two, grade="B")], job_type="provisional")
    submit(world, [record(three, action="withdraw")])
    changes = [change(one, grade="D"), change(two, **OTHER, language="Welsh")]
    updated = submit(world, changes)
    return [
        undone("undo creating", created, world.super_user),
        undone("undo updating", updated, world.super_user),
        undone("undo the return", centre, world.provider_user),
        merged("merge the fourth", four, one),
        merged("merge the first", one, two),
        *sent(world, one, two, three, four),
        *on_pages(world, one, two, four),
    ]


OTHER = {"reference": "601/0002/3"}


def change(learner: Learner, action: str = "update", **fields: Any) -> dict[str, Any]:
    return record(learner, action=action, **fields)


def sent(world: World, one: Learner, two: Learner, three: Learner, four: Learner) -> list[Act]:
    def batch(name: str, *records: dict[str, Any], **more: Any) -> Act:
        return applied(name, submit(world, list(records), run=False, **more))

    def returned(name: str, grade: str, *learners: Learner) -> Act:
        return applied(name, send(world, [aim(each, OutGrade=grade) for each in learners], run=False))

    return [
        batch("update", change(one, grade="C"), change(two, **OTHER, grade="C")),
        batch("update in reverse", change(two, **OTHER, grade="E"), change(one, grade="E")),
        batch("withdraw", change(two, "withdraw", **OTHER), change(one, "withdraw")),
        batch("create", record(three, grade="B"), record(four, grade="B"), record(one, grade="B")),
        batch("create as well", record(four, grade="C"), record(three, grade="C"), job_type="provisional"),
        batch("promote", record(two, grade="A*"), record(four)),
        batch("reinstate", change(three, "reinstate", grade="C"), change(one, "reinstate")),
        returned("return", "C", one, two, three, four),
        returned("another return", "D", four, three, two, one),
    ]


def on_pages(world: World, one: Learner, two: Learner, four: Learner) -> list[Act]:
    held = {
        each: Achievement.objects.get(learner=each, reference="601/0001/1", source="AO")
        for each in (one, two)
    }

    def page(name: str, action: Callable[..., Any], learner: Learner, **more: Any) -> Act:
        return Act(name, lambda: action(achievement=held[learner], through="page", by=world.edc_user, **more))

    return [
        page("edit", actions.edit_grade, one, grade="U"),
        page("edit the provisional one", actions.edit_grade, two, grade="U"),
        page("move", actions.move, one, uln=four.uln),
        page("move the provisional one", actions.move, two, uln=one.uln),
        page("delete", actions.delete, one),
        page("withdraw on a page", actions.withdraw, one),
        page("redate", actions.redate, one, award_date=AWARDED + dt.timedelta(1)),
    ]


class Halt:
    """Halts before one of the statements, for some seconds or until the others have ended; counts them, too."""

    def __init__(self, place: int = -1, until: Event | None = None, seconds: float = 0) -> None:
        self.place, self.until, self.seconds, self.count = place, until or Event(), seconds, 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        if self.count == self.place:
            self.until.wait(self.seconds)
        self.count += 1
        return execute(*given)


Standing = Counter[tuple[Any, ...]]


def standing() -> Standing:
    """All that counts: records without their ids, who is one person, and what batches say became of each line."""
    fields = (
        *("organisation_id", "learner__uln", "uln", "reference", "award_date", "grade", "provider_ukprn"),
        *("language", "mis_identifier", "status", "state", "source", "return_number", "participation_start"),
        *("action_reason", "batch_id", "batch_line"),
    )
    result = ("undo_result__put_back", "undo_result__left")
    return Counter(
        (
            *Achievement.objects.values_list(*fields),
            *Learner.objects.exclude(master=None).values_list("uln", "master__uln"),
            *BatchRow.objects.values_list("batch_id", "line", "effect", "rejected"),
            *(
                (pk, state, repr(effects), *put_back)
                for pk, state, effects, *put_back in Batch.objects.values_list(
                    "pk", "state", "effects", *result
                )
            ),
        )
    )


def refused_lines(act: Act) -> frozenset[tuple[int, int]]:
    if act.applies is None:
        return frozenset()
    return frozenset(
        BatchRow.objects.filter(batch=act.applies, rejected=True).values_list("batch_id", "line")
    )


def refuse(lines: Collection[tuple[int, int]]) -> None:
    """Let these lines have been refused before anything happens."""
    for batch, line in lines:
        BatchRow.objects.filter(batch=batch, line=line).update(rejected=True)


def check_ledgers(acts: Collection[Act]) -> None:
    """Every line that says that it wrote a record has a version to show for it, and no other line has."""
    wrote = {
        (batch, line, record)
        for batch, line, record in sql.rows(
            "SELECT DISTINCT batch_id, batch_line, pgh_obj_id FROM achievements_achievementevent "
            "WHERE batch_id IS NOT NULL"
        )
    }
    rows = BatchRow.objects.exclude(effect=None).exclude(effect__in=["unchanged", "skipped"])
    assert wrote == set(rows.values_list("batch_id", "line", "record"))
    for batch in Batch.objects.filter(pk__in=[act.applies or act.undoes for act in acts]):
        effects: dict[str, int] = {}
        for effect in batch.rows.exclude(effect=None).values_list("effect", flat=True):
            effects[effect] = effects.get(effect, 0) + 1
        assert effects == batch.effects
        assert batch.rows.filter(rejected=True).count() == batch.rejected
        assert batch.rows.filter(rejected=True).exclude(effect=None).count() == 0
        if batch.state == "undone":
            result = batch.undo_result
            left = {each["line"] for each in result["listed"]}
            written = batch.rows.exclude(effect=None).exclude(effect__in=["unchanged", "skipped"])
            assert result["put_back"] + result["left"] == written.count()
            assert result["left"] == len(left)
            undone = {
                record
                for (record,) in sql.rows(
                    "SELECT DISTINCT version.pgh_obj_id FROM achievements_achievementevent AS version "
                    "JOIN pghistory_context AS process ON process.id = version.pgh_context_id "
                    "WHERE process.metadata ->> 'process' = 'batch.undone' "
                    "AND process.metadata -> 'batch' = to_jsonb(%(id)s)",
                    {"id": batch.pk},
                )
            }
            assert {row.record for row in written if row.line not in left} <= undone
