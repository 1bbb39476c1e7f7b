"""The batches of the demo world: who sends them, in which format, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from testamur.achievements.kinds.achievements import writing
from testamur.demo import records
from testamur.demo.people import CALDERWYN, HARROWMERE, NORTHLIGHT, Awarding
from testamur.demo.records import Texts, World

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
    Planned("provisional", CALDERWYN, "both", 1, "CSV", records.provisional, job_type="provisional"),
    Planned("corrections", HARROWMERE, "super", 2, "XML", records.corrections),
    Planned("reinstated", HARROWMERE, "super", 3, "CSV", records.reinstated),
    Planned("too-many-rejected", CALDERWYN, "both", 2, "XML", records.too_many_rejected),
    Planned("waiting", HARROWMERE, "batch", 4, "CSV", records.waiting, confirm_first=True),
    Planned(
        "cancelled", HARROWMERE, "batch", 5, "XML", records.cancelled, confirm_first=True, then=Then.CANCEL
    ),
    Planned("undone", NORTHLIGHT, "northlight", 1, "XML", records.undone, then=Then.UNDO),
    Planned("unreadable", NORTHLIGHT, "northlight", 2, "XML", records.cut_off, cut=5_000),
)
"""In the order in which they are submitted."""
