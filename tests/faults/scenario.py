"""What is prepared in the database of a service, in a process of its own: `python -m faults.scenario PART`.

The test process keeps its own settings and looks at the service from outside.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
import random
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from world import World

LEARNERS = 4000
RECORDS = 10_000
FAULTY_EVERY = 25
EMAIL = "results@northern.example"
JANUARY = dt.date(2020, 1, 1)


def main(part: str, *arguments: str) -> None:
    from testamur.commands import migrate, set_up_django

    set_up_django()
    if part in ("nothing", "people", "front"):
        migrate.migrate()
    print(json.dumps(PARTS[part](*arguments)))


def nothing() -> None:
    """The tables alone."""


def whole() -> dict[str, Any]:
    """A world with a past, and a batch of 10,000 records that waits."""
    from world import make_world

    world = make_world(LEARNERS)
    for job_type, payloads in past(world):
        _submit(world, write(payloads, job_type), "earlier.xml")
    _work_off()
    batch = _submit(world, batch_file(world), "results.xml")
    return {"batch": batch.pk, "uuid": str(batch.uuid)}


def overlapping() -> dict[str, Any]:
    """Sixteen batches that want the same 150 keys and change the same 150 records, each in an order of its own."""
    from world import make_world, record

    world = make_world(150)
    _submit(world, write([record(learner) for learner in world.learners], "final"), "earlier.xml")
    _work_off()
    chance = random.Random(16)
    made = []
    for number in range(16):
        payloads = [record(learner, reference="601/0002/3") for learner in world.learners]
        payloads += [
            record(learner, action="update", grade="ABCDEU"[number % 6]) for learner in world.learners
        ]
        chance.shuffle(payloads)
        made.append(_submit(world, write(payloads, "final"), f"part-{number}.xml"))
    return {"batches": [batch.pk for batch in made]}


def small() -> dict[str, Any]:
    """A batch of twenty records that waits."""
    from world import make_world, record

    world = make_world(20)
    batch = _submit(world, write([record(learner) for learner in world.learners], "final"), "small.xml")
    return {"batch": batch.pk, "uuid": str(batch.uuid)}


def years() -> dict[str, Any]:
    """Batches of every end, with their files: done with rejected records, refused, undone, ready, and waiting."""
    from testamur.batches import actions as batches
    from world import make_world, record, submit

    world = make_world(6)
    good = [record(learner) for learner in world.learners]
    old = submit(world, [*good, record(world.learners[0], reference="601/0099/0")], name="old.xml")
    submit(world, [record(world.learners[0], uln="1")], name="refused.xml")
    undone = submit(world, [record(world.learners[0], action="update", grade="B")], name="undone.xml")
    batches.undo(batch=undone, by=world.super_user)
    batches.advance(batch_id=undone.pk)
    submit(world, [record(world.learners[1], action="withdraw")], name="ready.xml", confirm_first=True)
    submit(world, [record(world.learners[2], reference="601/0002/3")], name="waiting.xml", run=False)
    return {"old": old.pk}


def gone_on(old: str) -> dict[str, Any]:
    """A further batch in a service that was restored, and an old one undone."""
    from testamur.access.models import User
    from testamur.achievements.models import Achievement
    from testamur.batches import actions as batches
    from testamur.batches.models import Batch
    from world import record, xml

    earlier = Batch.objects.get(pk=old)
    held = Achievement.objects.filter(batch=earlier).select_related("learner").order_by("id")
    more = xml([record(held[3].learner, reference="601/0002/3")])
    further = batches.submit(
        kind="achievements",
        organisation=earlier.organisation,
        file=io.BytesIO(more),
        file_name="further.xml",
        through="file",
        by=earlier.submitted_by,
    )
    batches.advance(batch_id=further.batch.pk)
    batches.undo(batch=earlier, by=User.objects.get(username="susan"))
    batches.advance(batch_id=earlier.pk)
    earlier.refresh_from_db()
    return {
        "further": Batch.objects.get(pk=further.batch.pk).effects,
        "undone": earlier.undo_result["put_back"],
    }


def people() -> dict[str, Any]:
    """A world in which somebody may log in and send batches; the files are given, not sent."""
    from testamur.commands import static
    from world import PASSWORD, make_world, record

    static.collect()
    world = make_world(LEARNERS)
    for job_type, payloads in past(world):
        _submit(world, write(payloads, job_type), "earlier.xml")
    _work_off()
    later = [record(world.learners[n % LEARNERS], award_date=_day(n // LEARNERS)) for n in range(RECORDS)]
    return {
        "user": world.batch_user.username,
        "password": PASSWORD,
        "uln": world.learners[0].uln,
        "file": batch_file(world).decode(),
        "small": write(later[:10], "final").decode(),
        "later": write(later[10:], "final").decode(),
    }


def front() -> dict[str, Any]:
    """A world in which somebody may log in, with a batch that waits for them and one that can be undone."""
    from testamur.batches import actions as batches
    from testamur.commands import static
    from world import PASSWORD, make_world, record

    static.collect()
    world = make_world(20)
    done = _submit(world, write([record(learner) for learner in world.learners[:10]], "final"), "done.xml")
    _work_off()
    with io.BytesIO(write([record(learner) for learner in world.learners[10:]], "final")) as file:
        ready = batches.submit(
            kind="achievements",
            organisation=world.board,
            file=file,
            file_name="ready.xml",
            confirm_first=True,
            through="page",
            by=world.batch_user,
        ).batch
    _work_off()
    return {
        "user": world.super_user.username,
        "password": PASSWORD,
        "done": str(done.uuid),
        "ready": str(ready.uuid),
        "file": write([record(world.learners[0], reference="601/0002/3")], "final").decode(),
    }


def _day(number: int) -> str:
    return (JANUARY + dt.timedelta(days=100 + number)).isoformat()


PARTS = {part.__name__: part for part in (nothing, whole, overlapping, small, years, gone_on, people, front)}


# --- what the batch of 10,000 is made of --------------------------------------------------------------------------


def past(world: World) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What the register holds beforehand: 2,000 final achievements, 300 of them withdrawn, and 300 provisional."""
    from world import record

    yield "final", [record(learner) for learner in world.learners[:2000]]
    yield "final", [record(learner, action="withdraw") for learner in world.learners[1700:2000]]
    yield "provisional", [record(learner, grade="C") for learner in world.learners[2000:2300]]


