"""The batches of the demo world, in the formats in which organisations send them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from testamur.achievements import samples
from testamur.achievements.columns import writing
from testamur.achievements.columns.fields import KEYS
from testamur.demo.people import CALDERWYN, HARROWMERE, NORTHLIGHT, PROVIDERS, Awarding
from testamur.demo.register import Register

EMAIL = "results@testamur.example"
BIG = 10_000
LAST = "unreadable"
"""The key of the batch that is submitted last."""

# Faults of a record that do not depend on what the register holds, and so are the same in every batch.
_COMMON = (
    "F01.missing",
    "F02.check_digit",
    "F03.future",
    "F05.grade_length",
    "F08.language",
    "L01.unknown_uln",
)

_ODD = ("F07.unusual", "B08.grade_scale")


@dataclass(frozen=True, slots=True)
class Planned:
    """A batch to be submitted, and how far it is to go."""

    key: str
    owner: Awarding
    by: str
    file_name: str
    content: Callable[[], bytes]
    confirm_first: bool = False
    then: str = ""
    """What its submitter does when it waits for them: ``cancel`` or nothing; and when it is done: ``undo``."""


@dataclass(frozen=True, slots=True)
class World:
    """What batches are made from. ``merged`` are learners whose ULN was merged into another."""

    register: Register
    learners: Sequence[samples.SampleLearner]
    merged: Sequence[samples.SampleLearner]
    today: dt.date


def planned(world: World, *, big: int = BIG) -> list[Planned]:
    """The batches, in the order in which they are submitted."""
    day = f"{world.today:%Y-%m-%d}"

    def named(owner: Awarding, number: int, ending: str) -> str:
        return f"QCF_{owner.ukprn}_{day}_{number:03}.{ending}"

    main, main_xml = _main(world, big), named(HARROWMERE, 1, "XML")
    return [
        Planned("main", HARROWMERE, "batch", main_xml, lambda: _xml(main, "final")),
        Planned(
            "provisional",
            CALDERWYN,
            "both",
            named(CALDERWYN, 1, "CSV"),
            lambda: _csv(_provisional(world), "provisional", CALDERWYN),
        ),
        Planned(
            "corrections",
            HARROWMERE,
            "super",
            named(HARROWMERE, 2, "XML"),
            lambda: _xml(_corrections(main, world.today), "final"),
        ),
        Planned(
            "reinstated",
            HARROWMERE,
            "super",
            named(HARROWMERE, 3, "CSV"),
            lambda: _csv(_reinstated(main, world.today), "final", HARROWMERE),
        ),
        Planned(
            "too-many-rejected",
            CALDERWYN,
            "both",
            named(CALDERWYN, 2, "XML"),
            lambda: _xml(_rejected(world), "final"),
        ),
        Planned(
            "waiting",
            HARROWMERE,
            "batch",
            named(HARROWMERE, 4, "CSV"),
            lambda: _csv(_small(world, HARROWMERE, 300, 4), "final", HARROWMERE),
            confirm_first=True,
        ),
        Planned(
            "cancelled",
            HARROWMERE,
            "batch",
            named(HARROWMERE, 5, "XML"),
            lambda: _xml(_small(world, HARROWMERE, 120, 5), "final"),
            confirm_first=True,
            then="cancel",
        ),
        Planned(
            "undone",
            NORTHLIGHT,
            "northlight",
            named(NORTHLIGHT, 1, "XML"),
            lambda: _xml(_small(world, NORTHLIGHT, 200, 6), "final"),
            then="undo",
        ),
        Planned(
            LAST,
            NORTHLIGHT,
            "northlight",
            named(NORTHLIGHT, 2, "XML"),
            lambda: _xml(_small(world, NORTHLIGHT, 50, 7), "final")[:-5000],
        ),
    ]


Texts = list[str | None]


def _sample(
    world: World,
    qualifications: Sequence[samples.SampleQualification],
    learners: Sequence[samples.SampleLearner],
    *,
    seed: int,
    faulty: float = 0.0,
    faults: Sequence[str] = _COMMON,
    first_award: dt.date = dt.date(2023, 6, 1),
) -> samples.SampleBatch:
    return samples.SampleBatch(
        learners=learners,
        qualifications=qualifications,
        today=world.today,
        providers=[provider.ukprn for provider in PROVIDERS],
        first_award=first_award,
        faulty=faulty,
        faults=faults,
        seed=seed,
    )


def _main(world: World, big: int) -> list[Texts]:
    """Mostly good records of learners old and merged, some faults of every kind, some things that are only odd."""
    awarded = world.register.of(HARROWMERE) + world.register.units_of(HARROWMERE)
    learners = [*world.merged, *world.learners[: big // 2]]
    batch = _sample(world, awarded, learners, seed=1, faulty=0.02, faults=tuple(samples.FAULTS))
    records = []
    for number, record in enumerate(samples.records(big, batch)):
        texts = record.texts
        if record.fault is None and number % 97 == 0:
            odd = samples.WARNINGS[_ODD[number // 97 % len(_ODD)]]
            texts = odd(list(texts), number, batch)
        records.append(texts)
    return records


def _small(world: World, owner: Awarding, count: int, seed: int) -> list[Texts]:
    learners = world.learners[-count - 500 * seed :][:count]
    batch = _sample(world, world.register.of(owner), learners, seed=seed, faulty=0.03)
    return [record.texts for record in samples.records(count, batch)]


def _provisional(world: World) -> list[Texts]:
    learners = world.learners[3000:3400]
    batch = _sample(world, world.register.provisional_of(CALDERWYN), learners, seed=2, faulty=0.04)
    return [record.texts for record in samples.records(400, batch)]


def _rejected(world: World) -> list[Texts]:
    """More than three records in ten have a fault: RS005."""
    batch = _sample(world, world.register.of(CALDERWYN), world.learners[4000:4150], seed=3, faulty=0.45)
    return [record.texts for record in samples.records(150, batch)]


def _changed(record: Texts, today: dt.date, **changes: str | None) -> Texts:
    changed = list(record)
    for key, text in {"action_date": f"{today}T00:00:00", "mis_identifier": None, **changes}.items():
        changed[KEYS.index(key)] = text
    return changed


def _corrections(main: list[Texts], today: dt.date) -> list[Texts]:
    """Sixty records of the first batch are updated or withdrawn. Those that were rejected there are so again."""
    provider = PROVIDERS[0].ukprn
    updated = [_changed(record, today, action="2", provider_ukprn=provider) for record in main[100:140]]
    reason = "Awarded to the wrong candidate"
    withdrawn = [_changed(record, today, action="3", action_reason=reason) for record in main[140:160]]
    return updated + withdrawn


def _reinstated(main: list[Texts], today: dt.date) -> list[Texts]:
    reason = "Withdrawn in error"
    return [_changed(record, today, action="4", action_reason=reason) for record in main[140:150]]


def _xml(records: Sequence[Texts], job_type: str) -> bytes:
    return b"".join(writing.write_xml(records, job_type=job_type, email=EMAIL))


def _csv(records: Sequence[Texts], job_type: str, owner: Awarding) -> bytes:
    header = {"ukprn": owner.ukprn, "job_type": job_type, "email": EMAIL}
    return b"".join(writing.write_csv(records, header=header))
