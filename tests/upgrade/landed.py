"""The database of the last landed version, with data in it, made by today's code: `python -m upgrade.landed PART`.

`landed.json` says how far that version's migrations went, what its rooms were called, and the digest of its
catalogue. The catalogue made here must have the same digest, or it is not that version's. To record a version once it
has landed, run `testamur migrate` of it on an empty database, and on the same database, with this folder on the path:

    python -m upgrade.landed record COMMIT > tests/upgrade/landed.json
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOTE = Path(__file__).with_name("landed.json")
TARGETS = json.loads(NOTE.read_text(encoding="utf-8")) if NOTE.stat().st_size else {}
FORMER: dict[str, str] = {}
"""Rooms that were called otherwise then; `testamur migrate` carries them over."""

_CATALOGUE = """
SELECT 'column', table_name::text, column_name::text, data_type || ' ' || is_nullable
  FROM information_schema.columns WHERE table_schema = 'public'
 UNION ALL
SELECT 'constraint', conrelid::regclass::text, contype::text,
       (SELECT string_agg(attname, ',' ORDER BY attname) FROM pg_attribute
         WHERE attrelid = conrelid AND attnum = ANY(conkey))
  FROM pg_constraint WHERE contype IN ('p', 'u', 'f', 'c', 'x')
 UNION ALL
SELECT 'index', indrelid::regclass::text, indisunique::text || (indpred IS NOT NULL)::text,
       (SELECT string_agg(attname, ',' ORDER BY attname) FROM pg_attribute
         WHERE attrelid = indrelid AND attnum = ANY(indkey))
  FROM pg_index
 UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
"""


def catalogue(connection: Any, rooms: set[str]) -> list[tuple[str, ...]]:
    """Columns, constraints, indexes and triggers of the rooms' tables, without the names that are made up for them."""
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE)
        found = [row for row in cursor.fetchall() if row[1].partition("_")[0] in rooms]
    return sorted(found, key=lambda row: [each or "" for each in row])  # an expression is no column


def digest(found: list[tuple[str, ...]]) -> str:
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def rooms() -> set[str]:
    from django.apps import apps

    return {room.label for room in apps.get_app_configs() if room.name.startswith("testamur.")}