def payloads(world: World) -> Iterator[dict[str, Any]]:
    """1,000 updates, 700 withdrawals, 300 reinstatements, 300 promotions, and the rest new; all as they should be."""
    from world import record

    for learner in world.learners[:1000]:
        yield record(learner, action="update", grade="B", language="Welsh")
    for learner in world.learners[1000:1700]:
        yield record(learner, action="withdraw", action_reason="Entered in error")
    for learner in world.learners[1700:2000]:
        yield record(learner, action="reinstate", grade="D")
    for learner in world.learners[2000:2300]:
        yield record(learner, grade="A*")
    for number in range(RECORDS - 2300):
        awarded = JANUARY + dt.timedelta(days=number // LEARNERS)
        learner = world.learners[number % LEARNERS]
        yield record(
            learner, reference="601/0002/3", award_date=awarded.isoformat(), mis_identifier=f"M{number}"
        )


def batch_file(world: World) -> bytes:
    """The 10,000 in an order of their own, one in twenty-five spoiled in every way there is, one way after another."""
    from testamur.achievements.kinds.achievements.writing import texts_of, write_xml
    from testamur.achievements.samples import FAULTS, WARNINGS, SampleBatch, SampleQualification

    wanted = list(payloads(world))
    random.Random(10_000).shuffle(wanted)
    sample = SampleBatch(
        learners=[],
        qualifications=[SampleQualification("J/602/3521", ("Pass",))],
        today=dt.date.today(),  # noqa: DTZ011
    )
    faults = itertools.cycle([*FAULTS.values(), *WARNINGS.values()])
    records: list[Sequence[str | None]] = []
    for number, payload in enumerate(wanted):
        texts = texts_of(payload)
        records.append(texts if number % FAULTY_EVERY else next(faults)(texts, number, sample))
    return b"".join(write_xml(records, job_type="final", email=EMAIL))


def write(payloads: Sequence[dict[str, Any]], job_type: str) -> bytes:
    from world import xml

    return xml(payloads, job_type=job_type)


def _submit(world: World, data: bytes, name: str) -> Any:
    """Queue a batch, as a page would."""
    from testamur.batches import actions as batches

    return batches.submit(
        kind="achievements",
        organisation=world.board,
        file=io.BytesIO(data),
        file_name=name,
        through="page",
        by=world.batch_user,
        send_again=True,
    ).batch


def _work_off() -> None:
    """Do all jobs that wait."""
    from testamur.plumbing.worker import run_worker

    run_worker(wait=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
