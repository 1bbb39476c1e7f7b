"""The world in which is measured: one awarding organisation, a register of 3,000 qualifications, 200,000 learners.

Built through the actions by which a real one would be built, the register through the batch engine itself.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import connection

from testamur.access import actions as access_actions
from testamur.access.rules import Role
from testamur.achievements import samples
from testamur.achievements.kinds.achievements.writing import write_xml
from testamur.batches import actions as batches
from testamur.learners import actions as learner_actions
from testamur.organisations import actions as organisation_actions
from testamur.plumbing.delimited import written
from testamur.qualifications.kinds.register.layout import QUALIFICATIONS

NUMBER = "RN5999"
PROVIDERS = ("10001234", "10004567", "10007890")
TODAY = dt.date(2026, 1, 1)
GRADES = ("A*", "A", "B", "C", "D", "E")
SIZE = 10_000
FAULTY = 0.04
WINDOWS = 100
"""Every batch holds the achievements of one learner in a hundred, so that its learners are spread over the table."""


@dataclass
class World:
    """``other_organisation`` takes what the comparison with the ORM writes, so that all get the same records.

    ``earlier_batch`` is one that exists, to be named by what other ways than the pipeline write.
    """

    organisation: Any
    other_organisation: Any
    user: Any
    operator: Any
    people: list[samples.SampleLearner]
    directory: Path
    earlier_batch: int = 0

    @cached_property
    def qualifications(self) -> list[samples.SampleQualification]:
        return [samples.SampleQualification(samples.qualification_reference(n), GRADES) for n in range(3_000)]

    def batch(self, number: int, size: int = SIZE, *, faulty: float = FAULTY) -> Path:
        """The file of batch ``number``: its achievements are in no other, 4 % of its records have a fault."""
        path = self.directory / f"batch-{number:04}-{size}-{faulty}.xml"
        if not path.exists():
            series, window = divmod(number, WINDOWS)
            made = samples.SampleBatch(
                learners=self.people[window::WINDOWS],
                qualifications=self.qualifications[window:] + self.qualifications[:window],
                today=TODAY,
                providers=PROVIDERS,
                first_award=dt.date(2008 + series, 1, 1),
                faulty=faulty,
                seed=number,
            )
            texts = (record.texts for record in samples.records(size, made))
            with path.open("wb") as file:
                file.writelines(write_xml(texts, job_type="final", email="bench@people.example"))
        return path


def build(directory: Path, *, learner_count: int = 200_000) -> World:
    """Make the world in an empty database."""
    board = organisation_actions.register(
        name="Measured Board",
        kind="awarding_organisation",
        ukprn="10009991",
        recognition_number=NUMBER,
        by=None,
    )
    other = organisation_actions.register(
        name="Other Board",
        kind="awarding_organisation",
        ukprn="10009992",
        recognition_number="RN5998",
        by=None,
    )
    service = organisation_actions.register(name="Records service", kind="operator", by=None)
    for ukprn in PROVIDERS:
        organisation_actions.register(name=f"Provider {ukprn}", kind="provider", ukprn=ukprn, by=None)
    people = samples.learners(learner_count)
    learner_actions.register_many(learners=[asdict(person) for person in people], by=None)
    world = World(
        organisation=board,
        other_organisation=other,
        user=_person("measurer", board, Role.AO_SUPER_USER),
        operator=_person("operator", service, Role.OPERATOR),
        people=people,
        directory=directory,
    )
    _load_register(world, service)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return world


def _person(name: str, organisation: Any, role: Role) -> Any:
    user = access_actions.create_user(
        username=name,
        email=f"{name}@people.example",
        first_name=name,
        last_name="Bench",
        password=None,
        by=None,
    )
    access_actions.grant(user=user, organisation=organisation, role=role, by=None)
    return user


def _load_register(world: World, service: Any) -> None:
    headings = QUALIFICATIONS.headings
    rows = [
        {
            "reference": qualification.reference,
            "title": f"Measured Qualification {number}",
            "owner_number": NUMBER,
            "owner_name": "Measured Board",
            "level": "Level 3",
            "type": "GCE A Level",
            "starts_on": "2006-09-01",
            "grades": "/".join(qualification.grades),
        }
        for number, qualification in enumerate(world.qualifications)
    ]
    texts = [list(headings.values()), *([row.get(key, "") for key in headings] for row in rows)]
    batch = batches.submit(
        kind="register",
        organisation=service,
        file=io.BytesIO(b"".join(written(texts))),
        file_name="qualifications.csv",
        confirm_first=False,
        through="command",
        by=world.operator,
    ).batch
    state = batches.advance(batch_id=batch.pk)
    if state != "done":
        raise RuntimeError(f"the register of the bench came to {state}")
    world.earlier_batch = batch.pk