def record(commit: str) -> None:
    """What there is to know of the version that made the database. The rooms are that version's."""
    from django.db import connection

    then = {FORMER.get(room, room) for room in rooms()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
        targets = {app: name for app, name in cursor.fetchall() if app in then}
    found = digest(catalogue(connection, then))
    print(json.dumps({"commit": commit, "migrations": targets, "catalogue": found}, indent=1))


def build() -> None:
    """Migrate an empty database as far as that version did, fill it, and call the rooms what they were called."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    now = {former: room for room, former in FORMER.items()}
    landed = {now.get(app, app): name for app, name in TARGETS["migrations"].items()}
    others = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in rooms()]
    executor.migrate([*landed.items(), *others])
    call_command("createcachetable", verbosity=0)
    filled = fill(executor.loader.project_state([*landed.items(), *others]).apps)
    with connection.cursor() as cursor:
        for statement in _called_as_then(cursor):
            cursor.execute(statement)
    then = {FORMER.get(room, room) for room in rooms()}
    print(json.dumps({**filled, "catalogue": digest(catalogue(connection, then))}))


def _called_as_then(cursor: Any) -> Iterator[str]:
    for room, former in FORMER.items():
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE %s", [f"{room}\\_%"])
        for (table,) in cursor.fetchall():
            yield f"ALTER TABLE {table} RENAME TO {former}{table.removeprefix(room)}"
        yield f"UPDATE django_migrations SET app = '{former}' WHERE app = '{room}'"
        yield f"UPDATE django_content_type SET app_label = '{former}' WHERE app_label = '{room}'"
        yield (
            "UPDATE procrastinate_jobs SET task_name = "
            f"replace(task_name, 'testamur.{room}.', 'testamur.{former}.')"
        )


def fill(then: Any) -> dict[str, Any]:
    """A board, its people and learners, and batches that are done, waiting, and stuck, by the models of then."""
    import pghistory

    from world import ulns

    def new(model: str, **values: Any) -> Any:
        return then.get_model(model).objects.create(**values)

    with pghistory.context(process="landed.filled", by=None, by_name="Testamur"):
        board = new(
            "organisations.Organisation",
            name="Northern Board",
            kind="awarding_organisation",
            ukprn="10000001",
            recognition_number="RN0001",
        )
        susan = new("access.User", username="susan", email="susan@people.example", password="!")
        new("access.Membership", user=susan, organisation=board, role="ao_super_user")
        learners = [
            new(
                "learners.Learner",
                uln=uln,
                given_name="Given",
                family_name="Family",
                date_of_birth=dt.date(2002, 1, 1),
                gender=1,
            )
            for uln in ulns(3, start=100_000_000)
        ]
    batches = Batches(new, board, susan)
    first = batches.written("first.xml", state="done", effect="created", number=2)
    with _of(first):
        held = [
            new("achievements.Achievement", grade="A", **_award(board, learner), batch=first, batch_line=line)
            for line, learner in enumerate(learners[:2], start=1)
        ]
    second = batches.written("second.xml", state="done", effect="updated", number=1)
    with _of(second):
        held[0].grade, held[0].batch, held[0].batch_line = "B", second, 1
        held[0].save()
    for batch, records in ((first, held), (second, held[:1])):
        batches.lines(batch, records)
    waiting = batches.sent("waiting.xml", learners[2], reference="601/0001/1")
    stuck = batches.sent("stuck.xml", learners[2], reference="601/0002/3", attempts=6, last_error="OSError")
    return {"first": first.pk, "second": second.pk, "waiting": waiting.pk, "stuck": stuck.pk}


def _of(batch: Any) -> Any:
    import pghistory

    return pghistory.context(process="batch.applied", by=None, by_name="Testamur", batch=batch.pk)


def _award(board: Any, learner: Any) -> dict[str, Any]:
    award = {"reference": "601/0001/1", "award_date": "2019-08-01", "status": "final", "state": "active"}
    return {**award, "organisation": board, "learner": learner, "uln": learner.uln}


class Batches:
    """Batches as the version of then kept them."""

    def __init__(self, new: Any, board: Any, by: Any) -> None:
        self._new, self._board, self._by = new, board, by

    def _batch(self, name: str, **values: Any) -> Any:
        who = {"organisation": self._board, "submitted_by": self._by, "through": "file"}
        digest = hashlib.sha256(name.encode()).hexdigest()
        kept = {"kind": "achievements", "file_name": name, "digest": digest, "file_size": 1}
        return self._new("batches.Batch", **who, **kept, **values)

    def written(self, name: str, *, state: str, effect: str, number: int) -> Any:
        counts = {"total": number, "accepted": number, "applied_through": number}
        return self._batch(name, file=name, state=state, effects={effect: number}, **counts)

    def lines(self, batch: Any, records: list[Any]) -> None:
        (effect,) = batch.effects
        for line, held in enumerate(records, start=1):
            told = {"incoming": [], "findings": [], "effect": effect, "record": held.pk}
            self._new("batches.BatchRow", batch_id=batch.pk, line=line, **told)

    def sent(self, name: str, learner: Any, *, reference: str, **values: Any) -> Any:
        from django.core.files.base import ContentFile
        from django.core.files.storage import default_storage
        from django.db import connection

        from world import record as right
        from world import xml

        content = xml([right(learner, reference=reference)])
        stored = default_storage.save(f"batches/{name}", ContentFile(content))
        batch = self._batch(name, file=stored, state="received", options={"job_type": "final"}, **values)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)"
                " VALUES ('default', 'testamur.batches.jobs.advance_batch', %s, jsonb_build_object('batch_id', %s))",
                [f"batch:{batch.pk}", batch.pk],
            )
        return batch


def go_on(first: str, second: str, waiting: str, stuck: str) -> None:
    """What today's code makes of what was left: the waiting batch ends, the stuck one stops, an old one is undone."""
    from testamur.access.models import User
    from testamur.achievements.models import Achievement
    from testamur.batches import actions as batches
    from testamur.batches.models import Batch
    from world import register

    register("601/0001/1", "Mathematics")
    register("601/0002/3", "Physics")
    susan, said = User.objects.get(username="susan"), {}
    said["waiting"] = batches.advance(batch_id=int(waiting))
    batches.wake_unfinished()
    left = Batch.objects.get(pk=stuck)
    said["stuck"] = left.state
    batches.retry(batch=left, by=susan)
    said["tried again"] = batches.advance(batch_id=left.pk)
    batches.undo(batch=Batch.objects.get(pk=second), by=susan)
    said["second"] = batches.advance(batch_id=int(second))
    said["grades"] = "".join(Achievement.objects.order_by("id").values_list("grade", flat=True))
    said["outcome files"] = len(Batch.objects.get(pk=waiting).reports)
    print(json.dumps(said))


def main(part: str, *arguments: str) -> None:
    from testamur.commands import set_up_django

    set_up_django()
    {"record": record, "build": build, "go_on": go_on}[part](*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
