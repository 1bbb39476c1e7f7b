"""The batches of the demo world, and the records that an organisation's system would have put into their files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from testamur.achievements import samples
from testamur.achievements.kinds.achievements import writing
from testamur.achievements.kinds.achievements.layout import KEYS
from testamur.demo.people import CALDERWYN, HARROWMERE, NORTHLIGHT, PROVIDERS, Awarding
from testamur.demo.register import Register

BIG = 10_000

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

Texts = list[str | None]


@dataclass(frozen=True)
class World:
    """What batches are made from. ``merged`` are learners whose ULN was merged into another."""

    register: Register
    learners: Sequence[samples.SampleLearner]
    merged: Sequence[samples.SampleLearner]
    today: dt.date
    big: int = BIG

    @cached_property
    def main(self) -> list[Texts]:
        """Mostly good records of learners old and merged, faults of every kind, some things that are only odd."""
        awarded = self.register.of(HARROWMERE) + self.register.units_of(HARROWMERE)
        learners = [*self.merged, *self.learners[: self.big // 2]]
        batch = _sample(self, awarded, learners, seed=1, faulty=0.02, faults=tuple(samples.FAULTS))
        return [
            _odd(record.texts, number, batch) if record.fault is None and number % 97 == 0 else record.texts
            for number, record in enumerate(samples.records(self.big, batch))
        ]


def _odd(texts: Texts, number: int, batch: samples.SampleBatch) -> Texts:
    return samples.WARNINGS[_ODD[number // 97 % len(_ODD)]](list(texts), number, batch)


def _sample(
    world: World,
    qualifications: Sequence[samples.SampleQualification],
    learners: Sequence[samples.SampleLearner],
    *,
    seed: int,
    faulty: float = 0.0,
    faults: Sequence[str] = _COMMON,
) -> samples.SampleBatch:
    return samples.SampleBatch(
        learners=learners,
        qualifications=qualifications,
        today=world.today,
        providers=[provider.ukprn for provider in PROVIDERS],
        faulty=faulty,
        faults=faults,
        seed=seed,
    )


def small(world: World, owner: Awarding, count: int, *, seed: int) -> list[Texts]:
    """Some records of an organisation; each seed has learners of its own."""
    learners = world.learners[-count - 500 * seed :][:count]
    batch = _sample(world, world.register.of(owner), learners, seed=seed, faulty=0.03)
    return [record.texts for record in samples.records(count, batch)]


def provisional(world: World) -> list[Texts]:
    learners = world.learners[3000:3400]
    batch = _sample(world, world.register.provisional_of(CALDERWYN), learners, seed=2, faulty=0.04)
    return [record.texts for record in samples.records(400, batch)]


def too_many_rejected(world: World) -> list[Texts]:
    """More than three records in ten have a fault: RS005."""
    batch = _sample(world, world.register.of(CALDERWYN), world.learners[4000:4150], seed=3, faulty=0.45)
    return [record.texts for record in samples.records(150, batch)]


def _changed(record: Texts, world: World, **changes: str | None) -> Texts:
    changed = list(record)
    for key, text in {"action_date": f"{world.today}T00:00:00", "mis_identifier": None, **changes}.items():
        changed[KEYS.index(key)] = text
    return changed


def corrections(world: World) -> list[Texts]:
    """Sixty records of the first batch are updated or withdrawn. Those that were rejected there are so again."""
    provider, reason = PROVIDERS[0].ukprn, "Awarded to the wrong candidate"
    updated = [_changed(record, world, action="2", provider_ukprn=provider) for record in world.main[100:140]]
    withdrawn = [_changed(record, world, action="3", action_reason=reason) for record in world.main[140:160]]
    return updated + withdrawn


def reinstated(world: World) -> list[Texts]:
    reason = "Withdrawn in error"
    return [_changed(record, world, action="4", action_reason=reason) for record in world.main[140:150]]


def waiting(world: World) -> list[Texts]:
    return small(world, HARROWMERE, 300, seed=4)


def cancelled(world: World) -> list[Texts]:
    return small(world, HARROWMERE, 120, seed=5)


def undone(world: World) -> list[Texts]:
    return small(world, NORTHLIGHT, 200, seed=6)


def cut_off(world: World) -> list[Texts]:
    return small(world, NORTHLIGHT, 50, seed=7)


EMAIL = "results@testamur.example"


class Then(StrEnum):
    """What its submitter does with a batch when the engine has nothing more to do with it."""

    NOTHING = "nothing"
    CANCEL = "cancel"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Planned:
    """A batch to be submitted. ``number`` counts a day's batches; ``cut`` is how many bytes are lost at the end."""

    key: str
    owner: Awarding
    by: str
    number: int
    ending: str
    records: Callable[[World], list[Texts]]
    job_type: str = "final"
    confirm_first: bool = False
    then: Then = Then.NOTHING
    cut: int = 0

    def file_name(self, world: World) -> str:
        return f"QCF_{self.owner.ukprn}_{world.today:%Y-%m-%d}_{self.number:03}.{self.ending}"

    def content(self, world: World) -> bytes:
        made = self.records(world)
        if self.ending == "XML":
            data = b"".join(writing.write_xml(made, job_type=self.job_type, email=EMAIL))
        else:
            header = {"ukprn": self.owner.ukprn, "job_type": self.job_type, "email": EMAIL}
            data = b"".join(writing.write_csv(made, header=header))
        return data[: len(data) - self.cut]


BATCHES = (
    Planned("main", HARROWMERE, "batch", 1, "XML", lambda world: world.main),
    Planned("provisional", CALDERWYN, "both", 1, "CSV", provisional, job_type="provisional"),
    Planned("corrections", HARROWMERE, "super", 2, "XML", corrections),
    Planned("reinstated", HARROWMERE, "super", 3, "CSV", reinstated),
    Planned("too-many-rejected", CALDERWYN, "both", 2, "XML", too_many_rejected),
    Planned("waiting", HARROWMERE, "batch", 4, "CSV", waiting, confirm_first=True),
    Planned("cancelled", HARROWMERE, "batch", 5, "XML", cancelled, confirm_first=True, then=Then.CANCEL),
    Planned("undone", NORTHLIGHT, "northlight", 1, "XML", undone, then=Then.UNDO),
    Planned("unreadable", NORTHLIGHT, "northlight", 2, "XML", cut_off, cut=5_000),
)
"""In the order in which they are submitted."""
